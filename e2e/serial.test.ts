/** Serial consoles on a pseudo-terminal in the place of a port: both directions, its end, and every reason why one is not opened. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SerialSettings } from '../app/contract/terminal.ts';
import { portsInDev } from '../app/host/terminal/serial-ports.ts';
import { problemOf } from '../remote-helper/rpc/problem.ts';
import { type PrivateHost, privateHost, settled } from './testing/boards.ts';
import { openTerminal } from './testing/open-terminal.ts';
import { pseudoPort } from './testing/pseudo-terminal.ts';

let host: PrivateHost;
beforeAll(async () => {
  host = await privateHost();
});
afterAll(() => host?.[Symbol.asyncDispose]());

const usual = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1, flowControl: 'none' } as const;
const open = (path: string, more: Partial<SerialSettings> = {}, terminal = 'console') =>
  openTerminal(host.client, 'serial.open', { ...usual, path, terminal, ...more });
const refusal = (path: string, more: Partial<SerialSettings> = {}) =>
  open(path, more).ended.then(
    () => 'no problem',
    (thrown) => problemOf(thrown),
  );

test('bytes go both ways as they are, whatever they are', async () => {
  await using port = await pseudoPort();
  const terminal = open(port.path);
  await terminal.opened;
  const every = Uint8Array.from({ length: 256 }, (_, index) => index);
  terminal.type(every);
  expect(
    await settled(
      async () => port.received,
      (got) => got.length >= 256,
    ),
  ).toEqual(Buffer.from(every));
  await port.send(every);
  expect(
    await settled(
      async () => terminal.output,
      (got) => got.length >= 256,
    ),
  ).toEqual(Buffer.from(every));
  terminal.cancel();
  await expect(terminal.ended).rejects.toMatchObject({ id: 'cancelled' });
});

test('when it is closed the port is free again', async () => {
  await using port = await pseudoPort();
  for (let round = 0; round < 3; round += 1) {
    const terminal = open(port.path);
    await terminal.opened;
    terminal.cancel();
    await expect(terminal.ended).rejects.toMatchObject({ id: 'cancelled' });
    // The host answers a cancelled call at once; the port closes a moment later.
    await settled(
      async () =>
        (await host.client
          .call('terminal.resize', { terminal: 'console', columns: 80, rows: 24 })
          .catch(problemOf)) as { id?: string },
      ({ id }) => id === 'terminal.unknown',
    );
  }
});

test('a reader that stops holds the port back, and loses nothing', async () => {
  await using port = await pseudoPort();
  const terminal = open(port.path);
  await terminal.opened;
  terminal.hold();
  const bytes = randomBytes(3 * 2 ** 20);
  let sent = 0;
  const sending = (async () => {
    for (let at = 0; at < bytes.length; at += 4096) {
      await port.send(bytes.subarray(at, at + 4096));
      sent = at + 4096;
    }
  })();
  const stuck = await settled(
    async () => {
      const before = sent;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return sent === before;
    },
    (still) => still,
  );
  expect(stuck).toBe(true);
  expect(sent).toBeLessThan(bytes.length / 2);
  terminal.goOn();
  await sending;
  const got = await settled(
    async () => terminal.output,
    (all) => all.length >= bytes.length,
  );
  expect(got.equals(bytes)).toBe(true);
  terminal.cancel();
  await terminal.ended.catch(() => {});
});

test('serial.gone: an adapter that is pulled out, after what it had said', async () => {
  await using port = await pseudoPort();
  const terminal = open(port.path);
  await terminal.opened;
  await port.send('the last words');
  await terminal.has('the last words');
  await port.unplug();
  await expect(terminal.ended).rejects.toMatchObject({ id: 'serial.gone', problem: { data: { path: port.path } } });
});

test('serial.busy: a port that is open already; terminal.in-use: an id that is taken', async () => {
  await using port = await pseudoPort();
  const terminal = open(port.path);
  await terminal.opened;
  expect(await open(port.path, {}, 'another').ended.catch(problemOf)).toMatchObject({
    id: 'serial.busy',
    data: { path: port.path },
    hint: expect.stringContaining(`fuser -v ${port.path}`),
  });
  await using second = await pseudoPort();
  expect(await refusal(second.path)).toMatchObject({ id: 'terminal.in-use' });
  terminal.cancel();
  await terminal.ended.catch(() => {});
});

test('what is no port is told in plain words', async () => {
  const file = join(host.folder, 'a-file');
  await writeFile(file, '');
  expect(await refusal('/dev/ttyNONE7')).toMatchObject({ id: 'serial.not-there', data: { path: '/dev/ttyNONE7' } });
  expect(await refusal(file)).toMatchObject({ id: 'serial.not-a-port', data: { path: file } });
  expect(await refusal('/dev/zero')).toMatchObject({ id: 'serial.not-a-port' });
  await using port = await pseudoPort();
  expect(await refusal(port.path, { baudRate: 1 })).toMatchObject({ id: 'rpc.invalid-input' });
});

test.runIf(process.getuid?.() === 0)('serial.no-permission: it says which group', async () => {
  await using port = await pseudoPort();
  await chmod(port.path, 0o600);
  process.seteuid?.('nobody');
  try {
    expect(await refusal(port.path)).toMatchObject({
      id: 'serial.no-permission',
      hint: expect.stringContaining('dialout'),
      data: { path: port.path },
    });
  } finally {
    process.seteuid?.(0);
  }
});

test('without udev the ports are what is in /dev, with the names that stay', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-dev-'));
  try {
    for (const name of ['ttyS0', 'ttyUSB10', 'ttyUSB2', 'ttyACM0', 'ttyAMA1', 'tty1', 'ttyprintk', 'null']) {
      await writeFile(join(folder, name), '');
    }
    await mkdir(join(folder, 'serial/by-id'), { recursive: true });
    const stable = join(folder, 'serial/by-id/usb-FTDI_FT232R_A5XK3RJT-if00-port0');
    await symlink('../../ttyUSB2', stable);
    await symlink('../../ttyUSB77', join(folder, 'serial/by-id/usb-gone'));
    expect(await portsInDev(folder)).toEqual([
      { path: join(folder, 'ttyACM0') },
      { path: join(folder, 'ttyAMA1') },
      { path: join(folder, 'ttyUSB2'), stablePath: stable },
      { path: join(folder, 'ttyUSB10') },
      { path: join(folder, 'ttyS0') },
    ]);
    expect(await portsInDev(join(folder, 'no such folder'))).toEqual([]);
    const { ports, complete } = await host.client.call('serial.list', {});
    expect([Array.isArray(ports), typeof complete]).toEqual([true, 'boolean']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
