/** Takes a board from the list, asked first. */
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { removeCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { runTask } from '../host/tasks.ts';

export const removeKey = (board: string) => `remove:${board}`;

export function ForgetBoardDialog({ board, onClose }: { board: string; onClose(): void }) {
  const host = useHost();
  return (
    <Dialog
      title={`Forget ${board}?`}
      about={
        <p>
          It leaves the list, and passwords that are kept for it are forgotten. Nothing on the board itself changes.
        </p>
      }
      confirm={{
        label: `Forget ${board}`,
        kind: 'danger',
        run() {
          onClose();
          void runTask(removeKey(board), `Forget ${board}`, async (signal) => {
            await host.call('board.remove', { board }, { signal });
          });
        },
      }}
      extra={<CopyCommand command={removeCommand(board)} />}
      onClose={onClose}
    />
  );
}
