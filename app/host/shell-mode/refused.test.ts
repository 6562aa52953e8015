/** What shell mode refuses or cannot do: commands of this machine in the place of a board's. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { helperContract } from '../../../remote-helper/contract.ts';
import { connectClient } from '../../../remote-helper/rpc/client.ts';
import { pair } from '../../../remote-helper/rpc/pair.ts';
import { serve } from '../../../remote-helper/rpc/server.ts';
import { shellHandlers } from './handlers.ts';
import { type MapWish, ShellMemory } from './memory.ts';
import { unloadModule } from './module.ts';
import { RootShell, type Shell } from './root-shell.ts';
import { localConnection } from './testing/local-connection.ts';

let shell: RootShell;
beforeEach(async () => {
  shell = await RootShell.open(localConnection(['dash']), { way: 'root', prefix: '', input: '' });
});
afterEach(() => shell.close());

const device: UiomemDevice = {
  name: 'uiomem0',
  // Has nothing to read, and takes all that is written.
  node: '/dev/null',
  major: 240,
  minor: 0,
  address: 0x7000_0000n,
  size: 0x10_0000n,
  cached: true,
  coherent: true,
  syncOperation: 'arm64',
  driverVersion: '1.0.0',
  ioctlVersion: 1,
  sync: { mode: 'non-cached', always: false, offset: 0n, size: 0x10_0000n, direction: 'both', owner: 'cpu' },
  origin: { kind: 'insmod', slot: 0 },
};

function mapped(wish: Partial<MapWish> = {}): { memory: ShellMemory; mapping: number } {
  const memory = new ShellMemory(shell);
  const { mapping } = memory.map({
    device,
    eye: 'cpu',
    content: 'memory',
    writable: true,
    proven: true,
    devmem: undefined,
    ...wish,
  });
  return { memory, mapping };
}

/** Past the cache, by a program in the place of devmem. */
const pastCache = (devmem: string) => mapped({ device: { ...device, coherent: false }, eye: 'device', devmem });

it('shell.transfer-failed: less came than was asked for', async () => {
  const { memory, mapping } = mapped();
  await expect(memory.read(mapping, 0x40n, 16n, 32)).rejects.toMatchObject({
    problem: {
      id: 'shell.transfer-failed',
      message: 'The read at offset 0x40 of uiomem0 failed: 0 of 16 bytes came.',
      hint: 'Is the device still there, and the driver loaded?',
      data: { device: 'uiomem0', offset: '0x40' },
    },
  });
});

it('shell.transfer-failed: the device went away before the write', async () => {
  const { memory, mapping } = mapped({ device: { ...device, node: '/dev/uiomem-that-is-gone' } });
  await expect(memory.write(mapping, 0n, Buffer.alloc(4), 32)).rejects.toMatchObject({
    problem: {
      id: 'shell.transfer-failed',
      message: 'The write at offset 0x0 of uiomem0 failed: No such device.',
      data: { said: 'No such device' },
    },
  });
});

it('shell.devmem-refused: the kernel forbids /dev/mem; its words are told', async () => {
  const { memory, mapping } = pastCache("sh -c 'echo mmap: Operation not permitted; exit 1' devmem");
  await expect(memory.read(mapping, 0x10n, 8n, 32)).rejects.toMatchObject({
    problem: {
      id: 'shell.devmem-refused',
      message: 'devmem may not read 0x70000010: mmap: Operation not permitted',
      hint: expect.stringContaining('CONFIG_STRICT_DEVMEM'),
      data: { device: 'uiomem0', address: '0x70000010' },
    },
  });
});

it('shell.too-slow: a process for each word, refused before the first', async () => {
  const { memory, mapping } = pastCache("sh -c 'echo 0x00000000' devmem");
  const tooMuch = {
    problem: {
      id: 'shell.too-slow',
      message: expect.stringContaining('at most 0x4000 bytes a call, 0x4004 were asked for'),
      hint: expect.stringContaining('runtime bring'),
    },
  };
  await expect(memory.read(mapping, 0n, 0x4004n, 32)).rejects.toMatchObject(tooMuch);
  const sent: Uint8Array[] = [];
  const keep = async (bytes: Uint8Array) => void sent.push(bytes);
  await expect(memory.dump(mapping, 0n, 0x4004n, keep, new AbortController().signal)).rejects.toMatchObject(tooMuch);
  expect(sent).toEqual([]);
});

it('shell.unsupported: what needs the helper is refused by its name', async () => {
  const [near, far] = pair();
  serve(helperContract, shellHandlers({ shell, machine: 'aarch64', content: async () => undefined }), far);
  const client = connectClient(helperContract, near);
  await expect(client.call('persist.remove', { group: false, changed: 'refuse' })).rejects.toMatchObject({
    problem: {
      id: 'shell.unsupported',
      message: 'persist.remove needs the helper, and this board is driven by plain commands.',
      hint: expect.stringContaining('board runtime NAME bring'),
      data: { procedure: 'persist.remove' },
    },
  });
  await client.close();
});

it('module.unload-failed: rmmod’s words, and how many users the kernel counts', async () => {
  // This machine's kernel has no such module: its list is another file, and rmmod speaks as such a kernel makes it speak.
  const list = join(await mkdtemp(join(tmpdir(), 'uiomem-studio-')), 'modules');
  await writeFile(list, 'uiomem 40960 3 - Live 0x0000000000000000\n');
  const busy = "rmmod() { echo 'rmmod: ERROR: Module uiomem is in use'; return 1; }";
  const otherwise: Shell = {
    async run(script, options) {
      const ended = await shell.run(`${busy}\n${script.replaceAll('/proc/modules', list)}`, options);
      return { ...ended, output: Buffer.from(ended.output.toString().replaceAll(list, '/proc/modules')) };
    },
  };
  const unloading = unloadModule(otherwise, { holders: async () => [], closeMappings: () => 2 });
  await expect(unloading).rejects.toMatchObject({
    problem: {
      id: 'module.unload-failed',
      message: 'rmmod uiomem failed: rmmod: ERROR: Module uiomem is in use',
      hint: 'The kernel counts 3 users of the module that no process shows.',
      data: { status: 1, references: 3, closedMappings: 2 },
    },
  });
  await rm(dirname(list), { recursive: true });
});
