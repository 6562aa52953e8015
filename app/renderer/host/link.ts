/** The page's connection to its host: opened, kept, opened again when it ends. */
import { create } from 'zustand';
import { connectClient } from '../../../remote-helper/rpc/client.ts';
import type { Client, Reply } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { type HostContract, hostContract } from '../../contract.ts';
import { followSettings } from '../settings/settings-store.ts';
import { backOffMs } from './back-off.ts';
import { withBulkCalls } from './bulk-calls.ts';
import { connectedOnly } from './connected-only.ts';
import type { Shell } from './shell.ts';
import { followState } from './state-store.ts';

export type HostInfo = Reply<HostContract['host.info']>;

/** Instants are milliseconds since the epoch. */
export type Link =
  | { readonly state: 'connecting'; readonly since: number }
  | { readonly state: 'open'; readonly info: HostInfo }
  /** `retryAt` absent: a try is under way. */
  | {
      readonly state: 'gone';
      readonly since: number;
      readonly attempt: number;
      readonly problem: Problem;
      readonly retryAt?: number;
    }
  | { readonly state: 'no-key'; readonly problem: Problem }
  | { readonly state: 'other-version'; readonly problem: Problem };

interface LinkState {
  readonly link: Link;
  /** The newest client; after its end its calls fail with `rpc.connection-lost`. Absent before the first connection. */
  readonly client: Client<HostContract> | undefined;
  retry(): void;
}

let wake: () => void = () => {};

export const useLink = create<LinkState>(() => ({
  link: { state: 'connecting', since: Date.now() },
  client: undefined,
  retry: () => wake(),
}));

/** Runs until the signal fires: a window has one link. Resolves when it has ended. */
export async function keepLink(shell: Shell, signal: AbortSignal): Promise<void> {
  let since = Date.now();
  let attempt = 0;
  /** Of the first host: this page came with it. */
  let version: string | undefined;
  while (!signal.aborted) {
    let ended: Problem;
    try {
      await using client = connectClient(hostContract, await shell.connect(signal));
      const info = await client.call('host.info', {}, { signal });
      attempt = 0;
      version ??= info.version;
      if (info.version !== version) {
        throw problem('rpc.version-mismatch', `The host is of version ${info.version} now, this window of ${version}.`);
      }
      const settings = followSettings(client, signal);
      // What is drawn first is drawn with them.
      await Promise.race([settings.first, patience()]);
      const place = shell.bulk?.();
      useLink.setState({
        client: connectedOnly(place === undefined ? client : withBulkCalls(client, place)),
        link: { state: 'open', info },
      });
      const following = followState(client, signal);
      const end = await Promise.race([client.closed, aborted(signal)]);
      since = Date.now();
      ended = end ?? { id: 'rpc.connection-lost', message: 'The host ended the connection.' };
      await client.close();
      await Promise.all([following, settings.ended]);
    } catch (thrown) {
      ended = problemOf(thrown);
    }
    if (signal.aborted) return;
    attempt += 1;
    if (ended.id === 'host.no-session-key') {
      useLink.setState({ link: { state: 'no-key', problem: ended } });
      await waitFor(undefined, signal);
    } else if (ended.id === 'rpc.version-mismatch' || ended.id === 'rpc.unknown-procedure') {
      useLink.setState({ link: { state: 'other-version', problem: ended } });
      await waitFor(undefined, signal);
    } else {
      const gone = { state: 'gone', since, attempt, problem: ended } as const;
      const waitMs = backOffMs(attempt);
      useLink.setState({ link: { ...gone, retryAt: Date.now() + waitMs } });
      await waitFor(waitMs, signal);
      useLink.setState({ link: gone });
    }
  }
}

/** Milliseconds that a window waits for the settings before it is drawn without them. */
const settingsPatienceMs = 1_000;

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, settingsPatienceMs));
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** Until the time is over (never, when there is none), somebody wants to try now, or the signal fires. */
async function waitFor(milliseconds: number | undefined, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
  const onAbort = () => resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  wake = resolve;
  await promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', onAbort);
  wake = () => {};
}
