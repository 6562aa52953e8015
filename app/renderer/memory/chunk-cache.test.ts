import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChangeMarks, fadeMs } from './change-marks.ts';
import { ChunkCache, chunkBytes, chunkOf } from './chunk-cache.ts';
import { type ChunkRun, fetchLimits, planFetches } from './fetch-plan.ts';
import { TokenBucket } from './token-bucket.ts';

test('what was stored is read back, what was not is unknown, and differences are told', () => {
  const base = 2n ** 40n - 4096n;
  const piece = fc.record({ at: fc.nat(12_000), bytes: fc.uint8Array({ minLength: 1, maxLength: 6000 }) });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const cache = new ChunkCache(100);
      const model = new Map<number, number>();
      for (const { at, bytes } of pieces) {
        const differing = [...bytes.keys()].filter((k) => model.has(at + k) && model.get(at + k) !== bytes[k]);
        const told = cache.store(base + BigInt(at), bytes, 1, 0);
        const toldBytes = told.flatMap(({ offset, size }) =>
          Array.from({ length: size }, (_, k) => Number(offset - base) + k - at),
        );
        expect(toldBytes).toEqual(differing);
        for (const [k, byte] of bytes.entries()) model.set(at + k, byte);
      }
      for (const [at, size] of [
        [0, 64],
        [100, 4000],
        [4090, 20],
        [8000, 5000],
      ] as const) {
        const wanted = Array.from({ length: size }, (_, k) => model.get(at + k));
        const all = wanted.every((byte) => byte !== undefined);
        expect(cache.read(base + BigInt(at), size)).toEqual(all ? Uint8Array.from(wanted as number[]) : undefined);
      }
    }),
  );
});

test('the cache keeps to its limit and lets go of what was not looked at longest', () => {
  const cache = new ChunkCache(3);
  const page = new Uint8Array(chunkBytes);
  for (let chunk = 0; chunk < 3; chunk += 1) cache.store(BigInt(chunk * chunkBytes), page, 0, 0);
  cache.use(0);
  cache.store(BigInt(3 * chunkBytes), page, 0, 0);
  expect([0, 1, 2, 3].map((chunk) => cache.peek(chunk) !== undefined)).toEqual([true, false, true, true]);
  expect(cache.count).toBe(3);
  expect(chunkOf(2n ** 64n - 1n)).toBe(2 ** 52 - 1);
});

test('a part that is fresh leaves the round of the rest', () => {
  const cache = new ChunkCache(3);
  cache.store(0n, new Uint8Array(chunkBytes), 1, 0);
  cache.store(16n, new Uint8Array(16), 2, 1);
  expect(cache.peek(0)).toMatchObject({ round: 0, at: 2 });
  cache.store(0n, new Uint8Array(chunkBytes), 3, 1);
  expect(cache.peek(0)?.round).toBe(1);
});

test('over any second no more than the rate and the burst are given', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ wait: fc.nat(30), bytes: fc.integer({ min: 1, max: 100 }) }), {
        minLength: 60,
        maxLength: 100,
      }),
      (asks) => {
        const bucket = new TokenBucket(1000, 200, 0);
        const given: { at: number; bytes: number }[] = [];
        let now = 0;
        for (const { wait, bytes } of asks) {
          now += wait;
          if (bucket.take(bytes, now)) given.push({ at: now, bytes });
          else {
            const more = bucket.wait(bytes, now);
            expect(more).toBeGreaterThan(0);
            now += more;
            expect(bucket.take(bytes, now)).toBe(true);
            given.push({ at: now, bytes });
          }
        }
        for (const { at } of given) {
          const inSecond = given
            .filter((each) => each.at >= at && each.at < at + 1000)
            .reduce((sum, { bytes }) => sum + bytes, 0);
          expect(inSecond).toBeLessThanOrEqual(1200);
        }
      },
    ),
  );
});

test('reads what is seen before what comes, and never more than a few at once, those left behind included', () => {
  const run = fc.tuple(fc.nat(200), fc.nat(6)).map(([first, more]) => ({ first, last: first + more }));
  fc.assert(
    fc.property(
      run,
      fc.constantFrom(-1 as const, 0 as const, 1 as const),
      fc.array(run, { maxLength: fetchLimits.reads }),
      fc.uniqueArray(fc.nat(220)),
      (visible, direction, inFlight, read) => {
        const wanted = (chunk: number) => !read.includes(chunk);
        const starts = planFetches({ visible, last: 210, direction, inFlight, wanted });
        expect(starts.length + inFlight.length).toBeLessThanOrEqual(fetchLimits.reads);
        const chunksOf = ({ first, last }: ChunkRun) => Array.from({ length: last - first + 1 }, (_, k) => first + k);
        const started = starts.flatMap(chunksOf);
        for (const chunk of started) {
          expect(wanted(chunk) && chunk <= 210).toBe(true);
          expect(inFlight.some((each) => each.first <= chunk && chunk <= each.last)).toBe(false);
        }
        for (const { first, last } of starts) expect(last - first).toBeLessThan(fetchLimits.chunksPerRead);
        const missing = chunksOf(visible).filter(
          (chunk) => wanted(chunk) && !inFlight.some((each) => each.first <= chunk && chunk <= each.last),
        );
        if (missing.length > 0 && inFlight.length < fetchLimits.reads) expect(started).toContain(missing[0]);
        // Nothing ahead while something on the screen is missing.
        if (missing.length > 0)
          for (const chunk of started) expect(chunk >= visible.first && chunk <= visible.last).toBe(true);
      },
    ),
  );
  expect(
    planFetches({ visible: { first: 4, last: 5 }, last: 99, direction: 1, inFlight: [], wanted: (chunk) => chunk > 5 }),
  ).toEqual([{ first: 6, last: 13 }]);
  expect(
    planFetches({ visible: { first: 4, last: 5 }, last: 99, direction: 0, inFlight: [], wanted: (chunk) => chunk > 5 }),
  ).toEqual([]);
});

test('marks have an age, go when they have faded, and without fading at the next look', () => {
  const marks = new ChangeMarks();
  marks.mark(4090n, 10, 5000);
  expect([marks.age(4088n, 4, 5100), marks.age(4096n, 4, 5100), marks.age(4100n, 4, 5100)]).toEqual([
    100,
    100,
    undefined,
  ]);
  expect(marks.fade(5000 + fadeMs - 1)).toBe(true);
  // A look within the second leaves it to be seen.
  marks.looked(4088n, 16, 5400);
  expect(marks.age(4088n, 4, 5400)).toBe(400);
  marks.looked(4088n, 8, 5000 + fadeMs);
  expect([marks.age(4088n, 4, 6000), marks.age(4096n, 4, 6000)]).toEqual([undefined, 1000]);
  expect(marks.fade(5000 + fadeMs)).toBe(false);
  expect(marks.any).toBe(false);
});
