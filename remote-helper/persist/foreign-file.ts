/** What one is told of a file that somebody else wrote in one of the tool's places. */
import type { PersistKind } from '../contract/persist.ts';
import { problem } from '../rpc/problem.ts';
import { textOf } from './text.ts';
import type { FoundFile } from './whole-file.ts';

export function foreign(path: string, kind: PersistKind, found: FoundFile | 'other' | undefined): Error {
  const text = found === undefined || found === 'other' || kind === 'module' ? undefined : textOf(found.bytes);
  return problem('persist.foreign-file', `${path} is there already, and the tool did not write it.`, {
    hint:
      found === 'other'
        ? 'It is no plain file. Remove it, or leave persist out of the plan.'
        : 'Take what it says into the plan and remove it, or say persist.replace: true: then it comes back when the tool’s is removed.',
    data: { path, ...(text !== undefined && { text }) },
  });
}
