/** The window of somebody who has no board in the list yet. */
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Progress } from '../components/progress.tsx';
import { emulatedKey, startEmulated, usualEmulated } from '../connection/board-actions.ts';
import { useHost } from '../host/host-context.tsx';
import { useTask } from '../host/tasks.ts';

export function FirstStart({ onAdd }: { onAdd(): void }) {
  const host = useHost();
  const task = useTask(emulatedKey(usualEmulated));
  return (
    <EmptyState
      icon="server"
      title="No boards yet"
      command="uiomem-studio board add zynq root@192.168.1.10"
      actions={
        <>
          <Button kind="primary" icon="add" onClick={onAdd}>
            Add a board
          </Button>
          <Button icon="play" disabled={task !== undefined} onClick={() => startEmulated(host, usualEmulated)}>
            Start the emulated board
          </Button>
        </>
      }
    >
      <p>Add the board on your desk, which is reached by SSH, or start the emulated one: it needs no hardware.</p>
      {task !== undefined && <Progress what={task.what} text={task.text} since={task.since} onCancel={task.stop} />}
    </EmptyState>
  );
}
