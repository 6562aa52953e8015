/** Follows the stages of a connection that is being opened: gives one up that makes no progress, and stops for the signal. */
import type { Duplex } from 'node:stream';
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Question, Stage } from '../../contract/board.ts';
import type { Destination } from './destination.ts';
import type { OnStage, StageDetail } from './on-stage.ts';

/** Milliseconds of silence of a peer to which a connection was made. Below the 10 s within which a lost link is to be told. */
export const handshakeSilenceMs = 8_000;

export class StageWatch implements Disposable {
  stage: Stage = 'resolve';
  /** Rejects with what happens first: the signal's reason, or the end of a stage's time. */
  readonly failed: Promise<never>;
  readonly #fail: (reason: unknown) => void;
  readonly #to: Destination;
  readonly #signal: AbortSignal | undefined;
  readonly #onStage: OnStage | undefined;
  readonly #hop: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #text = '';
  #answered = false;
  #paused = 0;

  /** `hop`: the name of the jump host that this is about. */
  constructor(to: Destination, hop: string | undefined, options: { signal?: AbortSignal; onStage?: OnStage }) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    this.failed = promise;
    this.#fail = reject;
    this.#to = to;
    this.#signal = options.signal;
    this.#onStage = options.onStage;
    this.#hop = hop;
    this.#signal?.addEventListener('abort', this.#abort, { once: true });
    if (this.#signal?.aborted) this.#abort();
  }

  enter(stage: Stage, text: string): void {
    this.stage = stage;
    this.#text = text;
    this.#restart();
    this.#report();
  }

  /** From now on the time runs from each byte that the peer sends. */
  hear(peer: Duplex): void {
    this.#answered = true;
    peer.on('data', () => this.#restart());
    this.#restart();
  }

  /** The peer waits for us: its silence means nothing until what is returned is disposed. */
  pause(): Disposable {
    this.#paused += 1;
    clearTimeout(this.#timer);
    return {
      [Symbol.dispose]: () => {
        this.#paused -= 1;
        this.#restart();
      },
    };
  }

  /** As {@link pause}, while the question is shown. */
  ask(question: Question): Disposable {
    const pause = this.pause();
    this.#report({ question });
    return {
      [Symbol.dispose]: () => {
        this.#report();
        pause[Symbol.dispose]();
      },
    };
  }

  /** Ends the attempt. */
  fail(reason: unknown): void {
    this.#fail(reason);
  }

  [Symbol.dispose](): void {
    this.#paused = Number.POSITIVE_INFINITY;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#abort);
  }

  readonly #abort = () => this.#fail(this.#signal?.reason);

  #report(detail?: StageDetail): void {
    const about = { ...(this.#hop !== undefined && { hop: this.#hop }), ...detail };
    this.#onStage?.(this.stage, this.#text, about);
  }

  #restart(): void {
    clearTimeout(this.#timer);
    if (this.#paused > 0) return;
    const patience = this.#answered ? Math.min(this.#to.stageTimeoutMs, handshakeSilenceMs) : this.#to.stageTimeoutMs;
    this.#timer = setTimeout(() => this.#fail(this.#late(patience)), patience);
  }

  #late(patience: number): ProblemError {
    const { name, host, port } = this.#to;
    const data = { stage: this.stage, host, port };
    const waited = `${patience / 1000} s`;
    if (this.#answered) {
      return problem('link.lost', `${name} has sent nothing for ${waited} (${this.stage}).`, {
        hint: 'Did the board reset or lose its network, or does something else answer on that port? Connect again.',
        data,
      });
    }
    return problem('ssh.timeout', `${host} port ${port} does not answer (waited ${waited}).`, {
      hint: 'Is the board powered and on this network? A firewall that drops packets looks the same.',
      data,
    });
  }
}
