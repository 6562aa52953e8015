/**
 * The state that windows follow, with its revision. Changes that come close together are told as one: what a step prints line
 * by line costs a window one change a frame.
 */
import type { HostState, StateChange } from '../../contract/state.ts';
import { changesBetween, type Renaming } from './changes.ts';

/** Milliseconds of a frame at 60 Hz. */
const frameMs = 16;
/** Changes that wait for one reader; one that is further behind gets a snapshot instead. */
const longestQueue = 64;

export class StateStore {
  /** What has been told, and what it has become since. */
  #told: HostState = { boards: [] };
  #now: HostState = this.#told;
  #renamed: Renaming[] = [];
  #revision = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #due = false;
  readonly #readers = new Set<StateReader>();

  get now(): HostState {
    return this.#now;
  }

  get revision(): number {
    return this.#revision;
  }

  /** The state that is set next calls a board otherwise. */
  renamed(name: string, to: string): void {
    this.#renamed.push({ name, to });
  }

  /** Told at the end of this turn, or of the frame when something was told in it already. */
  set(state: HostState): void {
    this.#now = state;
    if (this.#due) return;
    this.#due = true;
    const wait = this.#toldAt + frameMs - performance.now();
    if (wait <= 0) queueMicrotask(() => this.#tell());
    else setTimeout(() => this.#tell(), wait);
  }

  /** What a reader begins with: everything that was set so far. */
  snapshot(): StateChange {
    this.#tell();
    return { kind: 'snapshot', revision: this.#revision, state: this.#told };
  }

  /** A snapshot and then each change, for one reader. */
  read(): StateReader {
    const reader = new StateReader(this, () => this.#readers.delete(reader));
    this.#readers.add(reader);
    return reader;
  }

  #tell(): void {
    this.#due = false;
    const changes = changesBetween(this.#told, this.#now, this.#revision, this.#renamed);
    this.#renamed = [];
    this.#told = this.#now;
    if (changes.length === 0) return;
    this.#toldAt = performance.now();
    this.#revision += changes.length;
    for (const reader of this.#readers) reader.push(changes);
  }
}

/** One reader's place in the stream. */
export class StateReader implements Disposable {
  readonly #store: StateStore;
  readonly #leave: () => void;
  #queue: StateChange[] = [];
  /** It begins with a snapshot, and has one again when it fell behind. */
  #behind = true;
  #wake = Promise.withResolvers<void>();

  constructor(store: StateStore, leave: () => void) {
    this.#store = store;
    this.#leave = leave;
  }

  push(changes: readonly StateChange[]): void {
    if (this.#behind) return;
    this.#queue.push(...changes);
    if (this.#queue.length > longestQueue) {
      this.#behind = true;
      this.#queue = [];
    }
    this.#wake.resolve();
  }

  /** The next change, when there is one. Rejects with the signal's reason. */
  async next(signal: AbortSignal): Promise<StateChange> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#behind) {
        const snapshot = this.#store.snapshot();
        this.#behind = false;
        this.#queue = [];
        return snapshot;
      }
      const change = this.#queue.shift();
      if (change !== undefined) return change;
      this.#wake = Promise.withResolvers();
      const wake = () => this.#wake.resolve();
      signal.addEventListener('abort', wake, { once: true });
      await this.#wake.promise;
      signal.removeEventListener('abort', wake);
    }
  }

  [Symbol.dispose](): void {
    this.#leave();
  }
}
