import { afterEach, expect, it } from 'vitest';
import type { Duplex } from '../../../remote-helper/rpc/duplex.ts';
import { pair } from '../../../remote-helper/rpc/pair.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type Server, serve } from '../../../remote-helper/rpc/server.ts';
import { stateContract } from '../../contract/state.ts';
import { windowContract } from '../../contract/window.ts';
import { keepLink, useLink } from './link.ts';
import type { Shell } from './shell.ts';
import { useHostState } from './state-store.ts';

const stop = new AbortController();
afterEach(() => stop.abort());
const state = () => useLink.getState().link.state;

/** A shell whose connections are those of the list, then none. */
function shellOf(connections: (() => Duplex)[]): Pick<Shell, 'connect'> {
  return {
    async connect() {
      const next = connections.shift();
      if (next === undefined) throw problem('host.no-session-key', 'No key.');
      return next();
    },
  };
}

it('opens, opens again after an end with a fresh snapshot, and stops for good at another version', async () => {
  const servers: Server[] = [];
  const host = (version: string, revision: number) => () => {
    const [near, far] = pair();
    servers.push(
      serve(
        { ...windowContract, ...stateContract },
        {
          'host.info': async () => ({ pid: 1, version, shell: 'browser', since: '', home: '/' }),
          'host.stop': async () => ({}),
          'window.admit': async () => ({ address: '', token: '' }),
          'state.watch': async (_input, { item, signal }) => {
            await item({ kind: 'snapshot', revision, state: { boards: [] } });
            await new Promise((resolve) => signal.addEventListener('abort', resolve));
            return {};
          },
        },
        far,
      ),
    );
    return near;
  };
  const unreachable = () => {
    throw problem('host.unreachable', 'Nobody answers.');
  };
  const ended = keepLink(shellOf([host('1', 7), unreachable, host('1', 2), host('2', 1)]) as Shell, stop.signal);

  const told: string[] = [];
  using _telling = onLink(({ link }) => {
    told.push(link.state === 'gone' ? `${link.state} ${link.attempt} ${link.problem.id}` : link.state);
  });
  await expect.poll(state).toBe('open');
  await expect.poll(() => useHostState.getState().known?.revision).toBe(7);
  const first = useLink.getState().client;

  await servers[0]?.close();
  await expect(first?.call('host.info', {})).rejects.toMatchObject({ id: 'rpc.connection-lost' });
  // What was known is kept until the next snapshot.
  await expect.poll(() => useHostState.getState().known?.revision, { timeout: 5000 }).toBe(2);
  expect(useLink.getState().client).not.toBe(first);

  await servers[1]?.close();
  await expect.poll(state).toBe('other-version');
  useLink.getState().retry();
  await expect.poll(state).toBe('no-key');
  stop.abort();
  await ended;
  expect(told.filter((each, index) => each !== told[index - 1])).toEqual([
    'open',
    'gone 1 rpc.connection-lost',
    'gone 2 host.unreachable',
    'open',
    'gone 1 rpc.connection-lost',
    'other-version',
    'no-key',
  ]);
});

function onLink(listener: Parameters<typeof useLink.subscribe>[0]): Disposable {
  return { [Symbol.dispose]: useLink.subscribe(listener) };
}
