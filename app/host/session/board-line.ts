/** The way to one board: closed, being opened, open, or lost and tried again for as long as somebody wants it open. */
import { type Problem, type ProblemError, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board, Stage } from '../../contract/board.ts';
import type { OnStage, StageDetail } from '../ssh/on-stage.ts';
import { mayMendItself, pauseBefore } from './reopening.ts';
import type { BoardSession, SessionOptions } from './session.ts';

export type { OnStage } from '../ssh/on-stage.ts';

/** As `connection` of app/contract/state.ts, with the session itself. */
export type LineState =
  | { readonly state: 'closed' }
  | ({
      readonly state: 'opening';
      readonly stage: Stage;
      readonly text: string;
      readonly attempt: number;
    } & StageDetail)
  | { readonly state: 'open'; readonly since: string; readonly session: BoardSession }
  | {
      readonly state: 'lost';
      readonly since: string;
      readonly problem: Problem;
      readonly retryAt: string;
      /** Number of the attempt at `retryAt`. */
      readonly attempt: number;
    }
  | { readonly state: 'failed'; readonly problem: Problem };

export interface LineParts {
  /** As `openSession`. */
  open(board: Board, options: Pick<SessionOptions, 'signal' | 'onStage'>): Promise<BoardSession>;
  /** The board as it is listed now: its address may have changed since the link was lost. */
  current(board: Board): Promise<Board>;
  onState(state: LineState): void;
  /** The session is one that is to stay. */
  onHeld(session: BoardSession): void;
}

/** How an opening session is wanted: by how many, and how they follow it. */
interface Opening {
  readonly session: Promise<BoardSession>;
  readonly abort: AbortController;
  readonly listeners: Set<OnStage>;
  waiting: number;
}

interface Loss {
  readonly since: string;
  readonly problem: Problem;
  failures: number;
  retryAt: string;
}

/** Stages in which nothing has come from the board yet. */
const unanswered: readonly Stage[] = ['resolve', 'connect', 'host-key'];

