/** Bringing an overlay to a board, now or for its next boots: which way, what it would change, doing it, and what stands. */
import { useEffect } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Progress } from '../components/progress.tsx';
import { LeaseBanner } from '../connection/lease-banner.tsx';
import { treeStatusCommand } from '../copied-commands/device-tree.ts';
import { StageFrame, StageHead, StageTitle } from '../frame/stage-frame.tsx';
import { WorkSteps } from '../frame/work-steps.tsx';
import { useHost } from '../host/host-context.tsx';
import { useFailure, useTask } from '../host/tasks.ts';
import { BringForm } from './bring-form.tsx';
import { askWays, bringKey, forgetBringing, rebootKey, useBringing, waysKey } from './bring-task.ts';
import { Restarting, Standing } from './standing.tsx';

export function ApplyStage({ state, name }: { state: BoardState; name: string | undefined }) {
  const host = useHost();
  const { board, boot, connection } = state;
  const found = useBringing(({ ways }) => ways[board.name]);
  const task = useTask(waysKey(board.name));
  const failure = useFailure(waysKey(board.name));
  const restarting = useTask(rebootKey(board.name));
  const connected = connection.state === 'open';
  const ask = () => void askWays(host, board.name);
  // What stands is another thing after each boot.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as the stage is entered, and once for each boot.
  useEffect(() => {
    if (connected && restarting === undefined) ask();
  }, [connected, boot]);
  return (
    <StageFrame
      label={`Apply to ${board.name}`}
      name="Apply"
      head={
        <StageHead
          begin={
            <StageTitle board={board.name}>
              {name === undefined ? '' : `${name.slice(name.lastIndexOf('/') + 1)} for `}
              {board.name}
            </StageTitle>
          }
          told={task !== undefined ? 'Asking the board…' : ''}
          actions={
            <>
              <CopyCommand command={treeStatusCommand(board.name)} />
              <Button icon="refresh" disabled={!connected || task !== undefined} onClick={ask}>
                Look again
              </Button>
            </>
          }
        />
      }
    >
      <LeaseBanner state={state} />
      <Restarting board={board.name} />
      {!connected && restarting === undefined && <p className="muted">{board.name} is not connected.</p>}
      {failure !== undefined && task === undefined && (
        <ProblemBanner problem={failure} actions={<Button onClick={ask}>Try again</Button>} />
      )}
      {task !== undefined && found === undefined && (
        <Progress what={task.what} text={task.text} since={task.since} onCancel={task.stop} />
      )}
      <NewestWork board={board.name} />
      {found !== undefined && connected && (
        <>
          {name !== undefined && <BringForm state={state} ways={found} source={name} />}
          <Standing state={state} ways={found} />
        </>
      )}
    </StageFrame>
  );
}

function NewestWork({ board }: { board: string }) {
  const work = useBringing(({ works }) => works[board]);
  const told = useBringing((bringing) => bringing.told[board]) ?? [];
  const task = useTask(bringKey(board));
  if (work === undefined) return null;
  return (
    <section className="tree-newest stack" aria-label="What was done">
      <div className="row">
        <h3>{work.id}</h3>
        <span className="grow" />
        {task !== undefined ? (
          <Button disabled={task.stopping} onClick={task.stop}>
            {task.stopping ? 'Cancelling…' : 'Cancel'}
          </Button>
        ) : (
          <Button kind="quiet" icon="close" onClick={() => forgetBringing(board)}>
            Dismiss
          </Button>
        )}
      </div>
      <WorkSteps work={work} />
      {told.map((each) => (
        <p key={each} role="status">
          {each}
        </p>
      ))}
    </section>
  );
}
