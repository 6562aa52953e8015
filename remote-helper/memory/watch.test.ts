import { expect, test, vi } from 'vitest';
import type { WatchSample } from '../contract/memory.ts';
import { watchMemory } from './watch.ts';

interface Seen extends WatchSample {
  readonly bytes: number[];
}

/** Watches `memory`, which the test changes between looks. */
function watching(
  memory: Uint8Array,
  intervalMs: number,
  {
    room = async () => {},
    look = async () => memory.slice(),
  }: { room?: () => Promise<void>; look?: (count: number) => Promise<Uint8Array> } = {},
) {
  const seen: Seen[] = [];
  const looks: number[] = [];
  const abort = new AbortController();
  const over = watchMemory(
    async () => {
      looks.push(performance.now());
      return await look(looks.length);
    },
    { size: memory.length, intervalMs },
    async (sample, bytes) => {
      seen.push({ ...sample, bytes: [...bytes] });
      await room();
    },
    abort.signal,
  ).then(
    () => 'returned',
    (thrown: unknown) => thrown,
  );
  return { seen, looks, over, abort, [Symbol.dispose]: () => abort.abort() };
}

test('the first look is everything, then what changed, its bytes one run after the other', async () => {
  const memory = Uint8Array.from({ length: 40 }, (_, at) => at);
  using watch = watching(memory, 10);
  await vi.waitFor(() => expect(watch.looks.length).toBeGreaterThan(2));
  expect(watch.seen).toEqual([
    { sample: 0, looks: 1, at: expect.any(Number), changes: [{ offset: 0, size: 40 }], bytes: [...memory] },
  ]);
  memory.set([101, 102, 103], 5);
  memory[39] = 200;
  await vi.waitFor(() => expect(watch.seen.length).toBe(2));
  expect(watch.seen[1]).toEqual({
    sample: 1,
    looks: expect.any(Number),
    at: expect.any(Number),
    changes: [
      { offset: 5, size: 3 },
      { offset: 39, size: 1 },
    ],
    bytes: [101, 102, 103, 200],
  });
});

test('when nothing changes an empty sample comes each second', async () => {
  using watch = watching(new Uint8Array(8), 300);
  await vi.waitFor(() => expect(watch.seen.length).toBe(3), { timeout: 5000 });
  expect(watch.seen.slice(1).map(({ changes, bytes }) => [changes, bytes])).toEqual([
    [[], []],
    [[], []],
  ]);
  // Those between were not sent, and are counted.
  for (const { looks, at } of watch.seen) expect(Math.abs((watch.looks[looks - 1] ?? 0) - at)).toBeLessThan(50);
  const [first, second, third] = watch.seen.map(({ at }) => at);
  for (const gap of [(second ?? 0) - (first ?? 0), (third ?? 0) - (second ?? 0)]) {
    expect(gap).toBeGreaterThan(700);
    expect(gap).toBeLessThan(1300);
  }
});

test('looks follow each other at the interval, never two at a time; a slow look delays the next', async () => {
  let inside = 0;
  const memory = new Uint8Array(4);
  using watch = watching(memory, 30, {
    look: async (count) => {
      expect(inside).toBe(0);
      inside += 1;
      await new Promise((resolve) => setTimeout(resolve, count === 3 ? 80 : 1));
      inside -= 1;
      return memory;
    },
  });
  await vi.waitFor(() => expect(watch.looks.length).toBeGreaterThan(5));
  const gaps = watch.looks.slice(1).map((at, index) => at - (watch.looks[index] ?? 0));
  // One that came late is made up for by the next.
  for (const gap of gaps) expect(gap).toBeGreaterThan(15);
  expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeGreaterThan(29 * gaps.length);
  expect(gaps[2]).toBeGreaterThan(78);
});

test('while the reader has no room nothing is looked at, and then it is what is there by then', async () => {
  const memory = new Uint8Array(16);
  let gate = Promise.withResolvers<void>();
  using watch = watching(memory, 10, { room: () => gate.promise });
  await vi.waitFor(() => expect(watch.seen.length).toBe(1));
  for (let value = 1; value < 6; value += 1) {
    memory[3] = value;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  expect([watch.looks.length, watch.seen.length]).toEqual([1, 1]);
  const next = gate;
  gate = Promise.withResolvers();
  next.resolve();
  await vi.waitFor(() => expect(watch.seen.length).toBe(2));
  expect([watch.looks.length, watch.seen[1]?.changes, watch.seen[1]?.bytes]).toEqual([
    2,
    [{ offset: 3, size: 1 }],
    [5],
  ]);
});

test('it ends at once by its signal, also in the middle of a look, and with what a look throws', async () => {
  const memory = new Uint8Array(4);
  {
    using watch = watching(memory, 60_000);
    await vi.waitFor(() => expect(watch.seen.length).toBe(1));
    watch.abort.abort(new Error('enough'));
    expect(await watch.over).toMatchObject({ name: 'AbortError' });
  }
  {
    const answer = Promise.withResolvers<Uint8Array>();
    using watch = watching(memory, 10, { look: () => answer.promise });
    watch.abort.abort(new Error('enough'));
    answer.resolve(memory);
    expect(await watch.over).toMatchObject({ message: 'enough' });
    expect(watch.seen).toEqual([]);
  }
  const broken = new Error('bus error');
  using watch = watching(memory, 10, {
    look: async (count) => {
      if (count < 3) return memory;
      throw broken;
    },
  });
  expect(await watch.over).toBe(broken);
  expect(watch.looks.length).toBe(3);
});
