/**
 * What is known of a device's bytes, and the fetching of what is to be seen: the screen first, a little ahead, never more
 * than the link should carry. Registers are fetched only when somebody asks for a range.
 */
import type { Width } from '../../../remote-helper/contract/memory.ts';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { ChangeMarks } from './change-marks.ts';
import { type Chunk, ChunkCache, chunkBytes, chunkOf } from './chunk-cache.ts';
import { type ChunkRun, planFetches } from './fetch-plan.ts';
import { TokenBucket } from './token-bucket.ts';

export interface ByteRange {
  readonly offset: bigint;
  readonly size: bigint;
}

/** A range that cannot be read, and why. */
export interface Unreadable extends ByteRange {
  readonly problem: Problem;
}

export interface SourceParts {
  /** Bytes of the device. */
  readonly size: bigint;
  /** Whether what is on the screen is read without being asked for: only of memory. */
  readonly automatic: boolean;
  read(range: ByteRange, width: Width | undefined, signal: AbortSignal): Promise<Uint8Array>;
  /** Something that is drawn is different now. */
  changed(): void;
  /** Bytes came from the board, or failed to. */
  fetched?(bytes: number, range: ByteRange): void;
  /** Milliseconds of a clock that never goes back, greater than 0. */
  now(): number;
  /** Calls once after so many milliseconds, unless it is ended before. */
  after(milliseconds: number, call: () => void): () => void;
}

/** Bytes a second, and at once: under 2 MiB in any second, also when some arrive late and together. */
const rate = 1_572_864;
const burst = 262_144;
/** 8 MiB of content. */
const chunksKept = 2048;
/** A helper that died of a bus error elsewhere is started again meanwhile. */
const retry = { after: 300, times: 3 } as const;

export class MemorySource implements Disposable {
  readonly cache = new ChunkCache(chunksKept);
  readonly marks = new ChangeMarks();
  /** Why nothing more is fetched until `again`. */
  failure: Problem | undefined;
  readonly #parts: SourceParts;
  readonly #bucket: TokenBucket;
  readonly #inFlight = new Map<ChunkRun, AbortController>();
  readonly #unreadable = new Map<number, Unreadable[]>();
  readonly #asks = new Set<AbortController>();
  #seen: ByteRange | undefined;
  #direction: -1 | 0 | 1 = 0;
  #round = 0;
  /** Chunks of an earlier round are kept to tell differences, and not shown. */
  #shownFrom = 0;
  #lost = 0;
  #paused = false;
  #waiting: (() => void) | undefined;
  #disposed = false;

  constructor(parts: SourceParts) {
    this.#parts = parts;
    this.#bucket = new TokenBucket(rate, burst, parts.now());
  }

  /** What is on the screen now; undefined: nothing. */
  look(range: ByteRange | undefined): void {
    const before = this.#seen;
    if (before !== undefined && range !== undefined) {
      if (range.offset === before.offset && range.size === before.size) return;
      if (range.offset !== before.offset) this.#direction = range.offset > before.offset ? 1 : -1;
    }
    this.#seen = range;
    this.#pump();
  }

