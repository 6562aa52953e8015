/** Why a board cannot be changed from here now; undefined: it can. */
import type { BoardState } from '../../contract/state.ts';

export interface WhyLocked {
  readonly text: string;
  readonly hint: string;
}

export function whyLocked({
  board,
  connection,
  lease,
}: Pick<BoardState, 'board' | 'connection' | 'lease'>): WhyLocked | undefined {
  if (connection.state === 'lost') {
    return {
      text: `The link to ${board.name} is lost.`,
      hint: 'What is shown is as it was then; it is connected again by itself.',
    };
  }
  if (connection.state === 'opening' && connection.attempt > 1) {
    return {
      text: `The link to ${board.name} is lost.`,
      hint: 'What is shown is as it was then; it is being connected again.',
    };
  }
  if (connection.state !== 'open') {
    return { text: `${board.name} is not connected.`, hint: 'Connect it under Boards.' };
  }
  if (lease.held === 'other') {
    return {
      text: `${lease.by.who} (${lease.by.program}) works on ${board.name}.`,
      hint: 'This window can only look until it takes the board over, under Boards.',
    };
  }
  return undefined;
}
