import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { chunkBytes } from './chunk-cache.ts';
import { fetchLimits } from './fetch-plan.ts';
import { type ByteRange, MemorySource } from './memory-source.ts';

const mib = 2 ** 20;

/** A board in place of the host: a byte is a function of its offset, answers take `latency`, and every read is written down. */
class Board {
  now = 1;
  latency = 5;
  readonly reads: { range: ByteRange; at: number; aborted: boolean }[] = [];
  inFlight = 0;
  most = 0;
  seed = 0;
  readonly broken = new Set<bigint>();
  failNext: string | undefined;
  #timers: { at: number; call: () => void }[] = [];

  source(size: bigint, automatic = true): MemorySource {
    return new MemorySource({
      size,
      automatic,
      read: (range, _width, signal) => this.#read(range, signal),
      changed: () => undefined,
      now: () => this.now,
      after: (ms, call) => {
        const timer = { at: this.now + ms, call };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((each) => each !== timer);
        };
      },
    });
  }

  byte(offset: bigint): number {
    return Number((offset ^ (offset >> 8n) ^ BigInt(this.seed)) & 0xffn);
  }

  #read(range: ByteRange, signal: AbortSignal): Promise<Uint8Array> {
    const record = { range, at: this.now, aborted: false };
    this.reads.push(record);
    this.inFlight += 1;
    this.most = Math.max(this.most, this.inFlight);
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const timer = {
      at: this.now + this.latency,
      call: () => {
        this.inFlight -= 1;
        const bad = [...this.broken].find((at) => at >= range.offset && at < range.offset + range.size);
        if (this.failNext !== undefined) {
          reject(problem(this.failNext, 'It failed.'));
          this.failNext = undefined;
        } else if (bad !== undefined)
          reject(problem('memory.bus-error', 'A bus error.', { data: { offset: `0x${bad.toString(16)}` } }));
        else resolve(Uint8Array.from({ length: Number(range.size) }, (_, k) => this.byte(range.offset + BigInt(k))));
      },
    };
    this.#timers.push(timer);
    signal.addEventListener('abort', () => {
      if (!this.#timers.includes(timer)) return;
      this.#timers = this.#timers.filter((each) => each !== timer);
      this.inFlight -= 1;
      record.aborted = true;
      reject(problem('cancelled', 'Cancelled.'));
    });
    return promise;
  }

  /** Lets time go by. */
  async run(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      // Everything that has been settled goes on.
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.now = Math.max(this.now, next.at);
      next.call();
    }
    this.now = end;
  }
}

test('what is on the screen is read once, and is then as on the board', async () => {
  const board = new Board();
  using source = board.source(5n * 2n ** 30n);
  source.look({ offset: 2n ** 32n + 16n, size: 512n });
  await board.run(100);
  expect(source.cache.read(2n ** 32n + 16n, 512)).toEqual(
    Uint8Array.from({ length: 512 }, (_, k) => board.byte(2n ** 32n + 16n + BigInt(k))),
  );
  expect(board.reads.map(({ range }) => range)).toEqual([{ offset: 2n ** 32n, size: 4096n }]);
  source.look({ offset: 2n ** 32n + 32n, size: 512n });
  await board.run(100);
  // Going down, what comes next was read ahead.
  expect(board.reads.slice(1).map(({ range }) => range)).toEqual([{ offset: 2n ** 32n + 4096n, size: 8n * 4096n }]);
});

test('scrolling fast never fetches more than 2 MiB in a second, nor more than three reads at once, and ends on what is seen', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.bigInt(0n, 5n * 2n ** 30n - 65_536n), { minLength: 80, maxLength: 100 }),
      async (jumps) => {
        const board = new Board();
        board.latency = 3;
        using source = board.source(5n * 2n ** 30n);
        for (const offset of jumps) {
          source.look({ offset, size: 65_536n });
          await board.run(16);
        }
        await board.run(2000);
        expect(board.most).toBeLessThanOrEqual(3);
        for (const { at } of board.reads) {
          const second = board.reads
            .filter((read) => read.at >= at && read.at < at + 1000)
            .reduce((sum, { range }) => sum + Number(range.size), 0);
          expect(second).toBeLessThanOrEqual(2 * mib);
        }
        expect(source.cache.read(jumps.at(-1) ?? 0n, 65_536)).toBeDefined();
      },
    ),
    { numRuns: 4, endOnFailure: true },
  );
}, 30_000);

