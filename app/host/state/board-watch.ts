/** Looks at an open session's board again and again while somebody watches. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardSession } from '../session/session.ts';
import { type AskToolDriver, lookAt, type Seen } from './look.ts';

export interface BoardWatchParts {
  readonly toolDriver: AskToolDriver;
  seen(seen: Seen): void;
  /** Answers whether these are the devices known so far, and takes their attributes over if so. */
  glanced(devices: readonly UiomemDevice[]): boolean;
  /** A small question was answered, after so many milliseconds. */
  answered(milliseconds: number): void;
  /** The board could not be looked at; it is tried again. */
  failed(why: string): void;
}

export class BoardWatch {
  readonly #session: BoardSession;
  readonly #parts: BoardWatchParts;
  readonly #pauseMs: number;
  #running: AbortController | undefined;
  /** The next look is at everything, not at the devices alone. */
  #whole = true;
  #looking: Promise<void> | undefined;
  #wake: () => void = () => {};

  constructor(session: BoardSession, parts: BoardWatchParts, pauseMs: number) {
    this.#session = session;
    this.#parts = parts;
    this.#pauseMs = pauseMs;
  }

  /** Looks at everything, whether or not somebody watches; a look under way will do. Throws what the helper's calls throw. */
  async look(): Promise<void> {
    await (this.#looking ?? this.#begin());
  }

  start(): void {
    if (this.#running !== undefined) return;
    this.#running = new AbortController();
    void this.#run(this.#running.signal);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#whole = true;
    this.#wake();
  }

  /** Something was done to the board: the next look is due. */
  soon(whole: boolean): void {
    this.#whole ||= whole;
    this.#wake();
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Made before the look: what is done during it is looked at again.
      const due = this.#pause(signal);
      try {
        await this.#lookOnce(signal);
      } catch (thrown) {
        if (signal.aborted) return;
        // The end of a session is told by itself; a helper that died is started again.
        this.#whole = true;
        this.#parts.failed(problemOf(thrown).message);
      }
      await due;
    }
  }

  async #lookOnce(signal: AbortSignal): Promise<void> {
    if (!this.#whole) {
      const asked = performance.now();
      const { devices } = await this.#session.helper.call('device.list', {}, { signal });
      if (signal.aborted) return;
      this.#parts.answered(performance.now() - asked);
      if (this.#parts.glanced(devices)) return;
    }
    // What was done since a look began may be missing in it.
    await this.#looking?.catch(() => {});
    await this.#begin();
  }

  #begin(): Promise<void> {
    this.#whole = false;
    const looking = lookAt(this.#session, this.#parts.toolDriver)
      .then((seen) => this.#parts.seen(seen))
      .finally(() => {
        this.#looking = undefined;
      });
    this.#looking = looking;
    return looking;
  }

  #pause(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#pauseMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
