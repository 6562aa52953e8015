import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Destination } from './destination.ts';
import { StageWatch } from './stage-watch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const to: Destination = {
  name: 'zynq',
  host: 'zynq.lab',
  port: 22,
  user: 'root',
  knownAs: { host: 'zynq.lab', port: 22 },
  knownHosts: { own: '/own', others: [] },
  identityFiles: [],
  identitiesOnly: false,
  agent: undefined,
  without: new Set(),
  family: 0,
  stageTimeoutMs: 10_000,
  keepalive: { intervalMs: 3_000, patienceMs: 9_000 },
  proxyCommand: undefined,
  notes: [],
};

/** The watch's end as it is after `milliseconds`. */
function watched(more: Partial<Destination> = {}) {
  const watch = new StageWatch({ ...to, ...more }, undefined, {});
  let end: Problem | undefined;
  watch.failed.catch((thrown) => {
    end = problemOf(thrown);
  });
  const after = async (milliseconds: number) => {
    await vi.advanceTimersByTimeAsync(milliseconds);
    return end;
  };
  return { watch, after };
}

it.each(['resolve', 'connect'] as const)('ssh.timeout: in %s, each stage having its own time', async (stage) => {
  const { watch, after } = watched();
  watch.enter('resolve', 'looking up');
  expect(await after(9_000)).toBe(undefined);
  watch.enter(stage, 'going on');
  expect(await after(9_999)).toBe(undefined);
  expect(await after(1)).toMatchObject({ id: 'ssh.timeout', data: { stage, host: 'zynq.lab', port: 22 } });
});

it.each(['host-key', 'authenticate'] as const)(
  'link.lost: in %s, of a peer that says nothing any more',
  async (stage) => {
    const { watch, after } = watched();
    const peer = new PassThrough();
    watch.enter('connect', 'connecting');
    watch.hear(peer);
    watch.enter(stage, 'going on');
    expect(await after(7_900)).toBe(undefined);
    peer.write('a byte');
    expect(await after(7_900)).toBe(undefined);
    expect(await after(200)).toMatchObject({ id: 'link.lost', data: { stage } });
  },
);

it('waits no longer than ConnectTimeout says, and does not count while the peer waits for a person', async () => {
  const { watch, after } = watched({ stageTimeoutMs: 2_000 });
  watch.enter('authenticate', 'logging in');
  watch.hear(new PassThrough());
  const first = watch.pause();
  const second = watch.pause();
  expect(await after(100_000)).toBe(undefined);
  first[Symbol.dispose]();
  expect(await after(100_000)).toBe(undefined);
  second[Symbol.dispose]();
  expect(await after(1_999)).toBe(undefined);
  expect((await after(1))?.id).toBe('link.lost');
});

it('leaves no timer', () => {
  const { watch } = watched();
  watch.enter('resolve', 'looking up');
  watch[Symbol.dispose]();
  watch.enter('connect', 'too late');
  expect(vi.getTimerCount()).toBe(0);
});
