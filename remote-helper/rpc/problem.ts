/**
 * What went wrong, as a value that crosses every boundary of the product unchanged.
 *
 * - `id`: stable, dotted, from the general to the particular (`region.overlaps-ram`); tests and scripts match on it.
 * - `message`: one sentence for a person: what was wanted and what was found.
 * - `hint`: the way out, when there is one.
 * - `data`: plain JSON that a program can act on; addresses are hex strings.
 */
export interface Problem {
  readonly id: string;
  readonly message: string;
  readonly hint?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A Problem that is thrown. `cause` stays on this side of a wire. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(problem.message, options);
    this.problem = problem;
  }

  get id(): string {
    return this.problem.id;
  }
}

/** Makes a thrown Problem: `throw problem('region.unaligned', '…', { hint, data })`. */
export function problem(
  id: string,
  message: string,
  more: { hint?: string; data?: Record<string, unknown>; cause?: unknown } = {},
): ProblemError {
  const { cause, ...rest } = more;
  return new ProblemError({ id, message, ...rest }, cause === undefined ? undefined : { cause });
}

/** The Problem in anything that was thrown; what is none becomes `internal` with its message. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  if (thrown instanceof Error) {
    if (thrown.name === 'AbortError') return { id: 'cancelled', message: 'The work was cancelled.' };
    return { id: 'internal', message: thrown.message, data: { name: thrown.name } };
  }
  return { id: 'internal', message: String(thrown) };
}
