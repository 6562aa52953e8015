import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { BuiltModules, buildKey } from './built-modules.ts';
import type { KernelTree } from './kernel-tree.ts';

let cache: string;
let built: BuiltModules;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'built-modules-'));
  built = new BuiltModules(cache);
});
afterEach(() => rm(cache, { recursive: true }));

const about = (content: string) => ({
  sha256: createHash('sha256').update(content).digest('hex'),
  size: content.length,
  release: '6.1.0',
  architecture: 'arm64',
  vermagic: '6.1.0 SMP',
});

async function keep(key: string, content: string) {
  const work = await built.begin();
  await writeFile(join(work, 'uiomem.ko'), content);
  return await built.keep(key, work, about(content));
}

test('what was kept is found and listed, the last first', async () => {
  const first = await keep('one', 'a module');
  const { built: when, ...rest } = first;
  expect(rest).toEqual({ ...about('a module'), path: join(cache, 'modules', 'one', 'uiomem.ko') });
  expect(Date.now() - Date.parse(when ?? '')).toBeLessThan(60_000);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const second = await keep('two', 'another');
  expect([await built.find('one'), await built.find('two'), await built.find('three')]).toEqual([
    first,
    second,
    undefined,
  ]);
  expect(await built.list()).toEqual([second, first]);
  expect(await readdir(join(cache, 'modules', '.building'))).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect([await built.reuse('one'), await built.reuse('three'), await built.list()]).toEqual([
    first,
    undefined,
    [first, second],
  ]);
});

test.each([
  ['the file is gone', (place: string) => rm(join(place, 'uiomem.ko'))],
  ['the file is cut short', (place: string) => writeFile(join(place, 'uiomem.ko'), 'a mod')],
  ['the record is cut short', (place: string) => writeFile(join(place, 'module.json'), '{"built":"2026')],
  ['the record is of another form', (place: string) => writeFile(join(place, 'module.json'), '{"path":7}')],
  ['the record is gone', (place: string) => rm(join(place, 'module.json'))],
])('a torn entry (%s) is neither found nor listed, and is replaced by the next build', async (_what, tear) => {
  await keep('one', 'a module');
  await tear(join(cache, 'modules', 'one'));
  expect([await built.find('one'), await built.list()]).toEqual([undefined, []]);
  const mended = await keep('one', 'a module');
  expect([await built.find('one'), await built.list()]).toEqual([mended, [mended]]);
  expect(await readdir(join(cache, 'modules', '.building'))).toEqual([]);
});

test('one that is removed is gone with all that was kept of it; what was not built here stays', async () => {
  const one = await keep('one', 'a module');
  const two = await keep('two', 'another');
  expect(await built.remove(one.path)).toEqual(one);
  expect([await built.list(), await built.find('one')]).toEqual([[two], undefined]);
  expect(await readdir(join(cache, 'modules'))).toEqual(['.building', 'two']);
  const id = (path: string) =>
    built.remove(path).then(
      () => undefined,
      (thrown: unknown) => problemOf(thrown).id,
    );
  // Gone already; a file of somebody's; a record that says that it is elsewhere.
  const mine = join(cache, 'mine.ko');
  await writeFile(mine, 'mine');
  const record = join(cache, 'modules', 'two', 'module.json');
  await writeFile(
    record,
    (await readFile(record, 'utf8')).replaceAll(two.path, mine).replaceAll('"size": 7', '"size": 4'),
  );
  expect([await id(one.path), await id('/etc/passwd'), await id(mine)]).toEqual(Array(3).fill('module.not-built'));
  expect(await readFile(mine, 'utf8')).toBe('mine');
});

test('a file that was changed since, at the same size, is not found', async () => {
  const { path } = await keep('one', 'a module');
  await writeFile(path, 'b module');
  expect(await built.find('one')).toBeUndefined();
});

test('of several that keep the same at once each gets a whole module, which a reader never misses', async () => {
  await keep('one', 'a module');
  let reading = true;
  const misses: string[] = [];
  const reader = (async () => {
    while (reading) {
      const content = await readFile(join(cache, 'modules', 'one', 'uiomem.ko'), 'utf8').catch((error) => error.code);
      if (content !== 'a module') misses.push(content);
    }
  })();
  const all = await Promise.all(Array.from({ length: 12 }, () => keep('one', 'a module')));
  reading = false;
  await reader;
  expect(new Set(all.map(({ sha256 }) => sha256))).toEqual(new Set([about('a module').sha256]));
  expect([misses, await built.find('one')]).toEqual([[], all[0]]);
  expect(await readdir(join(cache, 'modules', '.building'))).toEqual([]);
});

test('of several that find a torn entry at once each gets a whole module', async () => {
  await mkdir(join(cache, 'modules', 'one', 'source'), { recursive: true });
  const all = await Promise.all(Array.from({ length: 12 }, () => keep('one', 'a module')));
  // Whose it is, nobody minds.
  const same = { ...about('a module'), path: join(cache, 'modules', 'one', 'uiomem.ko') };
  for (const each of [...all, await built.find('one')]) expect(each).toMatchObject(same);
  expect(await readdir(join(cache, 'modules', '.building'))).toEqual([]);
});

test('what a killed build left is removed after a day, and not before', async () => {
  const [old, young] = [await built.begin(), await built.begin()];
  const yesterday = new Date(Date.now() - 25 * 3600 * 1000);
  await utimes(old, yesterday, yesterday);
  const own = await built.begin();
  const left = (await readdir(join(cache, 'modules', '.building'))).map((name) =>
    join(cache, 'modules', '.building', name),
  );
  expect(left.sort()).toEqual([young, own].sort());
});

test('the name of a build changes with everything that goes into it', async () => {
  const folder = join(cache, 'tree');
  await mkdir(folder);
  await writeFile(join(folder, '.config'), 'CONFIG_SMP=y\n');
  const tree: KernelTree = {
    folder,
    about: 'kernel headers',
    release: '6.1.0',
    architecture: undefined,
    config: new Map(),
    symbolVersions: true,
    compiler: undefined,
    prefixes: [],
    missing: [],
    prepare: '',
    foreignPrograms: undefined,
  };
  const gcc = { prefix: '', command: 'gcc', version: 'gcc 12' };
  const keys = [
    await buildKey('aa', tree, gcc),
    await buildKey('ab', tree, gcc),
    await buildKey('aa', { ...tree, release: '6.1.1' }, gcc),
    await buildKey('aa', tree, { ...gcc, version: 'gcc 13' }),
    await buildKey('aa', tree, { ...gcc, command: 'gcc-12' }),
  ];
  const again = await buildKey('aa', tree, gcc);
  await writeFile(join(folder, '.config'), 'CONFIG_SMP=n\n');
  keys.push(await buildKey('aa', tree, gcc));
  await writeFile(join(folder, 'Module.symvers'), '0x1\tsymbol\tvmlinux\tEXPORT_SYMBOL\n');
  keys.push(await buildKey('aa', tree, gcc));
  expect(again).toBe(keys[0]);
  expect(new Set(keys).size).toBe(keys.length);
});
