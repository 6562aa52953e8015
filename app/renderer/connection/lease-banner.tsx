/** Who else may change the board, and how to take it over. */
import { useState } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { instantWord } from '../frame/words.ts';
import { useHost } from '../host/host-context.tsx';
import { useFailure, useTask } from '../host/tasks.ts';
import { leaseKey, takeOver } from './board-actions.ts';

export function LeaseBanner({ state: { board, lease } }: { state: BoardState }) {
  const host = useHost();
  const [asking, setAsking] = useState(false);
  const task = useTask(leaseKey(board.name));
  const failure = useFailure(leaseKey(board.name));
  if (lease.held !== 'other') return null;
  const { who, program } = lease.by;
  return (
    <>
      <Banner
        tone="warn"
        title={
          <>
            {board.name} is held by {who} ({program}): you can look, and change nothing.
          </>
        }
        hint={<>Since {instantWord(lease.since)} by the board’s clock.</>}
        actions={
          <Button disabled={task !== undefined} onClick={() => setAsking(true)}>
            Take over…
          </Button>
        }
      />
      {failure !== undefined && <ProblemBanner problem={failure} />}
      {asking && (
        <Dialog
          title={`Take over ${board.name}?`}
          about={
            <p>
              {who} ({program}) can only look from then on. Work of theirs that is under way on {board.name} may stop
              half done.
            </p>
          }
          confirm={{
            label: `Take over ${board.name}`,
            kind: 'danger',
            run() {
              setAsking(false);
              void takeOver(host, board.name);
            },
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
