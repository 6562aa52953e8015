/** The helper on a real board: bus errors, exact accesses as the bus sees them, its end, and what it is started from. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board } from '../app/contract/board.ts';
import type { EmulatedStatus } from '../app/contract/emulated.ts';
import { Secrets } from '../app/host/boards/secrets.ts';
import { deliver } from '../app/host/session/deliver.ts';
import { helperFiles } from '../app/host/session/helper-files.ts';
import { openSession } from '../app/host/session/open-session.ts';
import { startHelper } from '../app/host/session/start-helper.ts';
import { type Problem, problemOf } from '../remote-helper/rpc/problem.ts';
import { boardProcesses, boardShell, busAccesses, type PrivateHost, privateHost, settled } from './testing/boards.ts';

/** Registers with side effects: QEMU's hw/misc/edu.c, docs/specs/edu.txt. It refuses accesses of less than 32 bits. */
const edu = { device: 'uiomem2', address: 0x1000_0000n, size: 0x10_0000n };
/** Nothing at all: QEMU's hw/arm/virt.c, between the virtio transports and the platform bus. */
const hole = { device: 'uiomem3', address: 0x0b00_0000n, size: 0x1000n };
/** The edu device's PCI configuration space, which takes 8, 16 and 32 bits: bus 0, device 2 of the ECAM. */
const config = { device: 'uiomem4', address: 0x40_1001_0000n, size: 0x1000n };
const memory = { device: 'uiomem0', address: 0x7000_0000n, size: 0x10_0000n };
const other = 'plmem';

const name = 'helper';
let host: PrivateHost;
let board: Board;
let status: EmulatedStatus;
const shell = (command: string) => boardShell(board, command);
const processes = (script = 'helper.cjs') => boardProcesses(board, script);
const failure = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );
const registers = (device: string) => ({ board: name, device, content: 'registers' }) as const;
const word = async (device: string, offset: bigint) => {
  const { bytes } = await host.client.call('memory.read', { ...registers(device), offset, size: 4n });
  return Buffer.from(bytes).readUInt32LE();
};

