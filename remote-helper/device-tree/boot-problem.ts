/** What is told of files of the boot that cannot be written, or are not as they were. */
import { ProblemError, problem, problemOf } from '../rpc/problem.ts';

const hints: Readonly<Record<string, string>> = {
  'boot.read-only':
    'Remount it read-write (mount -o remount,rw, with the folder that has the file system), or put the files into the image that it is made of.',
  'boot.no-space': 'Make room there: kernels that are booted no more, old initramfs images.',
};

/** A failure to write, by whichever part of the helper, under the id of boot files. */
export function bootProblem(thrown: unknown): unknown {
  const found = problemOf(thrown);
  if (!found.id.startsWith('persist.')) return thrown;
  const id = found.id.replace(/^persist\./, 'boot.');
  const hint = hints[id] ?? found.hint;
  return new ProblemError({ ...found, id, ...(hint !== undefined && { hint }) }, { cause: thrown });
}

/** `seen`, `found`: digests; absent: not there. */
export function changedSince(path: string, seen: string | undefined, found: string | undefined): Error {
  const what = found === undefined ? 'is gone' : seen === undefined ? 'has come to be' : 'is another';
  return problem('boot.changed-since', `${path} ${what} since it was looked at, or since the tool wrote it.`, {
    hint: 'Look at it again (dt status); dt remove and dt restore take --discard-changes, which puts back what was there before the tool, or --keep-changes.',
    data: { path, ...(seen !== undefined && { seen }), ...(found !== undefined && { found }) },
  });
}

export function foreignBootFile(path: string): Error {
  return problem('boot.foreign-file', `${path} is no plain file: it is left alone.`, {
    hint: 'A link, a folder or a device lies there. Put the file itself there, or bring the overlay by hand.',
    data: { path },
  });
}
