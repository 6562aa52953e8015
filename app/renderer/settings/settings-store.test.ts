import { beforeEach, expect, it } from 'vitest';
import { connectClient } from '../../../remote-helper/rpc/client.ts';
import { pair } from '../../../remote-helper/rpc/pair.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type Server, serve } from '../../../remote-helper/rpc/server.ts';
import { defaultSettings, settingsFrom } from '../../contract/setting-info.ts';
import { type SettingsState, settingsContract } from '../../contract/settings.ts';
import {
  changeSettings,
  followSettings,
  forgetFailedChange,
  resetSettings,
  tryFailedChangeAgain,
  useSettings,
} from './settings-store.ts';

const state = () => useSettings.getState();
const theme = () => state().settings['appearance.theme'];
const failure = () => state().failure && [state().failure?.change, state().failure?.problem.id];

beforeEach(() =>
  useSettings.setState({
    told: undefined,
    wanted: {},
    settings: defaultSettings,
    failure: undefined,
    unread: undefined,
  }),
);

/** A host that tells what it is given, and answers a change as `answer` does. */
function host(answer: (change: Record<string, unknown>) => Promise<SettingsState>) {
  const [near, far] = pair();
  let tell: (told: SettingsState) => void = () => {};
  const asked: unknown[] = [];
  const server: Server = serve(
    settingsContract,
    {
      'settings.read': async () => settingsFrom({}),
      'settings.watch': async (_input, { item, signal }) => {
        tell = (told) => void item(told);
        await item(settingsFrom({}));
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return {};
      },
      'settings.change': async ({ change }) => {
        asked.push(change);
        return await answer(change);
      },
      'settings.reset': async (input) => {
        asked.push(input);
        return await answer({});
      },
    },
    far,
  );
  const client = connectClient(settingsContract, near);
  const stop = new AbortController();
  const following = followSettings(client as never, stop.signal, async () => {});
  return { server, following, asked, tell: (told: SettingsState) => tell(told) };
}

it('follows the host, and keeps what was known when it goes', async () => {
  const { server, following, tell } = host(async (change) => settingsFrom(change));
  await following.first;
  expect(state().told).toEqual(settingsFrom({}));
  tell(settingsFrom({ 'appearance.theme': 'light', 'memory.width': 7 }));
  await expect.poll(theme).toBe('light');
  expect(state().told?.problems.length).toBe(1);
  await server.close();
  await following.ended;
  expect(theme()).toBe('light');
});

it('shows a change at once, and what was wished for last', async () => {
  const answers: PromiseWithResolvers<SettingsState>[] = [];
  const { following, asked } = host(() => {
    const next = Promise.withResolvers<SettingsState>();
    answers.push(next);
    return next.promise;
  });
  await following.first;
  const first = changeSettings({ 'appearance.theme': 'light' });
  expect(theme()).toBe('light');
  const second = changeSettings({ 'appearance.theme': 'dark' });
  expect(theme()).toBe('dark');
  await expect.poll(() => answers.length).toBe(2);
  answers[0]?.resolve(settingsFrom({ 'appearance.theme': 'light' }));
  await first;
  expect(theme()).toBe('dark');
  answers[1]?.resolve(settingsFrom({ 'appearance.theme': 'dark' }));
  await second;
  expect([theme(), state().wanted, state().failure]).toEqual(['dark', {}, undefined]);
  const back = resetSettings(['appearance.theme']);
  expect(theme()).toBe('system');
  await expect.poll(() => answers.length).toBe(3);
  answers[2]?.resolve(settingsFrom({}));
  await back;
  expect([theme(), asked.at(-1)]).toEqual(['system', { names: ['appearance.theme'] }]);
});

it('takes back what the host refuses, says so, and can try again', async () => {
  let full = true;
  const { following } = host(async (change) => {
    if (full) throw problem('internal', 'No space is left.');
    return settingsFrom(change);
  });
  await following.first;
  await changeSettings({ 'appearance.theme': 'light', 'memory.width': 8 });
  expect([theme(), state().settings['memory.width'], failure()]).toEqual([
    'system',
    32,
    [{ 'appearance.theme': 'light', 'memory.width': 8 }, 'internal'],
  ]);
  // Something else does not make it untold; another wish for the same does.
  await changeSettings({ 'editor.fontSize': 20 });
  expect(failure()?.[0]).toEqual({ 'appearance.theme': 'light', 'memory.width': 8, 'editor.fontSize': 20 });
  full = false;
  await changeSettings({ 'memory.width': 16 });
  expect(failure()?.[0]).toEqual({ 'appearance.theme': 'light', 'editor.fontSize': 20 });
  await tryFailedChangeAgain();
  expect([theme(), failure()]).toEqual(['light', undefined]);
  full = true;
  await changeSettings({ 'editor.fontSize': 21 });
  forgetFailedChange();
  expect([state().settings['editor.fontSize'], failure()]).toEqual([20, undefined]);
});

it('says that a change could not reach a host that is gone', async () => {
  const { server, following } = host(async (change) => settingsFrom(change));
  await following.first;
  await server.close();
  await following.ended;
  await changeSettings({ 'appearance.theme': 'light' });
  expect([theme(), failure()]).toEqual(['system', [{ 'appearance.theme': 'light' }, 'rpc.connection-lost']]);
});

it('says why settings are not known, and knows them once they can be read', async () => {
  const [near, far] = pair();
  let tries = 0;
  serve(
    settingsContract,
    {
      'settings.read': async () => settingsFrom({}),
      'settings.watch': async (_input, { item, signal }) => {
        tries += 1;
        if (tries < 3) throw problem('settings.file-unreadable', 'It cannot be read.');
        await item(settingsFrom({ 'appearance.theme': 'dark' }));
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return {};
      },
      'settings.change': async () => settingsFrom({}),
      'settings.reset': async () => settingsFrom({}),
    },
    far,
  );
  const release = Promise.withResolvers<void>();
  const client = connectClient(settingsContract, near);
  const { first } = followSettings(client as never, new AbortController().signal, () => release.promise);
  await first;
  expect([theme(), state().unread?.id]).toEqual(['system', 'settings.file-unreadable']);
  release.resolve();
  await expect.poll(theme).toBe('dark');
  expect(state().unread).toBe(undefined);
});
