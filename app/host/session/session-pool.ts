/** One session a board, opened when it is first wanted and kept until it ends or the host does. */
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Board, Stage } from '../../contract/board.ts';
import type { SecretSource } from '../boards/secrets.ts';
import { openSession } from './open-session.ts';
import type { BoardSession } from './session.ts';

export type OnStage = (stage: Stage, text: string) => void;

/** How an opening session is wanted: by how many, and how they follow it. */
interface Opening {
  readonly session: Promise<BoardSession>;
  readonly abort: AbortController;
  readonly listeners: Set<OnStage>;
  waiting: number;
}

export class SessionPool implements AsyncDisposable {
  readonly #secrets: SecretSource;
  readonly #open = new Map<string, BoardSession>();
  readonly #opening = new Map<string, Opening>();
  #over = false;

  constructor(secrets: SecretSource) {
    this.#secrets = secrets;
  }

  /**
   * The board's session. Several callers share one opening; it is given up when the last of them is cancelled.
   * Throws what opening a session throws, or the signal's reason.
   */
  async get(board: Board, signal: AbortSignal, onStage?: OnStage): Promise<BoardSession> {
    signal.throwIfAborted();
    if (this.#over) throw ended();
    const live = this.#open.get(board.name);
    if (live !== undefined) return live;
    const opening = this.#opening.get(board.name) ?? this.#begin(board);
    if (onStage !== undefined) opening.listeners.add(onStage);
    opening.waiting += 1;
    const cancelled = Promise.withResolvers<never>();
    const onAbort = () => cancelled.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([opening.session, cancelled.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (onStage !== undefined) opening.listeners.delete(onStage);
      opening.waiting -= 1;
      if (opening.waiting === 0) opening.abort.abort();
    }
  }

  /** The session with the board of this name, when it is open. */
  live(name: string): BoardSession | undefined {
    return this.#open.get(name);
  }

  /** Ends the board's session, if there is one. */
  async drop(name: string): Promise<void> {
    const live = this.#open.get(name);
    this.#open.delete(name);
    await live?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    for (const { abort, session } of this.#opening.values()) {
      abort.abort(ended());
      await session.catch(() => {});
    }
    for (const name of [...this.#open.keys()]) await this.drop(name);
  }

  #begin(board: Board): Opening {
    const abort = new AbortController();
    const listeners = new Set<OnStage>();
    const session = openSession(board, {
      secrets: this.#secrets,
      signal: abort.signal,
      onStage: (stage, text) => {
        for (const listener of listeners) listener(stage, text);
      },
    });
    const opening: Opening = { session, abort, listeners, waiting: 0 };
    this.#opening.set(board.name, opening);
    session.then(
      (live) => {
        this.#opening.delete(board.name);
        this.#open.set(board.name, live);
        void live.closed.then(() => {
          if (this.#open.get(board.name) === live) this.#open.delete(board.name);
        });
      },
      () => this.#opening.delete(board.name),
    );
    return opening;
  }
}

function ended(): ProblemError {
  return problem('host.ended', 'The host has ended.');
}
