/** A board: how it is connected, what it is, which devices it has. */
import { lazy, Suspense, useState } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { Banner } from '../components/banner.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Menu } from '../components/menu.tsx';
import { PanelBoundary } from '../components/panel-boundary.tsx';
import { disconnect, stopEmulated } from '../connection/board-actions.ts';
import { disconnectCommand, emulatedDownCommand, makeDefaultCommand } from '../copied-commands/board.ts';
import { BoardSwatch } from '../dock/board-swatch.tsx';
import { openPanel, openTerminal } from '../dock/dock-store.ts';
import { useHost } from '../host/host-context.tsx';
import { runTask } from '../host/tasks.ts';
import './board-page.css';
import { ConnectionSection } from '../connection/connection-section.tsx';
import { destinationText } from '../connection/destination.ts';
import { EditBoardDialog } from '../connection/edit-board-dialog.tsx';
import { ForgetBoardDialog } from '../connection/forget-board-dialog.tsx';
import { DeviceSection } from './device-section.tsx';
import { DriverNotice } from './driver-notice.tsx';
import { slowLink } from './link-words.ts';
import { useReboot } from './reboot.ts';
import { TaskFailures } from './task-failures.tsx';
import { boardWord, instantWord } from './words.ts';

// With it comes what reads plans, which no start has to wait for.
const Overview = lazy(() => import('../memory-map/overview.tsx'));

export function BoardPage({ state }: { state: BoardState }) {
  const { board, connection, boot, devices } = state;
  const word = boardWord(state);
  const slow = connection.state === 'open' ? slowLink(board.name, connection) : undefined;
  const rebooted = useReboot(board.name, boot);
  return (
    <div className="page">
      <header className="page-head">
        <BoardSwatch board={board.name} />
        <h2 className="page-title truncate">{board.name}</h2>
        <span className="mono muted truncate">{destinationText(board)}</span>
        <Badge tone={word.tone} icon={word.icon} spin={word.busy === true}>
          {word.text}
        </Badge>
        <span className="grow" />
        <BoardActions state={state} />
      </header>
      {rebooted.since !== undefined && (
        <Banner
          tone="warn"
          title={`${board.name} has booted again: what was loaded and seen before is void.`}
          hint="Devices are those of this boot. Views of memory begin anew."
          actions={<Button onClick={rebooted.dismiss}>Understood</Button>}
        />
      )}
      <TaskFailures keys={['disconnect', 'default', 'remove'].map((what) => `${what}:${board.name}`)} />
      <ConnectionSection state={state} />
      {slow !== undefined && <Banner tone="warn" title={slow.title} hint={slow.hint} id={slow.id} />}
      {connection.state === 'open' && <Facts connection={connection} />}
      {(connection.state === 'open' || devices !== undefined) && (
        <>
          <DriverNotice state={state} />
          <DeviceSection state={state} />
          <PanelBoundary what={`The overview of ${board.name}`}>
            <Suspense fallback={null}>
              <Overview state={state} />
            </Suspense>
          </PanelBoundary>
        </>
      )}
    </div>
  );
}

function Facts({ connection }: { connection: Extract<BoardState['connection'], { state: 'open' }> }) {
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['Model', connection.model ?? 'not told'],
    ['Kernel', `Linux ${connection.kernel} ${connection.machine}`],
    ['Root by', connection.privilege],
    ['Connected', `since ${instantWord(connection.since)}`],
  ];
  return (
    <section aria-label="What the board is">
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {connection.emulated && (
        <p className="small muted">
          An emulator that models no caches: both eyes see the same bytes, and no sync is missed.
        </p>
      )}
    </section>
  );
}

function BoardActions({ state: { board, connection, emulated } }: { state: BoardState }) {
  const host = useHost();
  const [asking, setAsking] = useState<'edit' | 'remove' | 'stop' | undefined>();
  const live = connection.state === 'open';
  return (
    <div className="row">
      {live && (
        <>
          <Button icon="terminal" onClick={() => openTerminal(board.name)}>
            Terminal
          </Button>
          <Button icon="output" onClick={() => openPanel({ kind: 'log', board: board.name })}>
            Kernel log
          </Button>
          <Button onClick={() => disconnect(host, board.name)}>Disconnect</Button>
          <CopyCommand command={disconnectCommand(board.name)} />
        </>
      )}
      <Menu
        entries={[
          {
            label: 'Make it the default',
            icon: 'star-empty',
            command: makeDefaultCommand(board.name),
            run: () =>
              void runTask(`default:${board.name}`, `Make ${board.name} the default`, async (signal) => {
                await host.call('board.makeDefault', { board: board.name }, { signal });
              }),
          },
          ...(emulated?.running === true
            ? [
                { label: 'Show its console', icon: 'vm', run: () => openPanel({ kind: 'console', board: board.name }) },
                { label: 'Stop the emulated board…', icon: 'debug-stop', run: () => setAsking('stop') },
              ]
            : []),
          { label: 'Edit…', icon: 'edit', run: () => setAsking('edit') },
          'line',
          { label: 'Forget this board…', icon: 'trash', run: () => setAsking('remove') },
        ]}
      >
        <IconButton icon="ellipsis" label={`More for ${board.name}`} />
      </Menu>
      {asking === 'edit' && <EditBoardDialog board={board} onClose={() => setAsking(undefined)} />}
      {asking === 'remove' && <ForgetBoardDialog board={board.name} onClose={() => setAsking(undefined)} />}
      {asking === 'stop' && (
        <Dialog
          title={`Stop ${board.name}?`}
          about={<p>The emulator ends, and with it everything in the board’s memory.</p>}
          confirm={{
            label: `Stop ${board.name}`,
            kind: 'danger',
            run() {
              setAsking(undefined);
              void stopEmulated(host, board.name);
            },
          }}
          extra={<CopyCommand command={emulatedDownCommand(board.name)} />}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  );
}
