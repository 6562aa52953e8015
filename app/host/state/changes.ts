/** What leads from one state to another, in the few kinds of change that a window can follow. */
import { isDeepStrictEqual } from 'node:util';
import { applyChange, type HostState, type StateChange } from '../../contract/state.ts';

export interface Renaming {
  readonly name: string;
  readonly to: string;
}

/**
 * Pure. `revision`: of `before`; each change counts one more. Empty when both say the same. `renamed`: what happened to names
 * between the two, in order, as far as it was told.
 */
export function changesBetween(
  before: HostState,
  after: HostState,
  revision: number,
  renamed: readonly Renaming[] = [],
): StateChange[] {
  const changes: StateChange[] = [];
  let now = { revision, state: before };
  const add = (change: StateChange) => {
    changes.push(change);
    now = applyChange(now, change);
  };
  for (const { name, to } of renamed) {
    const has = (wanted: string) => now.state.boards.some(({ board }) => board.name === wanted);
    if (has(name) && !has(to)) add({ kind: 'renamed', revision: now.revision + 1, name, to });
  }
  const staying = new Set(after.boards.map(({ board: { name } }) => name));
  for (const {
    board: { name },
  } of now.state.boards) {
    if (!staying.has(name)) add({ kind: 'removed', revision: now.revision + 1, name });
  }
  // Those before `index` are right already, whatever is put in.
  for (const [index, board] of after.boards.entries()) {
    const there = now.state.boards[index];
    if (there !== board && !isDeepStrictEqual(there, board)) {
      add({ kind: 'board', revision: now.revision + 1, index, board });
    }
  }
  if (now.state.default !== after.default) {
    add({
      kind: 'default',
      revision: now.revision + 1,
      ...(after.default !== undefined && { name: after.default }),
    });
  }
  return changes;
}
