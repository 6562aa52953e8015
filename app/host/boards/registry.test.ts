import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { configFolder } from './config-folder.ts';
import { BoardRegistry } from './registry.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'boards-'));
});
afterEach(() => rm(folder, { recursive: true }));

const board = (name: string): Board => ({ name, host: `${name}.lab`, port: 22, user: 'root' });
const idOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no problem',
    (thrown) => problemOf(thrown).id,
  );

describe('BoardRegistry', () => {
  it('keeps boards and the default, for the user only', async () => {
    const registry = new BoardRegistry({ folder });
    expect(await registry.list()).toEqual({ boards: [], default: undefined });
    await registry.put(board('zynq'));
    expect(await registry.list()).toEqual({ boards: [board('zynq')], default: 'zynq' });
    await registry.put(board('am64'), { makeDefault: true });
    await registry.put({ ...board('zynq'), port: 2222 });
    const again = new BoardRegistry({ folder });
    expect(await again.list()).toEqual({ boards: [{ ...board('zynq'), port: 2222 }, board('am64')], default: 'am64' });
    expect((await again.find()).name).toBe('am64');
    expect((await stat(registry.file)).mode & 0o777).toBe(0o600);
    await again.makeDefault('zynq');
    await again.remove('zynq');
    expect(await registry.list()).toEqual({ boards: [board('am64')], default: 'am64' });
  });

  it('says which board is missing', async () => {
    const registry = new BoardRegistry({ folder });
    expect(await idOf(registry.find())).toBe('board.none');
    await registry.put(board('a'));
    await registry.put(board('b'));
    expect(await idOf(registry.find())).toBe('board.which');
    expect(await idOf(registry.find('c'))).toBe('board.unknown');
    expect(await idOf(registry.remove('c'))).toBe('board.unknown');
    expect(await idOf(registry.makeDefault('c'))).toBe('board.unknown');
  });

  it.each([
    ['not JSON', '{ "boards": ['],
    ['not a list of boards', '{ "format": 1, "boards": [{ "name": "../x" }] }'],
  ])('keeps a damaged file aside: %s', async (_what, text) => {
    const damages: Problem[] = [];
    const registry = new BoardRegistry({ folder, onDamage: (damage) => damages.push(damage) });
    await writeFile(registry.file, text);
    expect(await registry.list()).toEqual({ boards: [], default: undefined });
    await registry.put(board('zynq'));
    const kept = (await readdir(folder)).filter((name) => name.includes('damaged'));
    expect(kept).toHaveLength(1);
    expect(await readFile(join(folder, kept[0] ?? ''), 'utf8')).toBe(text);
    expect(damages.map(({ id, data }) => [id, data?.keptAs])).toEqual([
      ['boards.file-damaged', join(folder, kept[0] ?? '')],
    ]);
  });

  it('does not touch the file of a newer version', async () => {
    const registry = new BoardRegistry({ folder });
    await writeFile(registry.file, '{ "format": 2, "racks": [] }');
    expect(await idOf(registry.list())).toBe('boards.file-newer');
    expect(await idOf(registry.put(board('zynq')))).toBe('boards.file-newer');
    expect(await readFile(registry.file, 'utf8')).toBe('{ "format": 2, "racks": [] }');
  });

  it('loses nothing when several processes add at the same time', async () => {
    const script = `
      import { BoardRegistry } from ${JSON.stringify(join(import.meta.dirname, 'registry.ts'))};
      const registry = new BoardRegistry({ folder: process.argv[2] });
      for (let i = 0; i < 8; i += 1) {
        await registry.put({ name: process.argv[3] + i, host: 'h', port: 22, user: 'root' });
      }`;
    const file = join(folder, 'add.ts');
    await writeFile(file, script);
    const run = promisify(execFile);
    await Promise.all(['a', 'b', 'c'].map((name) => run(process.execPath, [file, folder, name])));
    const names = (await new BoardRegistry({ folder }).list()).boards.map(({ name }) => name);
    expect(names.sort()).toEqual(['a', 'b', 'c'].flatMap((name) => [...Array(8).keys()].map((i) => `${name}${i}`)));
    expect((await readdir(folder)).sort()).toEqual(['add.ts', 'boards.json']);
  });

  it('breaks the lock of a process that is gone', async () => {
    const registry = new BoardRegistry({ folder });
    await writeFile(`${registry.file}.lock`, '4194305\n');
    await registry.put(board('zynq'));
    expect((await registry.list()).boards).toHaveLength(1);
  });
});

it('follows XDG', () => {
  expect([configFolder({ HOME: '/home/u' }), configFolder({ HOME: '/home/u', XDG_CONFIG_HOME: '/c' })]).toEqual([
    '/home/u/.config/uiomem-studio',
    '/c/uiomem-studio',
  ]);
});
