/** The memory of one device. */
import type { BoardState, KnownDevice } from '../../contract/state.ts';

export function DeviceView({ board, known }: { board: BoardState; known: KnownDevice }) {
  return (
    <p>
      {known.device.name} of {board.board.name}
    </p>
  );
}
