/** Judges the plan of each board as it is typed, seen or not: against the board when it is connected, by itself otherwise. */
import { useEffect } from 'react';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { JudgedBy } from '../../contract/plan.ts';
import type { BoardState } from '../../contract/state.ts';
import { useHost } from '../host/host-context.tsx';
import { changeLint, forgetLint } from './lint-store.ts';
import { type PlanText, useTexts } from './text-store.ts';

/** Milliseconds without a key press. */
const pauseMs = 350;

export function PlanLints({ boards }: { boards: readonly BoardState[] }) {
  const texts = useTexts((state) => state.texts);
  return boards.map((state) => {
    const plan = texts[state.board.name];
    if (plan === undefined || plan.text.trim() === '') return null;
    return <PlanLint key={state.board.name} state={state} plan={plan} />;
  });
}

function PlanLint({ state: { board, connection, devices }, plan }: { state: BoardState; plan: PlanText }) {
  const host = useHost();
  const { text, folder } = plan;
  const connected = connection.state === 'open';
  /** Changes when the board has, so that the plan is judged anew. */
  const seen = `${connection.state}/${devices?.map(({ device }) => device.name)}`;
  useEffect(() => () => forgetLint(board.name), [board.name]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: seen stands for the board.
  useEffect(() => {
    const abort = new AbortController();
    changeLint(board.name, { stale: true });
    const judge = async () => {
      const by: JudgedBy = connected ? { kind: 'board', board: board.name } : { kind: 'none' };
      try {
        const { findings, notRun } = await host.call('plan.lint', { text, folder, by }, { signal: abort.signal });
        if (!abort.signal.aborted) {
          changeLint(board.name, { findings, notRun, failure: undefined, stale: false });
        }
      } catch (thrown) {
        if (!abort.signal.aborted) changeLint(board.name, { notRun: [], failure: problemOf(thrown), stale: false });
      }
    };
    const timer = setTimeout(judge, pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [host, board.name, text, folder, connected, seen]);
  return null;
}
