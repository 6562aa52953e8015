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

/** What was wanted and is not. */
interface ChangeFailure {
  readonly names: readonly SettingName[];
  readonly problem: Problem;
  again(): Promise<void>;
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
  await ask(
    change,
    (host) => host.call('settings.change', { change }),
    () => changeSettings(change),
  );
}

/** Back to the defaults. Resolves as `changeSettings` does. */
export async function resetSettings(names: readonly SettingName[]): Promise<void> {
  const usual = Object.fromEntries(names.map((name) => [name, defaultSettings[name]]));
  await ask(
    usual,
    (host) => host.call('settings.reset', { names: [...names] }),
    () => resetSettings(names),
  );
}

export function forgetSettingsFailure(): void {
  set({ failure: undefined });
}

async function ask(
  change: Partial<Settings>,
  call: (host: HostClient) => Promise<SettingsState>,
  again: () => Promise<void>,
): Promise<void> {
  const names = Object.keys(change) as SettingName[];
  const { wanted, failure } = useSettings.getState();
  // Another wish for the same setting replaces one that failed.
  const moot = failure?.names.every((name) => names.includes(name)) === true;
  set({ wanted: { ...wanted, ...change }, ...(moot && { failure: undefined }) });
  try {
    if (client === undefined) throw problem('host.unreachable', 'There is no connection to the host.');
    const told = await call(client);
    set({ told, wanted: withoutSame(change) });
  } catch (thrown) {
    set({ wanted: withoutSame(change), failure: { names, problem: problemOf(thrown), again } });
  }
}

/** What is still wanted once `change` was answered: what was wished for meanwhile goes on. */
function withoutSame(change: Partial<Settings>): Partial<Settings> {
  const entries = Object.entries(useSettings.getState().wanted);
  return Object.fromEntries(entries.filter(([name, value]) => change[name as SettingName] !== value));
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
