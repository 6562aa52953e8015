/** `host …`: the host that runs for this user. */
import { setTimeout as sleep } from 'node:timers/promises';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Command, ProcessContext } from '../command.ts';
import type { ConnectedHost, Hosts } from '../hosts.ts';
import { table } from '../table.ts';

const shellWords = {
  electron: 'the application with its windows',
  browser: 'windows in a browser (serve)',
  command: 'one command',
} as const;

export const hostCommands: readonly Command[] = [
  {
    words: 'host status',
    about: 'Tell whether a host runs that commands work through, and which.',
    example: 'uiomem-studio host status',
    positionals: [],
    async runAlone({ hosts }) {
      const found = await hosts.find();
      if (found === undefined) {
        return { result: { running: false }, text: 'No host runs: each command works through one of its own.' };
      }
      const way = await attachedOr(hosts);
      await using host = way === 'other version' ? undefined : way;
      const info = await host?.client.call('host.info', {});
      const result = { running: true, usable: info !== undefined, ...(info ?? found) };
      const why =
        way === 'other version' ? 'is of another build than this command' : 'has other settings than this command';
      const rows = [
        ['process', String(found.pid)],
        ['version', found.version],
        ['runs', shellWords[found.shell]],
        info === undefined ? ['not used', why] : ['since', info.since],
        ...(info?.address === undefined ? [] : [['address', info.address]]),
      ];
      return { result, text: table(['HOST', ''], rows) };
    },
  },
  {
    words: 'host stop',
    about: 'End the host that serve or open started; sessions with boards are closed, the boards stay as they are.',
    example: 'uiomem-studio host stop',
    positionals: [],
    async runAlone(context) {
      const { hosts } = context;
      const found = await hosts.find();
      if (found === undefined) return { result: { stopped: false }, text: 'No host runs.' };
      const way = await attachedOr(hosts);
      await using host = way === 'other version' ? undefined : way;
      if (host !== undefined) await host.client.call('host.stop', {});
      else if (found.shell === 'browser') hosts.end(found);
      else throw notOurs(found.pid);
      await ended(context, found.pid);
      return { result: { stopped: true, pid: found.pid }, text: `The host (process ${found.pid}) has ended.` };
    },
  },
];

/** Another build understands nothing but signals; one with other settings is not attached to. */
async function attachedOr(hosts: Hosts): Promise<ConnectedHost | undefined | 'other version'> {
  try {
    return await hosts.attach();
  } catch (thrown) {
    if (problemOf(thrown).id === 'host.other-version') return 'other version';
    throw thrown;
  }
}

function notOurs(pid: number) {
  return problem('host.not-ours-to-stop', `The host ${pid} belongs to an application with windows.`, {
    hint: 'Quit the application.',
    data: { pid },
  });
}

/** Sessions are closed first; a board that does not answer may take as long as its connection. */
const patienceMs = 30_000;

/** Throws `host.still-runs`. */
async function ended({ hosts, signal }: ProcessContext, pid: number): Promise<void> {
  for (const until = Date.now() + patienceMs; Date.now() < until; ) {
    signal.throwIfAborted();
    if ((await hosts.find())?.pid !== pid) return;
    await sleep(50, undefined, { signal });
  }
  throw problem('host.still-runs', `The host (process ${pid}) was told to end and has not yet.`, {
    hint: `It may be closing a session; kill ${pid} ends it at once.`,
    data: { pid },
  });
}
