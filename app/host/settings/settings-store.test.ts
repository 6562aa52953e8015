import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { defaultSettings } from '../../contract/setting-info.ts';
import { type SettingsState, settings } from '../../contract/settings.ts';
import { SettingsStore } from './settings-store.ts';

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000 });
let folder: string;
let damages: Problem[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
  damages = [];
});
afterEach(() => rm(folder, { recursive: true }));

/** Looks at the file by itself only where a test says so. */
const never = 2 ** 31 - 1;
const store = (options: ConstructorParameters<typeof SettingsStore>[0] = {}) =>
  new SettingsStore({ folder, onDamage: (damage) => damages.push(damage), lookMs: never, ...options });
const idOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no problem',
    (thrown) => problemOf(thrown).id,
  );
const inFile = async (): Promise<unknown> => JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'));

/** What a watcher was told so far. */
function watching(one: SettingsStore) {
  const told: SettingsState[] = [];
  const stop = new AbortController();
  const ended = one.watch(stop.signal, async (state) => void told.push(state)).catch((thrown: unknown) => thrown);
  return { told, last: () => told.at(-1), stop, ended };
}

describe('the file', () => {
  it('holds what differs from the defaults, for the user only', async () => {
    const one = store();
    expect(await one.read()).toEqual({ settings: defaultSettings, changed: [], problems: [] });
    expect(await readdir(folder)).toEqual([]);
    const changed = await one.change({ 'memory.width': 8, 'appearance.theme': 'light', 'memory.liveRate': 10 });
    expect(changed).toEqual({
      settings: { ...defaultSettings, 'memory.width': 8, 'appearance.theme': 'light' },
      changed: ['appearance.theme', 'memory.width'],
      problems: [],
    });
    expect(await store().read()).toEqual(changed);
    expect(await inFile()).toEqual({ 'appearance.theme': 'light', 'memory.width': 8 });
    expect((await stat(one.file)).mode & 0o777).toBe(0o600);
    expect((await one.reset(['memory.width'])).changed).toEqual(['appearance.theme']);
    expect((await one.reset()).changed).toEqual([]);
    expect(await inFile()).toEqual({});
  });

  it('gives valid settings whatever is in it, and is aside only when it is no object of JSON', async () => {
    const anyText = fc.oneof(fc.json(), fc.string(), fc.constantFrom('', '[]', 'null', '1', '{"memory.width":'));
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        await rm(folder, { recursive: true });
        await writeFileIn(folder, text);
        const state = await store().read();
        expect(settings.parse(state.settings)).toEqual(state.settings);
        const whole = isObject(text);
        expect(await readdir(folder)).toEqual([
          whole ? 'settings.json' : expect.stringMatching(/^settings\.json\.damaged-/),
        ]);
        expect(state.problems.some(({ id }) => id === 'settings.file-damaged')).toBe(!whole);
        await store().change({ 'memory.width': 64 });
        expect((await store().read()).settings['memory.width']).toBe(64);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps what a newer version put there, and a wrong value until it is set anew', async () => {
    await writeFile(
      join(folder, 'settings.json'),
      '{"plots.style": {"lines": [1, 2]}, "memory.width": 24, "__proto__": 5, "editor.fontSize": 20}',
    );
    const one = store();
    expect(await one.read()).toMatchObject({
      settings: { ...defaultSettings, 'editor.fontSize': 20 },
      changed: ['editor.fontSize'],
      problems: [{ id: 'settings.invalid', data: { name: 'memory.width', given: '24' } }],
    });
    await one.change({ 'editor.fontSize': 21 });
    const text = () => readFile(one.file, 'utf8');
    expect(JSON.parse(await text())).toEqual(
      JSON.parse('{"plots.style": {"lines": [1, 2]}, "memory.width": 24, "__proto__": 5, "editor.fontSize": 21}'),
    );
    expect((await one.reset()).problems).toEqual([]);
    expect(JSON.parse(await text())).toEqual(JSON.parse('{"plots.style": {"lines": [1, 2]}, "__proto__": 5}'));
    expect(damages).toEqual([]);
  });

  it('that is damaged is told until something is changed, and kept as it was', async () => {
    await writeFile(join(folder, 'settings.json'), '{ "appearance.theme": "dark", }');
    const one = store();
    expect((await one.read()).problems.map(({ id }) => id)).toEqual(['settings.file-damaged']);
    expect((await one.read()).problems.map(({ id }) => id)).toEqual(['settings.file-damaged']);
    expect((await one.change({ 'memory.width': 8 })).problems).toEqual([]);
    const [kept = ''] = (await readdir(folder)).filter((name) => name.includes('damaged'));
    expect(damages).toMatchObject([{ id: 'settings.file-damaged', data: { keptAs: join(folder, kept) } }]);
    expect(await readFile(join(folder, kept), 'utf8')).toBe('{ "appearance.theme": "dark", }');
    // What a change itself comes upon is told by it.
    await writeFile(one.file, 'x');
    expect((await one.change({ 'memory.width': 16 })).problems.map(({ id }) => id)).toEqual(['settings.file-damaged']);
  });

  it('is not written by a change that is refused', async () => {
    const one = store();
    expect(await idOf(one.change({ 'memory.width': 8, 'memory.size': 8 }))).toBe('settings.unknown');
    expect(await idOf(one.change({ 'memory.width': 8, 'memory.liveRate': 11 }))).toBe('settings.invalid');
    expect(await idOf(one.reset(['memory.width', 'x']))).toBe('settings.unknown');
    expect(await readdir(folder)).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)('that cannot be read is a problem, and stays', async () => {
    const one = store();
    await one.change({ 'memory.width': 8 });
    await chmod(one.file, 0);
    expect(await idOf(one.read())).toBe('settings.file-unreadable');
    expect(await idOf(one.change({ 'memory.width': 16 }))).toBe('settings.file-unreadable');
  });

  it('that is a folder is a problem', async () => {
    await writeFileIn(join(folder, 'settings.json'), '');
    expect(await idOf(store().read())).toBe('settings.file-unreadable');
    expect(await idOf(store().watch(new AbortController().signal, async () => {}))).toBe('settings.file-unreadable');
  });
});

describe('watching', () => {
  it('tells what there is, then each change of this process and of others, once', async () => {
    const one = store();
    const here = watching(one);
    const there = watching(store());
    await eventually(() => [here.told.length, there.told.length]).toEqual([1, 1]);
    await one.change({ 'memory.width': 8 });
    await eventually(() => here.last()?.changed).toEqual(['memory.width']);
    await eventually(() => there.last()?.changed).toEqual(['memory.width']);
    await store().change({ 'memory.width': 16 });
    await eventually(() => here.last()?.settings['memory.width']).toBe(16);
    // By hand, with a value that is not taken.
    await writeFile(one.file, '{"memory.width": 5, "appearance.theme": "contrast"}');
    await eventually(() => there.last()?.problems.length).toBe(1);
    expect(there.last()?.settings['appearance.theme']).toBe('contrast');
    // Nothing that is the same is told twice.
    await one.change({ 'appearance.theme': 'contrast' });
    await one.change({ 'memory.width': 64 });
    await eventually(() => here.last()?.settings['memory.width']).toBe(64);
    const different = (each: SettingsState, index: number, all: readonly SettingsState[]) =>
      JSON.stringify(each) !== JSON.stringify(all[index - 1]);
    expect(here.told.filter(different)).toEqual(here.told);
    for (const each of [here, there]) {
      each.stop.abort(new Error('enough'));
      expect(await each.ended).toMatchObject({ message: 'enough' });
    }
  });

  it('needs no word of the system for what this process changes, and looks by itself for what others do', async () => {
    const one = store({ lookMs: 50 });
    const two = store();
    const [looking, here] = [watching(one), watching(two)];
    await eventually(() => [looking.told.length, here.told.length]).toEqual([1, 1]);
    // What the system watches is another folder now.
    await rm(folder, { recursive: true });
    await two.change({ 'memory.width': 8 });
    await eventually(() => [looking.last()?.changed, here.last()?.changed]).toEqual([
      ['memory.width'],
      ['memory.width'],
    ]);
    for (const { stop, ended } of [looking, here]) {
      stop.abort();
      await ended;
    }
  });

  it('a slow reader gets the newest at last', async () => {
    const one = store();
    const told: number[] = [];
    const stop = new AbortController();
    const release = Promise.withResolvers<void>();
    const ended = one
      .watch(stop.signal, async (state) => {
        told.push(state.settings['editor.fontSize']);
        await release.promise;
      })
      .catch(() => 'ended');
    await eventually(() => told).toEqual([13]);
    // The system tells nothing of what becomes of another folder.
    await rm(folder, { recursive: true });
    for (let size = 20; size <= 25; size += 1) await one.change({ 'editor.fontSize': size });
    release.resolve();
    await eventually(() => told.at(-1)).toBe(25);
    stop.abort();
    expect(await ended).toBe('ended');
  });

  it('goes on while the file cannot be understood, and loses nothing that comes later', async () => {
    const one = store();
    await one.change({ 'appearance.theme': 'light' });
    const { last, stop, ended } = watching(one);
    await eventually(() => last()?.settings['appearance.theme']).toBe('light');
    await writeFile(one.file, '{');
    await eventually(() => last()?.problems.map(({ id }) => id)).toEqual(['settings.file-damaged']);
    expect(last()?.settings).toEqual(defaultSettings);
    await store().change({ 'memory.width': 8 });
    await eventually(() => last()?.settings['memory.width']).toBe(8);
    stop.abort();
    await ended;
  });
});

async function writeFileIn(where: string, text: string): Promise<void> {
  await mkdir(where, { recursive: true });
  await writeFile(join(where, 'settings.json'), text);
}

function isObject(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json);
  } catch {
    return false;
  }
}
