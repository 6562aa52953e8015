/** Before a board is restarted: what ends with it, and what to do at the bench when it does not come back. */
import { Dialog } from '../components/dialog.tsx';
import { printable } from '../components/printable.ts';
import { useBringing } from './bring-task.ts';

export function RebootDialog({ board, onConfirm, onClose }: { board: string; onConfirm(): void; onClose(): void }) {
  const recovery = useBringing(({ ways }) => ways[board]?.recovery) ?? [];
  return (
    <Dialog
      title={`Restart ${board}?`}
      wide
      about={
        <p>
          Every program on {board} ends, and what is in its memory may be lost. This window waits until it answers
          again.
        </p>
      }
      confirm={{ label: `Restart ${board}`, kind: 'danger', run: onConfirm }}
      onClose={onClose}
    >
      {recovery.length > 0 && (
        <>
          <p>When it does not come back:</p>
          <ol className="tree-recovery">
            {recovery.map((each) => (
              <li key={each}>{printable(each)}</li>
            ))}
          </ol>
        </>
      )}
    </Dialog>
  );
}