test('a thumb that is dragged over a slow board leaves no pile of reads there, and its last place is read soon', async () => {
  const board = new Board();
  board.latency = 40;
  using source = board.source(2n ** 32n);
  const last = 2n ** 32n - 4096n;
  for (let frame = 0n; frame <= 60n; frame += 1n) {
    source.look({ offset: (last * frame) / 60n - (((last * frame) / 60n) % 4096n), size: 4096n });
    await board.run(16);
  }
  // A second of frames; as many reads as the board could answer, not one a frame.
  expect(board.reads.every(({ aborted }) => !aborted)).toBe(true);
  expect(board.reads.length).toBeLessThanOrEqual(fetchLimits.reads * Math.ceil((61 * 16) / board.latency) + 1);
  await board.run(2 * board.latency);
  expect(source.cache.read(last, 4096)).toBeDefined();
});

test('reads of a view that is not shown any more are given up', async () => {
  const board = new Board();
  board.latency = 1000;
  using source = board.source(2n ** 30n);
  source.look({ offset: 0n, size: 4096n });
  await board.run(10);
  source.look(undefined);
  expect(board.reads.map(({ aborted }) => aborted)).toEqual([true]);
});

test('a refresh reads the screen anew and marks what is different', async () => {
  const board = new Board();
  using source = board.source(65_536n);
  source.look({ offset: 0n, size: 512n });
  await board.run(100);
  expect(source.marks.any).toBe(false);
  board.seed = 1;
  source.refresh();
  // Until it comes, what was known is still there.
  expect(source.cache.read(0n, 1)).toEqual(Uint8Array.of(0));
  await board.run(100);
  expect(source.cache.read(0n, 1)).toEqual(Uint8Array.of(1));
  expect(source.marks.age(0n, 1, board.now)).toBe(95);
});

test('a bus error makes one page unreadable; its neighbours are read', async () => {
  const board = new Board();
  board.broken.add(BigInt(chunkBytes) + 8n);
  using source = board.source(65_536n);
  source.look({ offset: 0n, size: BigInt(3 * chunkBytes) });
  await board.run(100);
  expect(source.unreadableAt(BigInt(chunkBytes))?.problem.id).toBe('memory.bus-error');
  expect([0, 1, 2].map((chunk) => source.cache.knows(BigInt(chunk * chunkBytes), chunkBytes))).toEqual([
    true,
    false,
    true,
  ]);
  expect([source.unreadableAt(0n), source.unreadableAt(BigInt(2 * chunkBytes)), source.failure]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const reads = board.reads.length;
  await board.run(5000);
  expect(board.reads.length).toBe(reads);
  board.broken.clear();
  source.refresh();
  await board.run(100);
  expect(source.cache.knows(BigInt(chunkBytes), chunkBytes)).toBe(true);
});

test('a helper that was started again is asked again; any other failure waits for a person', async () => {
  const board = new Board();
  using source = board.source(65_536n);
  board.failNext = 'mapping.lost';
  source.look({ offset: 0n, size: 512n });
  await board.run(1000);
  expect(source.cache.knows(0n, 512)).toBe(true);
  board.failNext = 'memory.map-failed';
  source.refresh();
  await board.run(5000);
  expect([source.failure?.id, board.reads.length]).toEqual(['memory.map-failed', 3]);
  source.again();
  await board.run(100);
  expect([source.failure, board.reads.length]).toEqual([undefined, 4]);
});

test('registers are read when they are asked for, exactly the range, and never else', async () => {
  const board = new Board();
  using source = board.source(65_536n, false);
  source.look({ offset: 0n, size: 4096n });
  source.refresh();
  await board.run(1000);
  expect(board.reads).toEqual([]);
  const asked = source.ask({ offset: 8n, size: 8n }, 32);
  await board.run(100);
  await asked;
  expect(board.reads.map(({ range }) => range)).toEqual([{ offset: 8n, size: 8n }]);
  expect([source.cache.knows(8n, 8), source.cache.knows(4n, 8), source.cache.knows(8n, 9)]).toEqual([
    true,
    false,
    false,
  ]);
  board.broken.add(16n);
  const refused = source.ask({ offset: 16n, size: 4n }, 32).catch((thrown: { id: string }) => thrown.id);
  await board.run(100);
  expect([await refused, source.unreadableAt(19n)?.problem.id, source.unreadableAt(20n)]).toEqual([
    'memory.bus-error',
    'memory.bus-error',
    undefined,
  ]);
});

test('while the link is lost nothing is asked for, and what was known stays', async () => {
  const board = new Board();
  using source = board.source(65_536n);
  source.look({ offset: 0n, size: 512n });
  await board.run(100);
  source.pause(true);
  source.look({ offset: 32_768n, size: 512n });
  source.refresh();
  await board.run(1000);
  expect([board.reads.length, source.cache.knows(0n, 512)]).toEqual([1, true]);
  source.pause(false);
  await board.run(1000);
  expect(source.cache.knows(32_768n, 512)).toBe(true);
});
