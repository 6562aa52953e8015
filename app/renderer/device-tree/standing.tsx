/** What stands on a board: overlays in its tree and in its boot files, each with the way back, and a restart. */
import { useState } from 'react';
import type { StandingTree } from '../../contract/device-tree.ts';
import type { BoardState } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { printable } from '../components/printable.ts';
import { Progress } from '../components/progress.tsx';
import { type Column, Table } from '../components/table.tsx';
import { removeTreeCommand, restoreTreeCommand } from '../copied-commands/device-tree.ts';
import { useHost } from '../host/host-context.tsx';
import { forgetFailure, useFailure, useTask } from '../host/tasks.ts';
import { bringKey, reboot, rebootKey, type Ways } from './bring-task.ts';
import { RebootDialog } from './reboot-dialog.tsx';
import { RemoveDialog, RestoreDialog } from './take-away-dialogs.tsx';
import { withoutMoment } from './way-words.ts';

const words = {
  applied: ['good', 'pass', 'applied'],
  'next-boot': ['accent', 'debug-restart', 'from the next boot on'],
  booted: ['good', 'pass', 'this boot came by it'],
  changed: ['warn', 'warning', 'changed since'],
  gone: ['warn', 'question', 'files are gone'],
  unfinished: ['bad', 'error', 'cut off'],
} as const;

export function Standing({ state, ways: { ways, standing } }: { state: BoardState; ways: Ways }) {
  const host = useHost();
  const { board, lease } = state;
  const { name } = board;
  const [removing, setRemoving] = useState<StandingTree | undefined>();
  const [restoring, setRestoring] = useState(false);
  const [asking, setAsking] = useState(false);
  const busy = useTask(bringKey(name)) !== undefined;
  const restarting = useTask(rebootKey(name));
  const held = lease.held === 'other';
  const ofFiles = standing.some(({ way, ours }) => ours && way !== 'run-time');
  const titles = new Map(ways.map(({ id, title }) => [id, withoutMoment(title)]));
  const columns: readonly Column<StandingTree>[] = [
    { title: 'Name', mono: true, cell: ({ name: called }) => printable(called) },
    {
      title: 'State',
      cell: (each) => {
        const [tone, icon, text] = words[each.state];
        return (
          <Badge tone={tone} icon={icon}>
            {text}
          </Badge>
        );
      },
    },
    { title: 'Way', cell: ({ way }) => titles.get(way) ?? way },
    {
      title: 'Gives',
      mono: true,
      cell: ({ devices, arguments: args }) =>
        args !== undefined ? printable(args.join(' ')) : devices.map((device) => `/dev/${device}`).join(', '),
    },
    {
      title: 'Remove',
      isActions: true,
      cell: (each) =>
        each.ours ? (
          <span className="row">
            <IconButton
              icon="trash"
              label={`Remove ${each.name}…`}
              disabled={busy || held}
              onClick={() => setRemoving(each)}
            />
            <CopyCommand command={removeTreeCommand(each.name, name)} />
          </span>
        ) : (
          <span className="small muted">not of this tool</span>
        ),
    },
  ];
  return (
    <section className="stack" aria-label={`What stands on ${name}`}>
      <div className="row row-wrap">
        <h3>What stands on {name}</h3>
        <span className="grow" />
        <Button
          icon="debug-restart"
          disabled={busy || held || restarting !== undefined}
          onClick={() => setAsking(true)}
        >
          {`Restart ${name}…`}
        </Button>
        <Button icon="discard" disabled={!ofFiles || busy || held} onClick={() => setRestoring(true)}>
          Restore boot files…
        </Button>
        <CopyCommand command={restoreTreeCommand(name)} />
      </div>
      {standing.length === 0 ? (
        <p className="muted">Nothing: its tree and its boot files are as they were before this tool.</p>
      ) : (
        <Table
          label={`Overlays of ${name}`}
          columns={columns}
          rows={standing}
          rowKey={({ name: called, way }) => `${way}/${called}`}
        />
      )}
      {standing.flatMap(({ name: called, blocked }) =>
        blocked.map((each) => (
          <p key={`${called} ${each}`} className="small muted">
            In the way of removing {printable(called)}: {printable(each)}
          </p>
        )),
      )}
      {standing.some((each) => each.state === 'next-boot') && restarting === undefined && (
        <Banner tone="info" title={`${name} follows it from its next boot on.`} />
      )}
      {removing !== undefined && (
        <RemoveDialog board={name} standing={removing} onClose={() => setRemoving(undefined)} />
      )}
      {restoring && <RestoreDialog board={name} onClose={() => setRestoring(false)} />}
      {asking && (
        <RebootDialog
          board={name}
          onConfirm={() => {
            setAsking(false);
            void reboot(host, name);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

/** A restart that is under way, or has failed; also while the board does not answer. */
export function Restarting({ board }: { board: string }) {
  const task = useTask(rebootKey(board));
  const failure = useFailure(rebootKey(board));
  if (task !== undefined) {
    return <Progress what={task.what} text={task.text} since={task.since} onCancel={task.stop} />;
  }
  if (failure === undefined) return null;
  return (
    <ProblemBanner problem={failure} actions={<Button onClick={() => forgetFailure(rebootKey(board))}>Dismiss</Button>}>
      <Recovery data={failure.data} />
    </ProblemBanner>
  );
}

function Recovery({ data }: { data: Readonly<Record<string, unknown>> | undefined }) {
  const recovery = Array.isArray(data?.recovery) ? data.recovery.map(String) : [];
  if (recovery.length === 0) return null;
  return (
    <ol className="tree-recovery">
      {recovery.map((each) => (
        <li key={each}>{printable(each)}</li>
      ))}
    </ol>
  );
}
