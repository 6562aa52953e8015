/** The colour of a board: beside its name, never instead of it. */
import { boardColour } from '../frame/words.ts';
import { useHostState } from '../host/state-store.ts';

export function BoardSwatch({ board }: { board: string }) {
  const index = useHostState(({ known }) => known?.state.boards.findIndex((each) => each.board.name === board) ?? -1);
  return <span className="swatch" style={{ background: index < 0 ? 'var(--border-control)' : boardColour(index) }} />;
}
