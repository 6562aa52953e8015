/** The window: boards at the left, what is open of one in the middle, steps below it, state at the bottom. */
import { useHostState } from '../host/state-store.ts';
import { DeviceView } from '../memory/device-view.tsx';
import { HostGone } from './host-notice.tsx';

export function Frame() {
  const boards = useHostState(({ known }) => known?.state.boards) ?? [];
  return (
    <main>
      <HostGone />
      {boards.flatMap((board) =>
        (board.devices ?? []).map((known) => (
          <DeviceView key={`${board.board.name}/${known.device.name}`} board={board} known={known} />
        )),
      )}
    </main>
  );
}