beforeAll(async () => {
  host = await privateHost();
  ({ board, status } = await host.client.call('emulated.up', { name }));
  await shell('for d in /sys/bus/pci/devices/*; do echo 1 >$d/enable; done');
  const region = (slot: number, { address, size }: { address: bigint; size: bigint }, option: string) => [
    { name: `uiomem${slot}_addr`, value: `0x${address.toString(16)}` },
    { name: `uiomem${slot}_size`, value: `0x${size.toString(16)}` },
    { name: `uiomem${slot}_option`, value: option },
  ];
  // 2: cached memory; 0: not cached; 1: not cached, and shared with the kernel, which claims the ECAM.
  const parameters = [
    ...region(0, memory, '2'),
    ...region(2, edu, '0'),
    ...region(3, hole, '0'),
    ...region(4, config, '1'),
  ];
  await host.client.call('module.load', { board: name, parameters });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

test('a register access is one access of its width on the bus', async () => {
  const { client } = host;
  const read = (device: string, offset: bigint, size: bigint, width: 8 | 16 | 32 | 64) =>
    client.call('memory.read', { ...registers(device), offset, size, width });
  const write = (device: string, offset: bigint, bytes: Buffer, width: 8 | 16 | 32 | 64) =>
    client.call('memory.write', { ...registers(device), offset, width }, { bytes });
  // 1234:11e8 is the edu device; 0x3c is the interrupt line, a byte that keeps what it is given.
  const before = Buffer.from((await read(config.device, 0x3cn, 1n, 8)).bytes);
  // QEMU shows the ECAM through an alias; its accesses are counted from its own start, which is bus 0, device 0.
  const inEcam = { address: config.address - 0x40_1000_0000n, size: config.size };
  const onConfig = await busAccesses(status, inEcam, async () => {
    await read(config.device, 0n, 4n, 8);
    await read(config.device, 0n, 4n, 16);
    await read(config.device, 0n, 4n, 32);
    await write(config.device, 0x3cn, Buffer.from([0x5a]), 8);
    await write(config.device, 0x3cn, before, 8);
  });
  const at = (offset: bigint, width: number, value: bigint, kind: 'read' | 'write' = 'read') => ({
    kind,
    address: inEcam.address + offset,
    width,
    value,
  });
  expect(onConfig).toEqual([
    at(0n, 8, 0x34n),
    at(1n, 8, 0x12n),
    at(2n, 8, 0xe8n),
    at(3n, 8, 0x11n),
    at(0n, 16, 0x1234n),
    at(2n, 16, 0x11e8n),
    at(0n, 32, 0x11e8_1234n),
    at(0x3cn, 8, 0x5an, 'write'),
    at(0x3cn, 8, BigInt(before[0] ?? 0), 'write'),
  ]);
  // edu: 0x04 answers with the inverse of what it is given; 0x80 is the DMA's source, of 64 bits.
  const source = Buffer.from('1122334455667788', 'hex');
  const onEdu = await busAccesses(status, edu, async () => {
    await write(edu.device, 4n, Buffer.from([0x78, 0x56, 0x34, 0x12]), 32);
    await read(edu.device, 4n, 4n, 32);
    await write(edu.device, 0x80n, source, 64);
    await read(edu.device, 0x80n, 8n, 64);
  });
  expect(onEdu).toEqual([
    { kind: 'write', address: edu.address + 4n, width: 32, value: 0x1234_5678n },
    { kind: 'read', address: edu.address + 4n, width: 32, value: 0xedcb_a987n },
    { kind: 'write', address: edu.address + 0x80n, width: 64, value: source.readBigUInt64LE() },
    { kind: 'read', address: edu.address + 0x80n, width: 64, value: source.readBigUInt64LE() },
  ]);
});

test('a session that maps registers and gathers facts touches none of them', async () => {
  const untouched = await busAccesses(status, edu, async () => {
    await using session = await openSession(board, { secrets: new Secrets() });
    // From the host that loaded the driver; it is free again with the session's end.
    await session.helper.call('lease.take', { over: true });
    await session.helper.call('memory.map', {
      device: edu.device,
      eye: 'device',
      content: 'registers',
      writable: true,
    });
    await session.facts();
    await session.helper.call('device.list', {});
  });
  expect(untouched).toEqual([]);
});

test('a bus error ends the child that touched, becomes a verdict, and the helper lives on', async () => {
  const { client } = host;
  const [helper] = await processes();
  const [child] = await processes('probe.cjs');
  for (const content of ['registers', 'memory'] as const) {
    const place = { board: name, device: hole.device, content, offset: 0x10n, size: 4n, width: 32 } as const;
    const address = content === 'registers' ? '0xb000010' : '0xb000000';
    const offset = content === 'registers' ? '0x10' : '0x0';
    expect(await failure(client.call('memory.read', place))).toEqual({
      id: 'memory.bus-error',
      message: `The read of 32 bits at offset ${offset} of ${hole.device} (address ${address}) was answered by a bus error.`,
      hint: expect.stringContaining('Nothing is there'),
      data: { device: hole.device, offset, address, width: 32 },
    });
  }
  // What stands before the one that fails is not the one that is blamed.
  const bytes = { ...registers(edu.device), offset: 0n, size: 4n, width: 8 } as const;
  expect(await failure(client.call('memory.read', bytes))).toMatchObject({
    id: 'memory.bus-error',
    data: { offset: '0x0', width: 8 },
  });
  const write = client.call('memory.write', { ...registers(hole.device), offset: 8n }, { bytes: Buffer.alloc(4) });
  expect(await failure(write)).toMatchObject({ id: 'memory.bus-error', data: { offset: '0x8' } });
  // 0x10000ed: identification, docs/specs/edu.txt.
  expect(await word(edu.device, 0n)).toBe(0x0100_00ed);
  expect(await processes()).toEqual([helper]);
  expect(await processes('probe.cjs')).not.toContain(child);
});

test('a bus error in the helper itself: calls in flight are told, and the next ones go to a new one', async () => {
  const { client } = host;
  const place = { board: name, device: memory.device, content: 'memory', offset: 0n, size: 4n } as const;
  await client.call('memory.read', place);
  const [helper] = await processes();
  // Held back by its reader, the dump of another device is under way when the helper dies.
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const inFlight = failure(
    client.call(
      'memory.dump',
      { board: name, device: other, content: 'memory', offset: 0n },
      {
        async onBytes() {
          begun.resolve();
          await held.promise;
        },
      },
    ),
  );
  await begun.promise;
  await shell('echo uiomem.0 >/sys/bus/platform/drivers/uiomem/unbind');
  expect(await failure(client.call('memory.read', place))).toMatchObject({
    id: 'mapping.lost',
    message: 'The helper on the board died of a bus error while memory was being accessed; all mappings are gone.',
  });
  held.resolve();
  expect((await inFlight).id).toBe('mapping.lost');
  expect(await failure(client.call('memory.read', place))).toMatchObject({
    id: 'device.missing',
    data: { device: memory.device },
  });
  await shell('echo uiomem.0 >/sys/bus/platform/drivers/uiomem/bind');
  await client.call('memory.read', place);
  const now = await processes();
  expect([now.length, now[0] === helper]).toEqual([1, false]);
});

test('the helper and its child are gone when their channel closes', async () => {
  const before = [...(await processes()), ...(await processes('probe.cjs'))];
  {
    await using session = await openSession(board, { secrets: new Secrets() });
    await session.helper.call('memory.map', { device: memory.device, eye: 'cpu', content: 'memory', writable: false });
    expect(
      (
        await settled(
          () => processes('probe.cjs'),
          (found) => found.length === 2,
        )
      ).length,
    ).toBe(2);
    expect((await processes()).length).toBe(2);
  }
  const after = async () => [...(await processes()), ...(await processes('probe.cjs'))];
  expect(await settled(after, (found) => found.length === before.length)).toEqual(before);
});

test('the helper is gone when the host was killed', async () => {
  const before = await processes();
  const script = new URL('testing/hold-session.ts', import.meta.url).pathname;
  const other = spawn(process.execPath, [script, JSON.stringify(board), memory.device], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: other.stdout })) {
    expect(line).toBe('mapped');
    break;
  }
  expect((await processes()).length).toBe(before.length + 1);
  other.kill('SIGKILL');
  expect(await settled(processes, (found) => found.length === before.length)).toEqual(before);
  expect(
    (
      await settled(
        () => processes('probe.cjs'),
        (found) => found.length === before.length,
      )
    ).length,
  ).toBe(1);
});

