/** Undoes the newest apply that the board's journal knows of. */
import { useState } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { rollBack, rollbackKey } from '../connection/board-actions.ts';
import { rollbackCommand } from '../copied-commands/plan.ts';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, useFailure, useTask } from '../host/tasks.ts';

export function RollBack({
  state: { board, connection, lease, work },
  onStart,
}: {
  state: BoardState;
  /** Shows its steps, where they do not show anyway. */
  onStart?(): void;
}) {
  const host = useHost();
  const [asking, setAsking] = useState(false);
  const key = rollbackKey(board.name);
  const task = useTask(key);
  const failure = useFailure(key);
  const forbidden = connection.state !== 'open' || lease.held === 'other' || work?.outcome === 'running';
  const close = () => {
    setAsking(false);
    forgetFailure(key);
  };
  const run = async () => {
    onStart?.();
    // What failed is told by the steps, or here when it came to none.
    if (await rollBack(host, board.name)) close();
  };
  return (
    <>
      <Button icon="discard" disabled={forbidden || task !== undefined} onClick={() => setAsking(true)}>
        Roll back…
      </Button>
      {asking && (
        <Dialog
          title={`Roll back on ${board.name}?`}
          about={
            <p>
              Undoes the newest apply since {board.name} booted, newest step first: what it loaded is unloaded, what it
              changed becomes as it was.
            </p>
          }
          confirm={{
            label: `Roll back ${board.name}`,
            kind: 'danger',
            disabled: task !== undefined,
            run: () => void run(),
          }}
          extra={<CopyCommand command={rollbackCommand(board.name)} />}
          onClose={close}
        >
          {task !== undefined && <Banner tone="info" title="Rolling back; the steps show behind this." />}
          {failure !== undefined && <ProblemBanner problem={failure} />}
        </Dialog>
      )}
    </>
  );
}
