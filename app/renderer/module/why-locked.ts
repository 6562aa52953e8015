/** What stands in the way of doing something with a board's module. Pure. */
import type { BoardState } from '../../contract/state.ts';

/** `changes`: something on the board; else it is only asked. */
export function whyLocked(
  { connection, lease, work }: Pick<BoardState, 'connection' | 'lease' | 'work'>,
  busy: boolean,
  changes = true,
): string | undefined {
  if (connection.state !== 'open') return 'The board is not connected.';
  if (changes && lease.held === 'other') return 'Another holds the board: take it over first.';
  if (changes && work?.outcome === 'running') return 'An apply or a roll back is running.';
  if (busy) return 'Something is under way here.';
  return undefined;
}
