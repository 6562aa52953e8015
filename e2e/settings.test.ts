/** Settings by the bundled command, and two hosts of one user's settings that see each other's changes. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SettingsState } from '../app/contract/settings.ts';
import { type Ended, program, start } from './testing/command-process.ts';
import { ownFolders, type PrivateFolders } from './testing/private-folders.ts';
import { type RunningHost, serving } from './testing/served-host.ts';

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000 });
let own: PrivateFolders & { readonly environment: NodeJS.ProcessEnv };
const folder = () => join(own.folder, 'config', 'uiomem-studio');
const file = () => join(folder(), 'settings.json');
const studio = (...args: string[]): Promise<Ended> => start(program, args, own.environment, 'ignore').ended;
const told = ({ out }: Ended): { ok: boolean; result?: never; problem?: { id: string; data?: never } } =>
  JSON.parse(out);
const inFile = async (): Promise<unknown> => JSON.parse(await readFile(file(), 'utf8'));

beforeAll(async () => {
  own = await ownFolders();
});
afterAll(() => own?.[Symbol.asyncDispose]());
beforeEach(async () => {
  await studio('settings', 'reset', '--all');
});

test('set, get, list and reset, in words and as JSON', async () => {
  expect(await studio('settings', 'set', 'appearance.theme', 'light')).toMatchObject({
    status: 0,
    out: 'appearance.theme is light.\n',
    err: '',
  });
  expect(told(await studio('settings', 'set', 'memory.width', '8', '--json')).result).toEqual({
    name: 'memory.width',
    value: 8,
    changed: true,
  });
  await studio('settings', 'set', 'keys.questionMark', 'false');
  expect(await inFile()).toEqual({ 'appearance.theme': 'light', 'memory.width': 8, 'keys.questionMark': false });
  expect((await studio('settings', 'get', 'appearance.theme')).out).toBe('light\n');
  expect((await studio('settings', 'get', 'editor.fontSize')).out).toBe('13\n');
  const list = await studio('settings');
  expect(list.out).toMatch(/^\* appearance\.theme +light +system +system, dark, light or contrast +Theme$/m);
  expect(list.out).toMatch(/^ {2}editor\.fontSize +13 +13 +a whole number from 8 to 32 \(px\) /m);
  expect(await studio('settings', 'list')).toEqual(list);
  expect(told(await studio('settings', '--json')).result).toMatchObject({
    changed: ['appearance.theme', 'keys.questionMark', 'memory.width'],
    problems: [],
  });
  expect((await studio('settings', 'reset', 'memory.width')).out).toBe('memory.width is 32.\n');
  expect(await inFile()).toEqual({ 'appearance.theme': 'light', 'keys.questionMark': false });
  expect((await studio('settings', 'reset', '--all')).out).toBe('All settings have their defaults.\n');
  expect(await inFile()).toEqual({});
});

test.each<[string[], number, string, string]>([
  [['set', 'memory.widht', '8'], 1, 'settings.unknown', 'Did you mean memory.width?'],
  [['get', 'memory.widht'], 1, 'settings.unknown', 'Did you mean memory.width?'],
  [['reset', '__proto__'], 1, 'settings.unknown', 'There are appearance.theme'],
  [['set', 'memory.width', '12'], 1, 'settings.invalid', 'It takes 8, 16, 32 or 64 (bits).'],
  [['set', 'terminal.scrollback', '-1'], 1, 'settings.invalid', 'a whole number from 0 to 100000 (lines)'],
  [['set', 'keys.questionMark', 'yes'], 1, 'settings.invalid', 'true or false'],
  [['set', 'memory.width'], 2, 'usage.missing', 'VALUE'],
  [['reset'], 2, 'usage.reset', '--all'],
  [['reset', 'memory.width', '--all'], 2, 'usage.reset', '--all'],
])('settings %j is %i %s, and the file is untouched', async (words, status, id, text) => {
  await writeFile(file(), '{"memory.width":64}');
  const ended = await studio('settings', ...words);
  expect(ended).toMatchObject({ status, out: '', err: expect.stringContaining(`[${id}]`) });
  expect(ended.err).toContain(text);
  expect(await readFile(file(), 'utf8')).toBe('{"memory.width":64}');
});

test('a value that is none is told and the default counts; what a newer version keeps there stays', async () => {
  await writeFile(file(), '{"memory.width": 12, "plots.colours": ["red"], "memory.liveRate": 60}');
  const got = await studio('settings', 'get', 'memory.width');
  expect(got).toMatchObject({ status: 0, out: '32\n' });
  expect(got.err).toContain('memory.width cannot be 12.');
  expect(got.err).toContain('settings reset memory.width');
  expect((await studio('settings', 'get', 'memory.liveRate')).out).toBe('60\n');
  expect(await studio('settings', 'reset', 'memory.width')).toMatchObject({ status: 0, err: '' });
  expect(await inFile()).toEqual({ 'plots.colours': ['red'], 'memory.liveRate': 60 });
});

test('a damaged file is kept aside, and said', async () => {
  await writeFile(file(), '{ appearance: dark }');
  const ended = await studio('settings', 'set', 'appearance.theme', 'dark');
  expect(ended).toMatchObject({ status: 0, out: 'appearance.theme is dark.\n' });
  const [kept = ''] = (await readdir(folder())).filter((name) => name.includes('damaged'));
  expect(ended.err).toContain(join(folder(), kept));
  expect(await readFile(join(folder(), kept), 'utf8')).toBe('{ appearance: dark }');
  expect(await inFile()).toEqual({ 'appearance.theme': 'dark' });
});

/** What a window of that host would be told. */
function watch({ client }: RunningHost) {
  const states: SettingsState[] = [];
  const stop = new AbortController();
  const ended = client
    .call('settings.watch', {}, { signal: stop.signal, onItem: (state) => void states.push(state) })
    .then(
      () => 'ended',
      (thrown: { readonly id?: string }) => thrown.id,
    );
  return { states, last: () => states.at(-1), stop: () => stop.abort(), ended };
}

