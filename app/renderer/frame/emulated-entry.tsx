/** The way in without hardware: a board that the tool runs itself. */
import type { BoardState } from '../../contract/state.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Progress } from '../components/progress.tsx';
import { openPanel } from '../dock/dock-store.ts';
import { emulatedKey, startEmulated, usualEmulated } from '../connection/board-actions.ts';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, useFailure, useTask } from '../host/tasks.ts';

/** Shown while no board of the tool's own runs. */
export function EmulatedEntry({ boards }: { boards: readonly BoardState[] }) {
  const host = useHost();
  const own = boards.find(({ emulated }) => emulated !== undefined);
  const name = own?.board.name ?? usualEmulated;
  const task = useTask(emulatedKey(name));
  const failure = useFailure(emulatedKey(name));
  if (own?.emulated?.running === true && task === undefined && failure === undefined) return null;
  const start = async () => {
    if (await startEmulated(host, name)) openPanel({ kind: 'board', board: name });
  };
  return (
    <section className="emulated" aria-label="Emulated board">
      <div className="row">
        <h2>Emulated board</h2>
        <span className="grow" />
        <CopyCommand command={`uiomem-studio board emulated up${name === usualEmulated ? '' : ` ${name}`}`} />
      </div>
      {task === undefined ? (
        <>
          <p className="small muted">
            An arm64 Linux in QEMU on this machine. Needs qemu-system-arm and 1 GiB of memory; the first start takes
            minutes.
          </p>
          {failure !== undefined && (
            <ProblemBanner
              problem={failure}
              actions={<Button onClick={() => forgetFailure(emulatedKey(name))}>Dismiss</Button>}
            />
          )}
          <div className="row">
            <Button icon="play" onClick={start}>
              Start and connect
            </Button>
          </div>
        </>
      ) : (
        <Progress
          what={task.stopping ? 'Stopping' : 'Starting'}
          text={task.text}
          since={task.since}
          {...(!task.stopping && { onCancel: task.stop })}
        />
      )}
    </section>
  );
}
