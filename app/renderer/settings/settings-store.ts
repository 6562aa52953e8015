/**
 * The page's copy of the user's settings: it follows `settings.watch`. A change shows at once and is asked of the host; one that
 * the host does not take, or that cannot reach it, is taken back and told (`failure`), never lost in silence.
 */
import { create } from 'zustand';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { defaultSettings } from '../../contract/setting-info.ts';
import type { SettingName, Settings, SettingsState } from '../../contract/settings.ts';
import type { HostContract } from '../../contract.ts';

type HostClient = Pick<Client<HostContract>, 'call'>;

/** What was wanted and is not, of all tries since the last that somebody dismissed. */
interface ChangeFailure {
  readonly change: Partial<Settings>;
  /** Of the newest try. */
  readonly problem: Problem;
}

interface Kept {
  /** As the host told them last; absent until then. Kept, and stale, while the host is gone. */
  readonly told: SettingsState | undefined;
  /** What was asked of the host and not answered yet. */
  readonly wanted: Partial<Settings>;
  /** What counts: the wanted over the told over the defaults. */
  readonly settings: Settings;
  readonly failure: ChangeFailure | undefined;
  /** Why the settings are not known; what was known before stays. */
  readonly unread: Problem | undefined;
}

export const useSettings = create<Kept>(() => ({
  told: undefined,
  wanted: {},
  settings: defaultSettings,
  failure: undefined,
  unread: undefined,
}));

/** One setting, as it counts now. */
export function useSetting<Name extends SettingName>(name: Name): Settings[Name] {
  return useSettings(({ settings }) => settings[name]);
}

function set(part: Partial<Pick<Kept, 'told' | 'wanted' | 'failure' | 'unread'>>): void {
  useSettings.setState((before) => {
    const { told, wanted } = { ...before, ...part };
    return { ...part, settings: { ...(told?.settings ?? defaultSettings), ...wanted } };
  });
}

let client: HostClient | undefined;

/** Resolves when the host has taken the change, or the failure is told. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  await ask(change, (host) => host.call('settings.change', { change }));
}

/** Back to the defaults. Resolves as `changeSettings` does. */
export async function resetSettings(names: readonly SettingName[]): Promise<void> {
  const usual = Object.fromEntries(names.map((name) => [name, defaultSettings[name]]));
  await ask(usual, (host) => host.call('settings.reset', { names: [...names] }));
}

export async function tryFailedChangeAgain(): Promise<void> {
  const { failure } = useSettings.getState();
  if (failure !== undefined) await changeSettings(failure.change);
}

export function forgetFailedChange(): void {
  set({ failure: undefined });
}

async function ask(change: Partial<Settings>, call: (host: HostClient) => Promise<SettingsState>): Promise<void> {
  const { wanted, failure } = useSettings.getState();
  // Another wish for the same setting replaces one that failed.
  const open = without(failure?.change ?? {}, ([name]) => Object.hasOwn(change, name));
  const still = failure === undefined || Object.keys(open).length === 0 ? undefined : { ...failure, change: open };
  set({ wanted: { ...wanted, ...change }, failure: still });
  let told: SettingsState | undefined;
  let found: Problem | undefined;
  try {
    if (client === undefined) throw problem('host.unreachable', 'There is no connection to the host.');
    told = await call(client);
  } catch (thrown) {
    found = problemOf(thrown);
  }
  const now = useSettings.getState();
  set({
    // What was wished for meanwhile goes on.
    wanted: without(now.wanted, ([name, value]) => change[name] === value),
    ...(told !== undefined && { told }),
    ...(found !== undefined && { failure: { change: { ...now.failure?.change, ...change }, problem: found } }),
  });
}

function without(
  some: Partial<Settings>,
  goes: (entry: readonly [SettingName, unknown]) => boolean,
): Partial<Settings> {
  const entries = Object.entries(some) as [SettingName, unknown][];
  return Object.fromEntries(entries.filter((entry) => !goes(entry)));
}

/** Of a host that closed the stream though nobody asked it to, or that cannot read the file. */
const pauseMs = 500;

export interface Following {
  /** The settings are known, or cannot be found out now. Never rejects. */
  readonly first: Promise<void>;
  /** The connection ended, or the signal fired. Never rejects. */
  readonly ended: Promise<void>;
}

/** Follows until the signal fires or the connection ends. */
export function followSettings(
  host: HostClient,
  signal: AbortSignal,
  pause = () => new Promise<void>((resolve) => setTimeout(resolve, pauseMs)),
): Following {
  client = host;
  const { promise: first, resolve: known } = Promise.withResolvers<void>();
  const follow = async () => {
    while (!signal.aborted) {
      try {
        await host.call(
          'settings.watch',
          {},
          {
            signal,
            onItem(told) {
              set({ told, unread: undefined });
              known();
            },
          },
        );
      } catch (thrown) {
        const found = problemOf(thrown);
        if (found.id === 'rpc.connection-lost' || found.id === 'rpc.version-mismatch') return;
        if (!signal.aborted) set({ unread: found });
      }
      known();
      if (!signal.aborted) await pause();
    }
  };
  return { first, ended: follow().finally(known) };
}
