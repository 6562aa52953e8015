/** How a board is connected, or what keeps it from being, with the actions for that. */
import { useState } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Elapsed, Until } from '../components/elapsed.tsx';
import { Progress } from '../components/progress.tsx';
import { connectCommand, disconnectCommand, emulatedUpCommand } from '../copied-commands/board.ts';
import { useHost } from '../host/host-context.tsx';
import { useFailure, useTask } from '../host/tasks.ts';
import { connect, connectKey, disconnect, emulatedKey, startEmulated } from './board-actions.ts';
import './connection.css';
import { wantsAnswer } from '../frame/words.ts';
import { ConnectionFailure } from './connection-failure.tsx';
import { LeaseBanner } from './lease-banner.tsx';
import { QuestionDialog } from './question-dialog.tsx';
import { ShellModeNotice } from './shell-mode-notice.tsx';
import { Stages, stageOf } from './stages.tsx';

export function ConnectionSection({ state }: { state: BoardState }) {
  const host = useHost();
  const { board, connection } = state;
  const task = useTask(connectKey(board.name));
  const failure = useFailure(connectKey(board.name));
  switch (connection.state) {
    case 'closed':
      return (
        <>
          {failure !== undefined && <ConnectionFailure board={board} problem={failure} justNow />}
          {task === undefined ? (
            <Closed state={state} />
          ) : (
            <Progress what={task.what} text={task.text} since={task.since} onCancel={task.stop} />
          )}
        </>
      );
    case 'opening':
      return (
        <Opening
          key={connection.attempt}
          board={board.name}
          since={task?.since}
          attempt={connection.attempt}
          onCancel={() => disconnect(host, board.name)}
        >
          {connection.attempt > 1 && (
            <p className="muted">The link to {board.name} was lost. What is shown is as of then.</p>
          )}
          <Stages
            now={connection.stage}
            text={connection.hop === undefined ? connection.text : `${connection.hop}: ${connection.text}`}
          />
          {connection.question !== undefined && (
            <QuestionDialog key={connection.question.id} board={board.name} question={connection.question} />
          )}
        </Opening>
      );
    case 'failed': {
      const stage = stageOf(connection.problem.data);
      return (
        <>
          <ConnectionFailure
            // The state may tell before the call that was made here does: what is wanted is asked for then.
            key={`${connection.problem.id}/${failure !== undefined}`}
            board={board}
            problem={failure ?? connection.problem}
            justNow={failure !== undefined}
          />
          {stage !== undefined && (
            <Stages now={stage} ended={wantsAnswer(connection.problem.id) ? 'waits' : 'failed'} />
          )}
        </>
      );
    }
    case 'lost':
      return (
        <Banner
          tone="warn"
          title={
            <>
              The link to {board.name} was lost <Elapsed since={Date.parse(connection.since)} /> ago. What is shown is
              as of then.
            </>
          }
          hint={
            <>
              {connection.problem.message} Next try <Until at={Date.parse(connection.retryAt)} />, number{' '}
              {connection.attempt}.
            </>
          }
          id={connection.problem.id}
          actions={
            <>
              <Button kind="primary" icon="refresh" onClick={() => connect(host, board.name)}>
                Try now
              </Button>
              <CopyCommand command={connectCommand(board.name)} />
              <Button onClick={() => disconnect(host, board.name)}>Stop trying</Button>
              <CopyCommand command={disconnectCommand(board.name)} />
            </>
          }
        />
      );
    case 'open':
      return (
        <>
          <LeaseBanner state={state} />
          {connection.mode === 'shell' && <ShellModeNotice board={board} connection={connection} />}
        </>
      );
  }
}

function Opening({
  board,
  since,
  attempt,
  onCancel,
  children,
}: {
  board: string;
  since: number | undefined;
  attempt: number;
  onCancel(): void;
  children: React.ReactNode;
}) {
  const [seen] = useState(() => Date.now());
  return (
    <section className="opening" aria-label={`Connecting to ${board}`}>
      <div className="row">
        <span role="status">
          Connecting to {board}
          {attempt > 1 ? `, try ${attempt}` : ''}
        </span>
        <Elapsed since={since ?? seen} />
        <span className="grow" />
        <Button onClick={onCancel}>Cancel</Button>
      </div>
      {children}
    </section>
  );
}

function Closed({ state: { board, emulated } }: { state: BoardState }) {
  const host = useHost();
  const booting = useTask(emulatedKey(board.name));
  const failure = useFailure(emulatedKey(board.name));
  if (booting !== undefined) {
    return (
      <Progress
        what={booting.what}
        text={booting.text}
        since={booting.since}
        {...(!booting.stopping && { onCancel: booting.stop })}
      />
    );
  }
  if (emulated?.running === false) {
    return (
      <>
        {failure !== undefined && <ProblemBanner problem={failure} />}
        <div className="row row-wrap">
          <Button kind="primary" icon="play" onClick={() => startEmulated(host, board.name)}>
            Start and connect
          </Button>
          <span className="muted">This board is run by the tool, and is not running.</span>
          <CopyCommand command={emulatedUpCommand(board.name)} />
        </div>
      </>
    );
  }
  return (
    <div className="row row-wrap">
      <Button kind="primary" icon="plug" onClick={() => connect(host, board.name)}>
        Connect
      </Button>
      <span className="muted">Nothing is changed on the board by connecting, nor by looking.</span>
      <CopyCommand command={connectCommand(board.name)} />
    </div>
  );
}
