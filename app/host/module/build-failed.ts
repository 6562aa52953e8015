/** A build that ended without a module, as a Problem that names the first error. */
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import { compilerErrors, describeError } from './compiler-errors.ts';

export interface FailedBuild {
  /** The folder that the user named, and the one that was built in. */
  readonly source: string;
  readonly folder: string;
  readonly release: string;
  /** What make ended with. */
  readonly status: number;
  readonly lines: readonly string[];
  /** The file that has all of them. */
  readonly log: string;
}

export function buildFailed({ source, folder, release, status, lines, log }: FailedBuild): ProblemError {
  const errors = compilerErrors(lines, folder);
  const first = errors[0];
  const reason =
    first !== undefined
      ? describeError(first)
      : status === 0
        ? 'make ended well, but no .ko file came out'
        : `make ended with ${status}`;
  return problem('module.build-failed', `The module in ${source} could not be built for ${release}: ${reason}`, {
    hint: `The whole output is in ${log}.`,
    data: { errors, log, status, release, last: lines.slice(-20) },
  });
}