test('two hosts at once see each other’s change, and a command’s', async () => {
  await using other = await ownFolders();
  // The same settings, another socket: as with two users' sessions on one computer, or a home shared by two.
  const beside = { ...own.environment, XDG_RUNTIME_DIR: other.environment.XDG_RUNTIME_DIR ?? '' };
  await using one = await serving(own.environment);
  await using two = await serving(beside);
  const [first, second] = [watch(one), watch(two)];
  await eventually(() => [first.states.length, second.states.length]).toEqual([1, 1]);
  await one.client.call('settings.change', { change: { 'appearance.theme': 'contrast' } });
  await eventually(() => second.last()?.settings['appearance.theme']).toBe('contrast');
  await two.client.call('settings.change', { change: { 'memory.width': 64 } });
  await eventually(() => first.last()?.changed).toEqual(['appearance.theme', 'memory.width']);
  // Through the first host.
  await studio('settings', 'reset', 'appearance.theme');
  await eventually(() => second.last()?.changed).toEqual(['memory.width']);
  // Changes at the same moment are all there.
  await Promise.all([
    one.client.call('settings.change', { change: { 'editor.fontSize': 20 } }),
    two.client.call('settings.change', { change: { 'terminal.fontSize': 21 } }),
    one.client.call('settings.change', { change: { 'terminal.scrollback': 22 } }),
    two.client.call('settings.change', { change: { 'memory.liveRate': 30 } }),
  ]);
  const all = {
    'memory.width': 64,
    'editor.fontSize': 20,
    'terminal.fontSize': 21,
    'terminal.scrollback': 22,
    'memory.liveRate': 30,
  };
  await eventually(() => [first.last()?.settings, second.last()?.settings]).toMatchObject([all, all]);
  expect(await inFile()).toEqual(all);
  for (const each of [first, second]) {
    each.stop();
    expect(await each.ended).toBe('cancelled');
  }
});
