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

/** strerror of ENOSPC and EDQUOT, which compilers, linkers, tar and shells print. */
const full = /No space left on device|Disk quota exceeded/i;

/** `module.no-space`, when one of these lines says that what was written to `place` found no room. */
export function outOfSpace(place: string, said: readonly string[]): ProblemError | undefined {
  const line = said.find((each) => full.test(each))?.trim();
  if (line === undefined) return undefined;
  return problem('module.no-space', `The module could not be built: there is no room left in ${place}: ${line}`, {
    hint: 'What the build made there is removed. Make room, then build again.',
    data: { place, said: line },
  });
}

/** `module.build-failed`, or `module.no-space` where that is why. */
export function buildFailed({ source, folder, release, status, lines, log }: FailedBuild): ProblemError {
  const noRoom = outOfSpace(folder, lines);
  if (noRoom !== undefined) return noRoom;
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
