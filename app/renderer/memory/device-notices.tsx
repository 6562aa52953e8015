/** What there is to know about the rows before one believes them: old, not read, not readable, or waiting to be asked. */
import type { ReactNode } from 'react';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState } from '../../contract/state.ts';
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { Until } from '../components/elapsed.tsx';
import { selectedRange } from './caret.ts';
import type { DeviceSession } from './device-session.ts';
import { timeText } from './live-control.tsx';
import type { ByteRange, Unreadable } from './memory-source.ts';
import { useChanges, useViewParts } from './use-session.ts';
import { layoutOf } from './view-state.ts';

/** Bytes: what one *Read* of registers asks for at most. */
const largestAsk = 4096n;

export function DeviceNotices({
  session,
  board,
  problem,
  onRead,
  onDismiss,
}: {
  session: DeviceSession;
  board: BoardState;
  problem: Problem | undefined;
  onRead(range: ByteRange): void;
  onDismiss(): void;
}) {
  const state = useViewParts(session, 'width', 'liveProblem');
  useChanges(session, 250);
  const { source, device } = session;
  const registers = session.content !== 'memory';
  const unreadable = onScreen(session);
  return (
    <div className="device-notices">
      {board.connection.state === 'lost' && (
        <Banner
          tone="warn"
          title={`Old: the link to ${board.board.name} was lost at ${timeText(new Date(board.connection.since))}.`}
          hint={
            <>
              The rows are as they were then. It is tried again <Until at={Date.parse(board.connection.retryAt)} />.
            </>
          }
        />
      )}
      {board.connection.state !== 'lost' && board.connection.state !== 'open' && (
        <Banner
          tone="warn"
          title={
            isReopened(board)
              ? `Old: the link to ${board.board.name} was lost, and is tried again now.`
              : `Old: ${board.board.name} is not connected.`
          }
          hint="The rows are as they were last read."
        />
      )}
      {registers && (
        <RegisterStrip session={session} width={state.width}>
          <Button
            disabled={!session.reachable || selectionOf(session).size > largestAsk}
            onClick={() => onRead(selectionOf(session))}
          >
            Read selection
          </Button>
          <Button disabled={!session.reachable} onClick={() => onRead(capped(session.visible(), device.size))}>
            Read rows in view
          </Button>
        </RegisterStrip>
      )}
      {source.failure !== undefined && session.reachable && (
        <Notice problem={source.failure} action={<Button onClick={() => source.again()}>Try again</Button>} />
      )}
      {unreadable !== undefined && (
        <Notice
          problem={unreadable.problem}
          action={
            registers ? undefined : (
              <Button disabled={!session.reachable} onClick={() => source.again()}>
                Try these rows again
              </Button>
            )
          }
        />
      )}
      {state.liveProblem !== undefined && (
        <Notice
          problem={state.liveProblem}
          action={<Button onClick={() => session.view.setState({ liveProblem: undefined })}>Dismiss</Button>}
        />
      )}
      {problem !== undefined && <Notice problem={problem} action={<Button onClick={onDismiss}>Dismiss</Button>} />}
    </div>
  );
}

function isReopened({ connection }: BoardState): boolean {
  return connection.state === 'opening' && connection.attempt > 1;
}

/** A Problem in few lines: rows are worth more than room around words. */
function Notice({ problem, action }: { problem: Problem; action?: ReactNode }) {
  return (
    <Banner
      tone="bad"
      title={
        <span className="notice-title">
          <span className="grow">{problem.message}</span>
          {action}
        </span>
      }
      hint={
        <>
          {problem.hint} <span className="mono">{problem.id}</span>
        </>
      }
    />
  );
}

function RegisterStrip({ session, width, children }: { session: DeviceSession; width: number; children: ReactNode }) {
  const unknown = session.content === undefined;
  return (
    <div className="register-strip">
      <span className="small">
        {unknown ? 'Read' : 'Registers: read'} only when you ask, <span className="muted">{width} bits an access</span>
      </span>
      <span className="grow" />
      {children}
      {unknown && <Button onClick={() => session.view.setState({ saidMemory: true })}>This is memory</Button>}
    </div>
  );
}

function selectionOf(session: DeviceSession): ByteRange {
  const state = session.view.getState();
  return selectedRange(layoutOf(session.device.size, state), state);
}

function capped({ offset, size }: ByteRange, deviceSize: bigint): ByteRange {
  const most = size < largestAsk ? size : largestAsk;
  return { offset, size: offset + most <= deviceSize ? most : deviceSize - offset };
}

/** The first range on the screen that cannot be read. */
function onScreen(session: DeviceSession): Unreadable | undefined {
  if (!session.source.anyUnreadable) return undefined;
  const { offset, size } = session.visible();
  const step = BigInt(session.view.getState().width / 8);
  for (let at = offset; at < offset + size; at += step) {
    const found = session.source.unreadableAt(at);
    if (found !== undefined) return found;
  }
  return undefined;
}