export class BoardLine {
  readonly #parts: LineParts;
  #board: Board;
  #state: LineState = { state: 'closed' };
  #session: BoardSession | undefined;
  #opening: Opening | undefined;
  /** It is to stay open, and to be opened again. */
  #wanted = false;
  /** Calls of {@link hold} that wait. */
  #holders = 0;
  #loss: Loss | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(board: Board, parts: LineParts) {
    this.#board = board;
    this.#parts = parts;
  }

  get session(): BoardSession | undefined {
    return this.#session;
  }

  /** Whether it is to stay open. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** While it is lost: what a call is told. */
  lost(): ProblemError | undefined {
    if (this.#loss === undefined) return undefined;
    const { since, problem: why, retryAt } = this.#loss;
    return problem('board.lost', `The link to ${this.#board.name} has been lost since ${since}: ${why.message}`, {
      hint: 'It is tried again by itself; connect tries at once, disconnect gives it up.',
      data: { board: this.#board.name, since, retryAt, problem: { ...why } },
    });
  }

  /**
   * The session. Several callers share one opening; it is given up when the last of them is cancelled.
   * `connected`: none is begun. Throws what opening a session throws, `board.lost`, `board.not-connected`, or the signal's
   * reason.
   */
  async get(board: Board, signal: AbortSignal, onStage?: OnStage, connected = false): Promise<BoardSession> {
    signal.throwIfAborted();
    if (this.#session !== undefined) return this.#session;
    const lost = this.lost();
    if (lost !== undefined) throw lost;
    if (connected && this.#opening === undefined) throw notConnected(board.name);
    this.#board = board;
    return await this.#join(this.#opening ?? this.#begin(), signal, onStage);
  }

  /** As {@link get}, and it stays open from then on. A lost one is tried at once. */
  async hold(board: Board, signal: AbortSignal, onStage?: OnStage): Promise<BoardSession> {
    signal.throwIfAborted();
    const before = this.#wanted;
    this.#wanted = true;
    if (this.#session !== undefined) {
      if (!before) this.#parts.onHeld(this.#session);
      return this.#session;
    }
    this.#board = board;
    clearTimeout(this.#timer);
    this.#giveUpWaiting();
    this.#holders += 1;
    try {
      return await this.#join(this.#opening ?? this.#begin(this.#loss === undefined ? 0 : 1), signal, onStage);
    } finally {
      this.#holders -= 1;
      if (this.#holders === 0 && this.#session === undefined && this.#loss === undefined) this.#wanted = false;
    }
  }

  /** Ends the session, also one that is being opened; `why` is what those who wait for it are told. */
  async drop(why?: ProblemError): Promise<void> {
    this.#wanted = false;
    this.#loss = undefined;
    await this.#end(why);
  }

  /**
   * Runs work that ends the link, such as a reboot, and opens it again afterwards when it is to stay open; until then it
   * counts as lost because of `why`.
   */
  async interrupt<T>(why: Problem, work: () => Promise<T>): Promise<T> {
    if (!this.#wanted) {
      await this.drop();
      return await work();
    }
    const since = new Date().toISOString();
    const loss: Loss = { since, problem: why, failures: 0, retryAt: since };
    this.#loss = loss;
    this.#enter({ state: 'lost', since, problem: why, retryAt: since, attempt: 2 });
    await this.#end(this.lost());
    try {
      return await work();
    } finally {
      // Somebody may have given it up, or opened it again, meanwhile.
      if (this.#loss === loss && this.#opening === undefined) this.#begin(1);
    }
  }

  /** A try that got no answer yet may have begun before the cable was back: whoever asks anew is not to wait for its end. */
  #giveUpWaiting(): void {
    const opening = this.#opening;
    if (this.#loss === undefined || opening === undefined || opening.waiting > 1) return;
    if (this.#state.state !== 'opening' || !unanswered.includes(this.#state.stage)) return;
    this.#opening = undefined;
    opening.abort.abort();
  }

  async #end(why = disconnected(this.#board.name)): Promise<void> {
    clearTimeout(this.#timer);
    const [session, opening] = [this.#session, this.#opening];
    this.#session = undefined;
    this.#opening = undefined;
    opening?.abort.abort(why);
    if (this.#loss === undefined) this.#enter({ state: 'closed' });
    await opening?.session.then(
      (late) => late.close(),
      () => {},
    );
    await session?.close();
  }

  async #join(opening: Opening, signal: AbortSignal, onStage?: OnStage): Promise<BoardSession> {
    if (onStage !== undefined) opening.listeners.add(onStage);
    opening.waiting += 1;
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => {});
    const ends = AbortSignal.any([signal, opening.abort.signal]);
    const onAbort = () => ended.reject(ends.reason);
    ends.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([opening.session, ended.promise]);
    } finally {
      ends.removeEventListener('abort', onAbort);
      if (onStage !== undefined) opening.listeners.delete(onStage);
      opening.waiting -= 1;
      if (opening.waiting === 0 && opening === this.#opening) {
        // A lost one goes on by itself.
        this.#opening = undefined;
        opening.abort.abort();
        if (this.#loss === undefined) this.#enter({ state: 'closed' });
      }
    }
  }

  /** `own`: 1 when it is wanted without anybody who waits for it. */
  #begin(own: 0 | 1 = 0): Opening {
    const abort = new AbortController();
    const listeners = new Set<OnStage>();
    const attempt = this.#loss === undefined ? 1 : this.#loss.failures + 2;
    const enter: OnStage = (stage, text, detail) => {
      if (this.#opening !== opening) return;
      this.#enter({ state: 'opening', stage, text, attempt, ...detail });
      for (const listener of listeners) listener(stage, text, detail);
    };
    const open = async () => {
      // Later than this call: the opening is known by then.
      const board = own === 0 ? this.#board : await this.#parts.current(this.#board);
      abort.signal.throwIfAborted();
      return await this.#parts.open(board, { signal: abort.signal, onStage: enter });
    };
    const opening: Opening = { session: Promise.resolve().then(open), abort, listeners, waiting: own };
    this.#opening = opening;
    enter('resolve', `looking up ${this.#board.host}`);
    opening.session.then(
      (session) => this.#opened(opening, session),
      (thrown) => this.#failed(opening, thrown),
    );
    return opening;
  }

  #opened(opening: Opening, session: BoardSession): void {
    if (this.#opening !== opening) {
      void session.close();
      return;
    }
    this.#opening = undefined;
    this.#loss = undefined;
    this.#session = session;
    this.#enter({ state: 'open', since: new Date().toISOString(), session });
    if (this.#wanted) this.#parts.onHeld(session);
    void session.closed.then((why) => {
      if (this.#session !== session) return;
      this.#session = undefined;
      if (why === undefined) {
        this.#wanted = false;
        this.#enter({ state: 'closed' });
      } else if (this.#wanted) {
        this.#loss = { since: new Date().toISOString(), problem: why, failures: 0, retryAt: '' };
        this.#tryLater(this.#loss);
      } else this.#enter({ state: 'failed', problem: why });
    });
  }

  #failed(opening: Opening, thrown: unknown): void {
    if (this.#opening !== opening) return;
    this.#opening = undefined;
    const found = problemOf(thrown);
    if (this.#loss !== undefined && this.#wanted && mayMendItself(found.id)) {
      this.#loss.failures += 1;
      this.#tryLater(this.#loss);
      return;
    }
    this.#loss = undefined;
    this.#wanted = false;
    this.#enter({ state: 'failed', problem: found });
  }

  #tryLater(loss: Loss): void {
    const pause = pauseBefore(loss.failures, Math.random());
    loss.retryAt = new Date(Date.now() + pause).toISOString();
    const { since, problem: why, retryAt, failures } = loss;
    this.#enter({ state: 'lost', since, problem: why, retryAt, attempt: failures + 2 });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#loss === loss && this.#opening === undefined) this.#begin(1);
    }, pause);
  }

  #enter(state: LineState): void {
    if (state.state === 'closed' && this.#state.state === 'closed') return;
    this.#state = state;
    this.#parts.onState(state);
  }
}

function notConnected(board: string): ProblemError {
  return problem('board.not-connected', `${board} is not connected.`, { hint: 'Connect it first.', data: { board } });
}

function disconnected(board: string): ProblemError {
  return problem('board.disconnected', `${board} was disconnected while it was being opened.`);
}
