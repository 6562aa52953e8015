/** Facts, devices and holders of a captured tree: files as an arm64 board with the driver shows them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BoardFiles } from '../board-files.ts';
import { boardFacts } from '../contract/facts.ts';
import { readHolders } from '../devices/holders.ts';
import { readDevice } from '../devices/read.ts';
import { setAttributes } from '../sync/attributes.ts';
import { runSync } from '../sync/run.ts';
import { readFacts } from './read.ts';

let root: string;
const put = (path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};
const link = (path: string, target: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
};
const cells = (...values: number[]): Buffer =>
  Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    }),
  );

function putDevice(name: string, texts: Record<string, string>): void {
  const all = {
    dev: '240:0',
    driver_version: '1.1.0-beta.1',
    ioctl_version: '1',
    phys_addr: '0x0000000070000000',
    size: '262144',
    cached: '1',
    coherent: '0',
    shareable: '0',
    sync_operation: 'ARM64 Native',
    sync_mode: '1',
    sync_offset: '0x0',
    sync_size: '262144',
    sync_direction: '0',
    sync_owner: '0',
    sync_for_cpu: '0',
    sync_for_device: '0',
    ...texts,
  };
  for (const [file, text] of Object.entries(all)) put(`/sys/class/uiomem/${name}/${file}`, `${text}\n`);
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'uiomem-studio-tree-'));
  put('/proc/sys/kernel/random/boot_id', '1f0a3c5e-0000-4000-8000-000000000001\n');
  put('/proc/sys/kernel/osrelease', '6.1.0-40-cloud-arm64\n');
  put('/proc/sys/kernel/version', '#1 SMP Debian 6.1.153-1\n');
  put('/proc/sys/kernel/arch', 'aarch64\n');
  put('/proc/cmdline', 'console=ttyAMA0 mem=768M\n');
  put('/proc/config.gz', gzipSync('CONFIG_MODULES=y\nCONFIG_ARM64_PA_BITS=48\n# CONFIG_OF_OVERLAY is not set\n'));
  put(
    '/proc/iomem',
    '40000000-6fffffff : System RAM\n  40010000-41ffffff : Kernel code\n70000000-7003ffff : uiomem.0\n',
  );
  put('/proc/modules', 'uiomem 28672 1 - Live 0xffff800008a00000 (O)\n');
  put('/proc/mounts', 'rootfs / rootfs rw 0 0\ndev /dev devtmpfs rw 0 0\nflash /opt squashfs ro 0 0\n');
  put('/sys/kernel/security/lockdown', '[none] integrity confidentiality\n');
  put('/sys/module/module/parameters/sig_enforce', 'N\n');
  put('/proc/sys/kernel/modules_disabled', '1\n');
  put('/lib/modules/6.1.0-40-cloud-arm64/build/Makefile', '');
  put(
    '/lib/modules/6.1.0-40-cloud-arm64/build/include/generated/utsrelease.h',
    '#define UTS_RELEASE "6.1.0-40-cloud-arm64"\n',
  );
  put('/sys/module/uiomem/refcnt', '1\n');
  put('/sys/module/uiomem/version', '1.1.0-beta.1\n');
  put('/sys/module/uiomem/srcversion', 'ABCDEF0123\n');
  put('/sys/module/uiomem/parameters/uiomem0_addr', '1879048192\n');
  put('/sys/firmware/fdt', Uint8Array.of(0xd0, 0x0d, 0xfe, 0xed));
  put('/sys/class/fpga_manager/fpga0/state', 'operating\n');
  put('/sys/devices/system/cpu/cpu0/cache/index0/type', 'Data\n');
  put('/sys/devices/system/cpu/cpu0/cache/index0/coherency_line_size', '64\n');
  put('/sys/devices/system/cpu/cpu0/cache/index1/type', 'Instruction\n');
  put('/sys/devices/system/cpu/cpu0/cache/index1/coherency_line_size', '32\n');
  put('/usr/bin/dtc', '');
  mkdirSync(join(root, 'tmp'));
  mkdirSync(join(root, 'opt'));

  put('/proc/device-tree/compatible', 'linux,dummy-virt\0');
  put('/proc/device-tree/model', 'linux,dummy-virt\0');
  put('/proc/device-tree/#address-cells', cells(2));
  put('/proc/device-tree/#size-cells', cells(2));
  put('/proc/device-tree/memory@40000000/device_type', 'memory\0');
  put('/proc/device-tree/memory@40000000/reg', cells(0, 0x40000000, 0, 0x40000000));
  put('/proc/device-tree/reserved-memory/#address-cells', cells(2));
  put('/proc/device-tree/reserved-memory/#size-cells', cells(2));
  put('/proc/device-tree/reserved-memory/ranges', '');
  put('/proc/device-tree/reserved-memory/pl@7a000000/reg', cells(0, 0x7a000000, 0, 0x10000));
  put('/proc/device-tree/reserved-memory/pl@7a000000/no-map', '');
  put('/proc/device-tree/uiomem-pl/compatible', 'ikwzm,uiomem\0');
  put('/proc/device-tree/uiomem-pl/reg', cells(0, 0x7a000000, 0, 0x10000));
  put('/proc/device-tree/uiomem-pl/device-name', 'pl\0');

  putDevice('uiomem0', {});
  putDevice('pl', { dev: '240:1', phys_addr: '0x000000007a000000', size: '65536', sync_size: '65536', sync_mode: '6' });
  put('/sys/class/uiomem/half-gone/dev', '240:2\n');
  link('/sys/class/uiomem/uiomem0/device', join(root, '/sys/devices/platform/uiomem.0'));
  mkdirSync(join(root, '/sys/devices/platform/uiomem.0'), { recursive: true });
  mkdirSync(join(root, '/sys/devices/platform/uiomem-pl'), { recursive: true });
  mkdirSync(join(root, '/sys/firmware/devicetree/base/uiomem-pl'), { recursive: true });
  link('/sys/devices/platform/uiomem-pl/of_node', join(root, '/sys/firmware/devicetree/base/uiomem-pl'));
  link('/sys/class/uiomem/pl/device', join(root, '/sys/devices/platform/uiomem-pl'));
  link('/sys/bus/platform/drivers/uiomem/uiomem-pl', join(root, '/sys/devices/platform/uiomem-pl'));

  put('/proc/1/maps', '');
  put('/proc/77/cmdline', 'python3\0dma.py\0');
  put('/proc/77/maps', 'ffff8a000000-ffff8a040000 rw-s 00000000 00:06 312      /dev/uiomem0\n');
  link('/proc/77/fd/3', '/dev/pl');
  link('/proc/77/fd/4', 'socket:[123]');
  put('/proc/78/comm', 'logger\n');
  put('/proc/78/maps', '');
  link('/proc/78/fd/9', '/dev/uiomem0 (deleted)');
  link('/proc/78/fd/10', '/dev/uiomem01');
});
afterAll(() => rmSync(root, { recursive: true }));

const sync = { mode: 'non-cached', always: false, offset: 0n, direction: 'both', owner: 'cpu' } as const;

test('the whole of a board', async () => {
  const facts = await readFacts(new BoardFiles(root));
  const { user, space, storage, pageSize, clock, ...rest } = facts;
  expect(rest).toEqual({
    format: 1,
    bootId: '1f0a3c5e-0000-4000-8000-000000000001',
    kernel: {
      release: '6.1.0-40-cloud-arm64',
      build: '#1 SMP Debian 6.1.153-1',
      machine: 'aarch64',
      config: { ARM64_PA_BITS: '48', MODULES: 'y', OF_OVERLAY: 'n' },
      lockdown: 'none',
      signatureEnforced: false,
      modulesDisabled: true,
      headers: '/lib/modules/6.1.0-40-cloud-arm64/build',
      commandLine: 'console=ttyAMA0 mem=768M',
    },
    cacheLine: 64,
    addressBits: 48,
    nodes: 'devtmpfs',
    model: 'linux,dummy-virt',
    compatible: ['linux,dummy-virt'],
    emulated: true,
    iomem: [
      { start: 0x40000000n, end: 0x6fffffffn, name: 'System RAM', depth: 0 },
      { start: 0x40010000n, end: 0x41ffffffn, name: 'Kernel code', depth: 1 },
      { start: 0x70000000n, end: 0x7003ffffn, name: 'uiomem.0', depth: 0 },
    ],
    memory: [{ path: '/memory@40000000', address: 0x40000000n, size: 0x40000000n }],
    reservedMemory: [
      {
        path: '/reserved-memory/pl@7a000000',
        name: 'pl@7a000000',
        address: 0x7a000000n,
        size: 0x10000n,
        noMap: true,
        reusable: false,
        compatible: [],
      },
    ],
    uiomemNodes: [
      {
        path: '/uiomem-pl',
        name: 'uiomem-pl',
        reg: { address: 0x7a000000n, size: 0x10000n },
        properties: {
          compatible: Buffer.from('ikwzm,uiomem\0').toString('hex'),
          'device-name': Buffer.from('pl\0').toString('hex'),
          reg: '000000007a0000000000000000010000',
        },
        bound: true,
      },
    ],
    fdt: '0A3+7Q==',
    modules: [{ name: 'uiomem', size: 28672, references: 1, usedBy: [] }],
    uiomem: {
      driver: 'other',
      version: '1.1.0-beta.1',
      srcversion: 'ABCDEF0123',
      parameters: { uiomem0_addr: '1879048192' },
    },
    persisted: [],
    devices: [
      {
        name: 'uiomem0',
        major: 240,
        minor: 0,
        address: 0x70000000n,
        size: 0x40000n,
        cached: true,
        coherent: false,
        shareable: false,
        syncOperation: 'ARM64 Native',
        driverVersion: '1.1.0-beta.1',
        ioctlVersion: 1,
        sync: { ...sync, size: 0x40000n },
        origin: { kind: 'insmod', slot: 0 },
      },
      {
        name: 'pl',
        major: 240,
        minor: 1,
        address: 0x7a000000n,
        size: 0x10000n,
        cached: true,
        coherent: false,
        shareable: false,
        syncOperation: 'ARM64 Native',
        driverVersion: '1.1.0-beta.1',
        ioctlVersion: 1,
        sync: { ...sync, mode: 'write-combine', always: true, size: 0x10000n },
        origin: { kind: 'device-tree', path: '/uiomem-pl' },
      },
    ],
    fpga: [{ kind: 'manager', name: 'fpga0', state: 'operating' }],
    tools: {},
  });
  expect(pageSize).toBe(4096);
  expect(Math.abs(Date.parse(clock ?? '') - Date.now())).toBeLessThan(60_000);
  expect(space).toContainEqual({ path: '/opt', freeBytes: 0n, execute: true, readOnly: true });
  expect(user.uid).toBe(process.getuid?.());
  expect(space.map(({ path, execute }) => ({ path, execute }))).toContainEqual({ path: '/tmp', execute: true });
  expect(boardFacts.decode(boardFacts.encode(facts))).toEqual(facts);
});

test('a board that shows nothing has no facts', async () => {
  await expect(readFacts(new BoardFiles(join(root, 'tmp')))).rejects.toMatchObject({
    problem: { id: 'facts.unreadable' },
  });
});

test('holders by descriptor and by mapping, under a removed name too', async () => {
  const held = await readHolders(new BoardFiles(root), ['uiomem0', 'pl'], new Map(), new Set([78]));
  expect(held).toEqual([
    { pid: 77, command: 'python3 dma.py', device: 'pl', ours: false },
    { pid: 77, command: 'python3 dma.py', device: 'uiomem0', ours: false },
    { pid: 78, command: '[logger]', device: 'uiomem0', ours: true },
  ]);
});

test('a device that is not there, or half gone, is missing; a name cannot lead out of the folder', async () => {
  const files = new BoardFiles(root);
  for (const name of ['uiomem7', 'half-gone', '../../module/uiomem', '..', '']) {
    await expect(readDevice(files, name)).rejects.toMatchObject({ problem: { id: 'device.missing' } });
  }
});

test('attributes are stored all or none', async () => {
  const files = new BoardFiles(root);
  const change = { always: true, offset: 0x1000n, size: 0x2000n, direction: 'device-writes' } as const;
  const before = { ...sync, size: 0x40000n };
  expect(await setAttributes(files, 'uiomem0', change)).toEqual({ ...sync, ...change });
  expect(await setAttributes(files, 'uiomem0', before)).toEqual(before);
  // A file that is not there is refused as the driver refuses a value; it must not come to be either.
  rmSync(join(root, '/sys/class/uiomem/pl/sync_size'));
  await expect(setAttributes(files, 'pl', { size: 1n })).rejects.toMatchObject({ problem: { id: 'device.missing' } });
});

test('a sync beyond 4 GiB goes by the attributes, which are back afterwards', async () => {
  const files = new BoardFiles(root);
  putDevice('big', { size: String(2n ** 34n), sync_size: '4096', sync_offset: '0x10', sync_direction: '1' });
  const range = { offset: 2n ** 32n + 5n, size: 2n ** 32n + 1n };
  const answer = await runSync(files, 'sync_for_device', { device: 'big', range, direction: 'device-writes' });
  expect(answer).toEqual({ owner: 'cpu', commands: [1n] });
  expect((await readDevice(files, 'big')).sync).toEqual({ ...sync, offset: 16n, size: 4096n, direction: 'cpu-writes' });
  expect(await files.text('/sys/class/uiomem/big/sync_for_device')).toBe('0x1');
  await expect(
    runSync(files, 'sync_for_cpu', { device: 'big', range: { offset: 1n, size: 2n ** 34n } }),
  ).rejects.toMatchObject({ problem: { id: 'sync.outside' } });
});
