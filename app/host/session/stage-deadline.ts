/** Gives up a stage in which a board does not get on although its link lives: a command that hangs, a full process table. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { Stage } from '../../contract/board.ts';

/**
 * Milliseconds without a word. A first look takes seconds on the slowest boards; a dead link is noticed long before. Delivering
 * may begin with fetching a node of 50 MB from elsewhere; starting the helper has a limit of its own below this one.
 */
const patienceMs: Readonly<Partial<Record<Stage, number>>> = { deliver: 300_000, helper: 125_000 };
const usualPatienceMs = 60_000;

export class StageDeadline implements Disposable {
  /** Aborted by the caller's signal, or with `ssh.timeout`, whose data names the stage. */
  readonly signal: AbortSignal;
  readonly #own = new AbortController();
  readonly #name: string;
  readonly #patienceMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `patience`: for each stage, instead of the usual. */
  constructor(name: string, signal: AbortSignal | undefined, patience?: number) {
    this.#name = name;
    this.#patienceMs = patience;
    this.signal = signal === undefined ? this.#own.signal : AbortSignal.any([signal, this.#own.signal]);
  }

  /** The stage begins, or gets on. */
  restart(stage: Stage): void {
    clearTimeout(this.#timer);
    const wait = this.#patienceMs ?? patienceMs[stage] ?? usualPatienceMs;
    this.#timer = setTimeout(() => this.#giveUp(stage, wait), wait);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #giveUp(stage: Stage, wait: number): void {
    const waited = `${wait / 1000} s`;
    this.#own.abort(
      problem('ssh.timeout', `${this.#name} answers, but does not get on (${stage}; waited ${waited}).`, {
        hint: 'A command hangs there: is the board overloaded, a file system gone, a login script waiting for input?',
        data: { stage },
      }),
    );
  }
}
