/** Sync attributes and commands that the driver takes or refuses; its class files are files of a folder. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BoardFiles } from '../board-files.ts';
import { setAttributes } from './attributes.ts';
import { runSync } from './run.ts';

const attributes = {
  sync_mode: 1,
  sync_offset: 0,
  sync_size: 0x10_0000,
  sync_direction: 0,
  sync_owner: 0,
};
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'uiomem-studio-sync-'));
  mkdirSync(join(root, 'sys/class/uiomem/uiomem0'), { recursive: true });
  const identity = { dev: '240:0', phys_addr: '0x0000000070000000', size: '1048576', cached: '1' };
  for (const [name, text] of Object.entries({ ...identity, ...attributes })) writeFileSync(at(name), `${text}\n`);
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (name: string) => join(root, 'sys/class/uiomem/uiomem0', name);
const stored = () =>
  Object.fromEntries(Object.keys(attributes).map((name) => [name, Number(readFileSync(at(name), 'utf8'))]));

/** A driver that refuses this text in this file, as one does with a word out of range. */
class Refusing extends BoardFiles {
  readonly #file: string;
  readonly #code: string;

  constructor(file: string, code: string) {
    super(root);
    this.#file = file;
    this.#code = code;
  }

  override async writeValue(path: string, text: string): Promise<void> {
    if (path.endsWith(`/${this.#file}`)) throw Object.assign(new Error('refused'), { code: this.#code });
    await super.writeValue(path, text);
  }
}

it('sync.refused: the last of several attributes, and those before it are put back', async () => {
  const change = { mode: 'write-combine', offset: 0x1000n, size: 0x2000n, direction: 'both' } as const;
  await expect(setAttributes(new Refusing('sync_direction', 'EINVAL'), 'uiomem0', change)).rejects.toMatchObject({
    id: 'sync.refused',
    problem: { data: { device: 'uiomem0', file: 'sync_direction', value: '0', errno: 'EINVAL' } },
  });
  expect(stored()).toEqual(attributes);
  await setAttributes(new BoardFiles(root), 'uiomem0', change);
  expect(stored()).toEqual({ ...attributes, sync_mode: 2, sync_offset: 0x1000, sync_size: 0x2000 });
});

it('sync.refused: a command that the driver does not take, with its range', async () => {
  // Whatever is written to it finds no space.
  symlinkSync('/dev/full', at('sync_for_cpu'));
  await expect(runSync(new BoardFiles(root), 'sync_for_cpu', { device: 'uiomem0' })).rejects.toMatchObject({
    id: 'sync.refused',
    problem: { data: { file: 'sync_for_cpu', offset: '0x0', size: '0x100000', errno: 'ENOSPC' } },
  });
});

it('sync.interrupted: said as such, for part of it was done; the attributes of before are back', async () => {
  // A size that is no multiple of 16 is in no packed word.
  const request = { device: 'uiomem0', range: { offset: 0x11n, size: 0x2011n }, direction: 'device-writes' } as const;
  await expect(runSync(new Refusing('sync_for_cpu', 'EINTR'), 'sync_for_cpu', request)).rejects.toMatchObject({
    id: 'sync.interrupted',
    problem: { message: expect.stringContaining('the owner is unchanged'), data: { offset: '0x11', size: '0x2011' } },
  });
  expect(stored()).toEqual(attributes);
});

it('sync.outside: a range that leaves the device, and nothing is written', async () => {
  for (const range of [
    { offset: 0x100001n, size: 0n },
    { offset: 0xff000n, size: 0x1001n },
  ]) {
    const asked = runSync(new BoardFiles(root), 'sync_for_device', { device: 'uiomem0', range });
    await expect(asked).rejects.toMatchObject({ id: 'sync.outside', problem: { data: { deviceSize: '0x100000' } } });
  }
  expect(stored()).toEqual(attributes);
});

it('device.missing: a device that is not there, with those that are', async () => {
  for (const device of ['uiomem1', '../uiomem0', '']) {
    await expect(runSync(new BoardFiles(root), 'sync_for_cpu', { device })).rejects.toMatchObject({
      id: 'device.missing',
      problem: { hint: 'There are: uiomem0.', data: { devices: ['uiomem0'] } },
    });
  }
});
