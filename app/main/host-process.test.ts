import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type HostProcess, keepHost } from './host-process.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Port {
  closed: boolean;
  close(): void;
}

class FakeHost extends EventEmitter implements HostProcess<Port> {
  readonly given: Port[] = [];
  killed = false;
  postMessage(_message: unknown, ports: Port[]): void {
    this.given.push(...ports);
  }
  kill(): boolean {
    this.killed = true;
    return true;
  }
}

function port(): Port {
  const made = {
    closed: false,
    close() {
      made.closed = true;
    },
  };
  return made;
}

function kept() {
  const hosts: FakeHost[] = [];
  const restarts: number[] = [];
  const keeper = keepHost<Port>(
    () => {
      const host = new FakeHost();
      hosts.push(host);
      return host;
    },
    { onRestart: ({ code }) => restarts.push(code), onMessage: () => {} },
  );
  return { hosts, restarts, keeper, end: (code: number) => hosts.at(-1)?.emit('exit', code) };
}

test('a host that ends is started again, later and later when it ends at once', () => {
  const { hosts, restarts, end } = kept();
  const waits: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const before = hosts.length;
    end(9);
    let waited = 0;
    while (hosts.length === before) {
      vi.advanceTimersByTime(50);
      waited += 50;
    }
    waits.push(waited);
  }
  expect(waits).toEqual([50, 250, 1000, 4000, 15_000, 15_000]);
  expect(restarts).toEqual([9, 9, 9, 9, 9, 9]);
  // After a steady while it counts as a good one.
  vi.advanceTimersByTime(30_000);
  end(1);
  vi.advanceTimersByTime(1);
  expect(hosts).toHaveLength(8);
});

test('a port goes to the host that runs; while none runs it is closed', () => {
  const { hosts, keeper, end } = kept();
  const first = port();
  keeper.give(first);
  expect(hosts[0]?.given).toEqual([first]);
  end(1);
  const lost = port();
  keeper.give(lost);
  expect(lost.closed).toBe(true);
  vi.advanceTimersByTime(1);
  keeper.give(port());
  expect(hosts[1]?.given).toHaveLength(1);
});

test('at the end of the application the host is ended, waited for, and not started again', async () => {
  const { hosts, keeper, end } = kept();
  const ended = keeper[Symbol.asyncDispose]();
  expect(hosts.map(({ killed }) => killed)).toEqual([true]);
  end(0);
  await ended;
  vi.advanceTimersByTime(60_000);
  expect(hosts).toHaveLength(1);
});

test('a host that does not end is not waited for for ever', async () => {
  const { keeper } = kept();
  const ended = keeper[Symbol.asyncDispose]();
  vi.advanceTimersByTime(5_000);
  await ended;
});
