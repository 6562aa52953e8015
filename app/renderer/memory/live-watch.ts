/** Looking at what is on the screen again and again: one `memory.watch` that moves along with the rows. */
import type { WatchSample } from '../../../remote-helper/contract/memory.ts';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { liveRates } from '../../contract/settings.ts';
import { type LiveSaid, LookRate } from './look-rate.ts';
import type { ByteRange } from './memory-source.ts';

export type LiveRate = (typeof liveRates)[number];

export interface LiveParts {
  /** Watches until the signal fires; rejects when it fails. */
  watch(
    range: ByteRange,
    intervalMs: number,
    signal: AbortSignal,
    onSample: (sample: WatchSample, bytes: Uint8Array) => void,
  ): Promise<void>;
  sample(range: ByteRange, sample: WatchSample, bytes: Uint8Array): void;
  /** It ended by itself. */
  failed(problem: Problem): void;
  now(): number;
}

/** Rows move many times a second while one scrolls: the board is asked anew once they stand. */
const settleMs = 120;

export class LiveWatch implements Disposable {
  readonly #parts: LiveParts;
  #controller: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #range: ByteRange | undefined;
  #rate: LiveRate | undefined;
  #watched: { range: ByteRange; rate: LiveRate } | undefined;
  #rateOf: LookRate | undefined;

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  /** Undefined: nothing is watched. */
  set(range: ByteRange | undefined, rate: LiveRate | undefined): void {
    this.#range = range;
    this.#rate = rate;
    if (range === undefined || rate === undefined || range.size === 0n) {
      this.#stop();
      return;
    }
    const { range: old, rate: oldRate } = this.#watched ?? {};
    if (oldRate === rate && old?.offset === range.offset && old.size === range.size) return;
    clearTimeout(this.#timer);
    if (this.#watched === undefined) this.#start();
    else this.#timer = setTimeout(() => this.#start(), settleMs);
  }

  /** Of the watch that runs. */
  said(): LiveSaid | undefined {
    return this.#rateOf?.said(this.#parts.now());
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#controller?.abort();
    this.#controller = undefined;
    this.#watched = undefined;
    this.#rateOf = undefined;
  }

  #start(): void {
    const [range, rate] = [this.#range, this.#rate];
    this.#stop();
    if (range === undefined || rate === undefined) return;
    this.#range = range;
    this.#rate = rate;
    this.#watched = { range, rate };
    const counted = new LookRate(rate, this.#parts.now());
    this.#rateOf = counted;
    const controller = new AbortController();
    this.#controller = controller;
    this.#parts
      .watch(range, 1000 / rate, controller.signal, (sample, bytes) => {
        if (controller.signal.aborted) return;
        counted.heard(sample, this.#parts.now());
        this.#parts.sample(range, sample, bytes);
      })
      .then(
        () => undefined,
        (thrown) => {
          if (controller.signal.aborted) return;
          this.#stop();
          this.#parts.failed(problemOf(thrown));
        },
      );
  }
}
