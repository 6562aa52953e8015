/** One way to each board: opened when it is first wanted, kept until it ends, is given up, or the host ends. */
import { randomUUID } from 'node:crypto';
import { type Problem, type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import type { SecretSource } from '../boards/secrets.ts';
import { BoardLine, type LineState, type OnStage } from './board-line.ts';
import { openSession } from './open-session.ts';
import type { BoardSession } from './session.ts';

export interface SessionPoolParts {
  readonly secrets: SecretSource;
  /** What drives the boards, for others who find them held. */
  readonly program: string;
  /** The listed board of this name. */
  find(name: string): Promise<Board>;
  /** Absent: nobody follows. */
  onState?(board: string, state: LineState): void;
  /** Absent: the real one. */
  readonly open?: typeof openSession;
}

export class SessionPool implements AsyncDisposable {
  readonly #parts: SessionPoolParts;
  /** By it a board knows that the session after a lost link is ours too. */
  readonly #host = randomUUID();
  readonly #lines = new Map<string, BoardLine>();
  #over = false;

  constructor(parts: SessionPoolParts) {
    this.#parts = parts;
  }

  /**
   * The board's session. Several callers share one opening; it is given up when the last of them is cancelled.
   * `connected`: only if there is one, or is to be soon. Throws what opening a session throws, `board.lost` while a link that
   * is to stay is lost, `board.not-connected`, or the signal's reason.
   */
  async get(board: Board, signal: AbortSignal, onStage?: OnStage, connected = false): Promise<BoardSession> {
    return await this.#line(board).get(board, signal, onStage, connected);
  }

  /** As {@link get}, and it is opened again when it is lost, until {@link drop}. A lost one is tried at once. */
  async hold(board: Board, signal: AbortSignal, onStage?: OnStage): Promise<BoardSession> {
    return await this.#line(board).hold(board, signal, onStage);
  }

  /** The session with the board of this name, when it is open. */
  live(name: string): BoardSession | undefined {
    return this.#lines.get(name)?.session;
  }

  /** Ends the board's session, also one that is being opened, if there is one. */
  async drop(name: string): Promise<void> {
    await this.#lines.get(name)?.drop();
  }

  /** Runs work that ends the link; it is opened again afterwards when it is to stay open, and counts as lost until then. */
  async interrupt<T>(name: string, why: Problem, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(name);
    return line === undefined ? await work() : await line.interrupt(why, work);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    await Promise.all([...this.#lines.values()].map((line) => line.drop(ended())));
  }

  #line(board: Board): BoardLine {
    if (this.#over) throw ended();
    const known = this.#lines.get(board.name);
    if (known !== undefined) return known;
    const { secrets, program, open = openSession } = this.#parts;
    const line = new BoardLine(board, {
      open: (listed, options) => open(listed, { secrets, program, host: this.#host, ...options }),
      current: ({ name }) => this.#parts.find(name),
      onState: (state) => this.#parts.onState?.(board.name, state),
      // Whoever connects means to work; a board that another has is only looked at.
      onHeld: (session) => void session.helper.call('lease.take', { over: false }).catch(() => {}),
    });
    this.#lines.set(board.name, line);
    return line;
  }
}

function ended(): ProblemError {
  return problem('host.ended', 'The host has ended.');
}
