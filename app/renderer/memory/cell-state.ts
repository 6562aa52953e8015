/** What there is to show of one cell, for the painting, the grid and the words alike. */
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import { cellDigits } from './cell-text.ts';
import { chunkBytes, chunkOf } from './chunk-cache.ts';
import type { MemorySource } from './memory-source.ts';

export type CellState =
  | { readonly is: 'read'; readonly digits: string; readonly changed: boolean }
  | { readonly is: 'unread' }
  | { readonly is: 'unreadable'; readonly problem: Problem };

/** A cell lies in one chunk. `now`: of the clock that marks are made with. */
export function cellState(
  source: MemorySource,
  offset: bigint,
  size: number,
  bigEndian: boolean,
  now: number,
): CellState {
  const unreadable = source.unreadableAt(offset);
  if (unreadable !== undefined) return { is: 'unreadable', problem: unreadable.problem };
  const chunk = source.shown(chunkOf(offset));
  if (chunk === undefined || !source.shows(offset, size)) return { is: 'unread' };
  const at = Number(offset % BigInt(chunkBytes));
  return {
    is: 'read',
    digits: cellDigits(chunk.bytes, at, size, bigEndian),
    changed: source.marks.age(offset, size, now) !== undefined,
  };
}

/** As a screen reader says it. */
export function cellWords(state: CellState): string {
  switch (state.is) {
    case 'read':
      return `0x${state.digits}${state.changed ? ', changed' : ''}`;
    case 'unread':
      return 'not read';
    case 'unreadable':
      return `cannot be read: ${state.problem.id === 'memory.bus-error' ? 'bus error' : state.problem.id}`;
  }
}