test('what was changed between upload and start is not run, and a session sends it again', async () => {
  const secrets = new Secrets();
  const files = await helperFiles();
  const { version } = files.manifest;
  {
    await using session = await openSession(board, { secrets });
    const { connection, probe, reach } = session;
    const delivery = await deliver(connection, reach, probe, files);
    // Of the same length, so that only the digest tells.
    const spoil = `sed -i 's/uiomem-studio-helper/UIOMEM-studio-helper/' ${delivery.folder}/helper.cjs`;
    await shell(`rm -rf /var/lib/uiomem-studio/${version} && ${spoil}`);
    const others = await processes();
    expect(await failure(startHelper(connection, reach, files, delivery))).toMatchObject({
      id: 'bootstrap.digest-differs',
      data: { stage: 'helper', exit: 69 },
    });
    expect(await processes()).toEqual(others);
    expect(await shell(`ls /var/lib/uiomem-studio/${version}`)).toBe('try\n');
  }
  const texts: string[] = [];
  await using again = await openSession(board, { secrets, onStage: (_, text) => texts.push(text) });
  expect(texts).toContain('the helper on the board was changed: sending it again');
  expect((await again.helper.call('device.list', {})).devices.length).toBeGreaterThan(0);
});

test('a helper of another version ends at once', async () => {
  await using session = await openSession(board, { secrets: new Secrets() });
  const files = await helperFiles();
  const delivery = await deliver(session.connection, session.reach, session.probe, files);
  const version = files.manifest.version.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  const wanted = { ...files, manifest: { ...files.manifest, version } };
  expect(await failure(startHelper(session.connection, session.reach, wanted, delivery))).toMatchObject({
    id: 'helper.version-differs',
    message: expect.stringContaining(`The helper is ${files.manifest.version}, but ${version} was asked for.`),
    data: { exit: 64 },
  });
});