  /** While the link is lost nothing is asked for; what was known stays. */
  pause(paused: boolean): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    if (paused) this.#abortAll();
    else this.again();
  }

  /** Reads anew what is on the screen, and the rest when it comes there; differences are marked. */
  refresh(): void {
    this.#round += 1;
    this.again();
  }

  /** The same bytes through another eye: what the other one saw is shown no more, but told from what comes. */
  lookAnew(): void {
    this.#abortAll();
    this.#round += 1;
    this.#shownFrom = this.#round;
    this.again();
  }

  /** What may be shown of a chunk. */
  shown(chunk: number): Chunk | undefined {
    const found = this.cache.peek(chunk);
    return found !== undefined && found.round >= this.#shownFrom ? found : undefined;
  }

  /** Whether each byte of a range, which lies in one chunk, is shown. */
  shows(offset: bigint, size: number): boolean {
    return this.shown(chunkOf(offset)) !== undefined && this.cache.knows(offset, size);
  }

  /** Fetches again after a failure. */
  again(): void {
    this.failure = undefined;
    this.#lost = 0;
    this.#unreadable.clear();
    this.#parts.changed();
    this.#pump();
  }

  /** Reads a range because somebody asked for it, in accesses of `width`. Throws what the read throws. */
  async ask(range: ByteRange, width: Width): Promise<void> {
    const controller = new AbortController();
    this.#asks.add(controller);
    try {
      const bytes = await this.#parts.read(range, width, controller.signal);
      this.#bucket.spend(bytes.length, this.#parts.now());
      this.#parts.fetched?.(bytes.length, range);
      this.#forgetUnreadable(range);
      this.take(range.offset, bytes);
    } catch (thrown) {
      const problem = problemOf(thrown);
      const at = offsetIn(problem);
      if (problem.id === 'memory.bus-error' && at !== undefined) {
        this.#addUnreadable({ offset: at, size: BigInt(width / 8), problem });
        this.#parts.changed();
      }
      throw thrown;
    } finally {
      this.#asks.delete(controller);
    }
  }

  /** Bytes that came another way: a watch's, a verified write's. */
  take(offset: bigint, bytes: Uint8Array): void {
    this.#store(offset, bytes, this.#round);
    this.#parts.changed();
  }

  /** Counts what a watch brought against what may be fetched. */
  counted(bytes: number, range: ByteRange): void {
    this.#bucket.spend(bytes, this.#parts.now());
    this.#parts.fetched?.(bytes, range);
  }

  /** A look at a range found it as it was. */
  looked(range: ByteRange): void {
    const now = this.#parts.now();
    this.marks.looked(range.offset, Number(range.size), now);
    this.#parts.changed();
  }

  /** The unreadable range that a byte lies in. */
  unreadableAt(offset: bigint): Unreadable | undefined {
    return this.#unreadable
      .get(chunkOf(offset))
      ?.find((each) => offset >= each.offset && offset < each.offset + each.size);
  }

  get anyUnreadable(): boolean {
    return this.#unreadable.size > 0;
  }

  get busy(): boolean {
    return this.#inFlight.size > 0 || this.#asks.size > 0;
  }

  /** When the part of a range that was looked at longest ago was read; undefined when none of it was. */
  lookedAt({ offset, size }: ByteRange): number | undefined {
    let oldest: number | undefined;
    if (size === 0n) return undefined;
    for (let chunk = chunkOf(offset); chunk <= chunkOf(offset + size - 1n); chunk += 1) {
      const at = this.cache.peek(chunk)?.at;
      if (at !== undefined && (oldest === undefined || at < oldest)) oldest = at;
    }
    return oldest;
  }

  /** Forgets everything that was read. */
  clear(): void {
    this.#abortAll();
    this.cache.clear();
    this.marks.clear();
    this.again();
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#waiting?.();
    this.#abortAll();
  }

  #abortAll(): void {
    this.#abortReads();
    for (const controller of this.#asks) controller.abort();
  }

  #abortReads(): void {
    for (const controller of this.#inFlight.values()) controller.abort();
    this.#inFlight.clear();
  }

  #pump(): void {
    if (!this.#parts.automatic || this.#disposed || this.#paused || this.failure !== undefined) return;
    const { size } = this.#parts;
    const seen = this.#seen;
    if (seen === undefined || seen.size === 0n) {
      this.#abortReads();
      return;
    }
    const starts = planFetches({
      visible: { first: chunkOf(seen.offset), last: chunkOf(seen.offset + seen.size - 1n) },
      last: size === 0n ? 0 : chunkOf(size - 1n),
      direction: this.#direction,
      inFlight: [...this.#inFlight.keys()],
      wanted: (chunk) => this.#wanted(chunk),
    });
    this.#waiting?.();
    this.#waiting = undefined;
    for (const run of starts) {
      const range = this.#rangeOf(run);
      const now = this.#parts.now();
      if (!this.#bucket.take(Number(range.size), now)) {
        this.#pumpAfter(this.#bucket.wait(Number(range.size), now));
        return;
      }
      void this.#fetch(run, range);
    }
  }

  #pumpAfter(milliseconds: number): void {
    this.#waiting?.();
    this.#waiting = this.#parts.after(Math.max(1, milliseconds), () => {
      this.#waiting = undefined;
      this.#pump();
    });
  }

  #wanted(chunk: number): boolean {
    if (this.#unreadable.has(chunk)) return false;
    const found = this.cache.peek(chunk);
    return found === undefined || found.known !== undefined || found.round < this.#round;
  }

  #rangeOf({ first, last }: ChunkRun): ByteRange {
    const offset = BigInt(first) * BigInt(chunkBytes);
    const end = BigInt(last + 1) * BigInt(chunkBytes);
    return { offset, size: (end < this.#parts.size ? end : this.#parts.size) - offset };
  }

  async #fetch(run: ChunkRun, range: ByteRange): Promise<void> {
    const controller = new AbortController();
    const round = this.#round;
    this.#inFlight.set(run, controller);
    try {
      const bytes = await this.#parts.read(range, undefined, controller.signal);
      this.#parts.fetched?.(bytes.length, range);
      if (controller.signal.aborted || this.#disposed) return;
      this.#lost = 0;
      this.#store(range.offset, wholeChunks(bytes), round);
      this.#done(run);
    } catch (thrown) {
      if (controller.signal.aborted || this.#disposed) return;
      this.#failed(run, range, problemOf(thrown));
    }
    this.#parts.changed();
  }

  #done(run: ChunkRun): void {
    this.#inFlight.delete(run);
    this.#pump();
  }

  #failed(run: ChunkRun, range: ByteRange, problem: Problem): void {
    this.#inFlight.delete(run);
    if (problem.id === 'memory.bus-error') {
      const at = offsetIn(problem) ?? range.offset;
      const chunk = chunkOf(at);
      // The rest of the read is asked for again, without this chunk.
      this.#addUnreadable({ ...this.#rangeOf({ first: chunk, last: chunk }), problem });
      this.#pump();
    } else if (problem.id === 'mapping.lost' && this.#lost < retry.times) {
      this.#lost += 1;
      this.#pumpAfter(retry.after);
    } else {
      this.failure = problem;
    }
  }

  #store(offset: bigint, bytes: Uint8Array, round: number): void {
    const now = this.#parts.now();
    this.marks.looked(offset, bytes.length, now);
    for (const run of this.cache.store(offset, bytes, now, round)) this.marks.mark(run.offset, run.size, now);
  }

  #addUnreadable(range: Unreadable): void {
    const chunk = chunkOf(range.offset);
    const others = (this.#unreadable.get(chunk) ?? []).filter(({ offset }) => offset !== range.offset);
    this.#unreadable.set(chunk, [...others, range]);
  }

  #forgetUnreadable({ offset, size }: ByteRange): void {
    for (const [chunk, ranges] of this.#unreadable) {
      const left = ranges.filter((each) => each.offset + each.size <= offset || each.offset >= offset + size);
      if (left.length === 0) this.#unreadable.delete(chunk);
      else this.#unreadable.set(chunk, left);
    }
  }
}

/** The end of a device that is no multiple of a chunk counts as one. */
function wholeChunks(bytes: Uint8Array): Uint8Array {
  const rest = bytes.length % chunkBytes;
  if (rest === 0) return bytes;
  const whole = new Uint8Array(bytes.length - rest + chunkBytes);
  whole.set(bytes);
  return whole;
}

/** The place that a problem names. */
function offsetIn({ data }: Problem): bigint | undefined {
  const offset = data?.offset;
  return typeof offset === 'string' && /^0x[0-9a-f]+$/.test(offset) ? BigInt(offset) : undefined;
}
