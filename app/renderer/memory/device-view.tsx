/** The memory of one device, and beside it its cache: looking never changes the board, and writing is unlocked first. */
import { useEffect, useRef, useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState, KnownDevice } from '../../contract/state.ts';
import { exactSize } from '../../plan/quantity.ts';
import { Badge } from '../components/badge.tsx';
import { IconButton } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';
import { SyncPanel } from '../sync/sync-panel.tsx';
import { selectedRange } from './caret.ts';
import { CaretBar } from './caret-bar.tsx';
import { circumstancesOf, isGone } from './circumstances.ts';
import { copySelection } from './copy-selection.ts';
import { type CopyForm, copyForms } from './copy-text.ts';
import { DeviceNotices } from './device-notices.tsx';
import type { DeviceSession } from './device-session.ts';
import { eyeNames, eyeWords } from './eye-words.ts';
import { GoToDialog } from './go-to-dialog.tsx';
import { HexToolbar } from './hex-toolbar.tsx';
import { HexView } from './hex-view.tsx';
import { RangeTableDialog } from './range-table-dialog.tsx';
import { SaveRangeDialog } from './save-range-dialog.tsx';
import { UnlockButton } from './unlock-button.tsx';
import { Unread } from './unread.tsx';
import { useDeviceSession, useView, useViewParts } from './use-session.ts';
import { layoutOf } from './view-state.ts';
import { whyLocked } from './why-locked.ts';
import { restoreLast } from './write-cell.ts';
import './device-view.css';

export function DeviceView({ board, known }: { board: BoardState; known: KnownDevice }) {
  const session = useDeviceSession(board, known);
  const state = useViewParts(
    session,
    'width',
    'bytesPerRow',
    'caret',
    'anchor',
    'eye',
    'saidMemory',
    // Those below ask the session for these.
    'content',
    'reachable',
    'asked',
    'syncShown',
  );
  const { device } = known;
  const { content } = circumstancesOf(board, known, state.saidMemory);
  const locked = whyLocked(board);
  const emulated = board.connection.state === 'open' && board.connection.emulated;
  const selection = selectedRange(layoutOf(device.size, state), state);
  const unread = content === undefined && !state.asked;

  // What is locked stays so when the reason has gone.
  const isLocked = locked !== undefined;
  useEffect(() => {
    if (isLocked) session.view.setState({ unlocked: false });
  }, [isLocked, session]);

  return (
    <section className="device-view" aria-label={`Memory of ${device.name} on ${board.board.name}`}>
      <header className="device-head">
        <h2 className="mono">{device.name}</h2>
        <span className="mono muted truncate device-range">
          {hex(device.address)} – {hex(device.address + (device.size > 0n ? device.size - 1n : 0n))}
        </span>
        <span className="muted device-size">{exactSize(device.size)}</span>
        <Badge tone={content === undefined ? 'warn' : 'plain'}>{content ?? 'content unknown'}</Badge>
        <span className="grow" />
        <EyeSwitch session={session} memory={content === 'memory'} />
        {!unread && <UnlockButton session={session} board={board} locked={locked} />}
        <IconButton
          icon="layout-sidebar-right"
          label={state.syncShown ? 'Hide sync' : 'Show sync'}
          aria-pressed={state.syncShown}
          onClick={() => session.view.setState({ syncShown: !state.syncShown })}
        />
      </header>
      <div className="device-body">
        <div className="device-main">
          {isGone(board, known) ? (
            <EmptyState icon="debug-disconnect" title={`${device.name} is gone`}>
              <p>
                {board.board.name} has no device of this name any more: the driver was unloaded, or it was unbound. It
                appears here again when it is loaded.
              </p>
            </EmptyState>
          ) : device.size === 0n ? (
            <EmptyState icon="circle-slash" title={`${device.name} is empty`}>
              <p>The driver gives its size as 0 bytes: there is nothing to show.</p>
            </EmptyState>
          ) : unread ? (
            <Unread session={session} />
          ) : (
            <Rows
              session={session}
              board={board}
              words={
                content === 'memory'
                  ? eyeWords(state.eye, device, emulated)
                  : 'Past the cache, one access a value. Only what you ask for is read: reading a register can have effects.'
              }
            />
          )}
        </div>
        {state.syncShown && !isGone(board, known) && (
          <SyncPanel
            board={board}
            known={known}
            selection={unread ? undefined : selection}
            locked={locked}
            onSynced={() => {
              if (content === 'memory') void session.refresh();
            }}
          />
        )}
      </div>
    </section>
  );
}

