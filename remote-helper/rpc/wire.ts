/** What both ends of a connection share: the hello, frames out and in, and one end for whatever goes wrong. */
import * as z from 'zod';
import type { Duplex } from './duplex.ts';
import { decodeFrame, encodeFrame, type Frame, type FrameKind, noBytes } from './frame.ts';
import { type Problem, ProblemError, problem, problemOf } from './problem.ts';

/** Of the frames and of what their heads hold; the hello says it. */
const format = 1;
const hello = z.object({ format: z.int(), version: z.string() });
const problemHead = z.object({
  id: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});
const creditHead = z.object({ of: z.enum(['bytes', 'items']), amount: z.int().positive() });

export interface WireOptions {
  /** Both ends must say the same, exactly. */
  readonly version: string;
  /** A frame other than hello. What it throws ends the connection. */
  onFrame(frame: Frame): void;
  /** Called once. */
  onEnd(reason: Problem | undefined): void;
}

export class Wire {
  readonly closed: Promise<Problem | undefined>;
  readonly #closed = Promise.withResolvers<Problem | undefined>();
  readonly #duplex: Duplex;
  readonly #options: WireOptions;
  #greeted = false;
  #over = false;

  constructor(duplex: Duplex, options: WireOptions) {
    this.#duplex = duplex;
    this.#options = options;
    this.closed = this.#closed.promise;
    duplex.onMessage = (message) => this.#receive(message);
    duplex.onClose = (reason) => void this.end(reason);
    // First, so that the other side learns of a mismatch too.
    void this.post('hello', 0, { format, version: options.version });
    duplex.start();
  }

  /** Resolves when there is room for more and the payload is no longer needed. After the end it does nothing. */
  async post(kind: FrameKind, call: number, head: unknown, payload: Uint8Array = noBytes): Promise<void> {
    if (this.#over) return;
    await this.#duplex.send(encodeFrame({ kind, call, head, payload }));
  }

  async end(reason?: Problem): Promise<void> {
    if (!this.#over) {
      this.#over = true;
      this.#options.onEnd(reason);
      this.#closed.resolve(reason);
    }
    await this.#duplex.close();
  }

  #receive(message: Uint8Array): void {
    if (this.#over) return;
    try {
      const frame = decodeFrame(message);
      if (frame.kind === 'hello') this.#greet(frame.head);
      else if (this.#greeted) this.#options.onFrame(frame);
      else throw problem('rpc.no-hello', `The other side began with ${frame.kind} instead of a hello.`);
    } catch (thrown) {
      void this.end(problemOf(thrown));
    }
  }

  #greet(head: unknown): void {
    const { version } = this.#options;
    const theirs = hello.safeParse(head);
    if (this.#greeted || !theirs.success) throw unexpected('hello');
    if (theirs.data.format !== format || theirs.data.version !== version) {
      throw problem('rpc.version-mismatch', 'The two sides of the connection are of different versions.', {
        hint: 'Start both from the same installation.',
        data: { ours: { format, version }, theirs: theirs.data },
      });
    }
    this.#greeted = true;
  }
}

export function connectionLost(reason: Problem | undefined): ProblemError {
  if (reason !== undefined) return new ProblemError(reason);
  return problem('rpc.connection-lost', 'The connection ended before the call did.');
}

export function unexpected(kind: string): ProblemError {
  return problem('rpc.frame-malformed', `A ${kind} frame does not fit here.`, { data: { kind } });
}

/** Throws `rpc.frame-malformed`. */
export function readProblem(head: unknown): Problem {
  const { success, data } = problemHead.safeParse(head);
  if (!success) throw unexpected('error');
  const { hint, data: more, ...rest } = data;
  return { ...rest, ...(hint !== undefined && { hint }), ...(more !== undefined && { data: more }) };
}

/** Throws `rpc.frame-malformed`. */
export function readCredit(head: unknown): z.output<typeof creditHead> {
  const read = creditHead.safeParse(head);
  if (!read.success) throw unexpected('credit');
  return read.data;
}

/** A value that does not fit its schema, with where and why: `rpc.invalid-input` or `rpc.invalid-output`. */
export function unfit(what: 'input' | 'output', name: string, error: z.ZodError): ProblemError {
  const issues = error.issues.slice(0, 10).map(({ path, message }) => ({ path: path.join('.'), message }));
  const first = issues[0];
  const where = first === undefined || first.path === '' ? '' : ` at ${first.path}`;
  return problem(`rpc.invalid-${what}`, `The ${what} of ${name} does not fit${where}: ${first?.message ?? '?'}`, {
    data: { procedure: name, issues },
  });
}

/** JSON cannot hold bigint or bytes: what a Problem's data has of them is told as text. */
export function plainProblem(problem: Problem): Problem {
  if (problem.data === undefined) return problem;
  const text = JSON.stringify(problem.data, (_key, value: unknown) =>
    typeof value === 'bigint' ? `0x${value.toString(16)}` : value,
  );
  return { ...problem, data: JSON.parse(text) as Record<string, unknown> };
}