function EyeSwitch({ session, memory }: { session: DeviceSession; memory: boolean }) {
  const eye = useView(session, (state) => state.eye);
  return (
    <div className="row">
      <span className="small muted" aria-hidden="true">
        Eye
      </span>
      <ToggleGroup
        label="Eye: what the bytes are seen through"
        value={eye}
        options={[
          { value: 'cpu', label: eyeNames.cpu, disabled: !memory },
          { value: 'device', label: eyeNames.device },
        ]}
        onValue={(chosen) => session.view.setState({ eye: chosen })}
      />
    </div>
  );
}

/** Toolbar, notices, rows and the caret's bar. */
function Rows({ session, board, words }: { session: DeviceSession; board: BoardState; words: string }) {
  const [dialog, setDialog] = useState<'go-to' | 'table' | 'save'>();
  const [problem, setProblem] = useState<Problem>();
  const [said, setSaid] = useState('');
  const { device, view } = session;

  const attempt = (work: Promise<unknown>) => {
    setProblem(undefined);
    work.catch((thrown) => {
      const failed = problemOf(thrown);
      // A bus error is told where its rows are.
      if (failed.id !== 'cancelled' && failed.id !== 'memory.bus-error') setProblem(failed);
    });
  };
  const copy = (form: CopyForm | undefined) => {
    if (form === undefined) return;
    attempt(copySelection(session, form).then((bytes) => setSaid(`Copied ${bytes} bytes`)));
  };
  // From a dialog one comes back to the rows, whatever it was opened with.
  const wasOpen = useRef(false);
  const dialogs = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (wasOpen.current && dialog === undefined) {
      dialogs.current?.parentElement?.querySelector<HTMLElement>('[role=grid]')?.focus();
    }
    wasOpen.current = dialog !== undefined;
  }, [dialog]);
  const refresh = () => attempt(session.refresh());
  const selection = selectedRange(layoutOf(device.size, view.getState()), view.getState());
  return (
    <>
      <HexToolbar
        session={session}
        onGoTo={() => setDialog('go-to')}
        onRefresh={refresh}
        onTable={() => setDialog('table')}
        onSave={() => setDialog('save')}
        onRestore={() => void restoreLast(session).then((note) => view.setState({ note }))}
        onCopy={copy}
      />
      <DeviceNotices
        session={session}
        board={board}
        problem={problem}
        onRead={(range) => attempt(session.ask(range))}
        onDismiss={() => setProblem(undefined)}
      />
      <HexView
        session={session}
        onGoTo={() => setDialog('go-to')}
        onCopy={() => copy(copyForms[0])}
        onRefresh={refresh}
      />
      <CaretBar session={session} />
      <p className="eye-words small muted">{words}</p>
      <span role="status" className="unseen">
        {said}
      </span>
      <div ref={dialogs}>
        {dialog === 'go-to' && <GoToDialog session={session} onClose={() => setDialog(undefined)} />}
        {dialog === 'table' && (
          <RangeTableDialog session={session} first={selection} onClose={() => setDialog(undefined)} />
        )}
        {dialog === 'save' && (
          <SaveRangeDialog
            session={session}
            first={selection.size > BigInt(view.getState().width / 8) ? selection : { offset: 0n, size: device.size }}
            onClose={() => setDialog(undefined)}
          />
        )}
      </div>
    </>
  );
}
