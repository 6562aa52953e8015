/** Findings of a text as it is typed: judged against the board when it is connected, by itself otherwise. */
import { useEffect, useState } from 'react';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { JudgedBy } from '../../contract/plan.ts';
import { useHost } from '../host/host-context.tsx';
import { setFindings } from './findings-store.ts';
import type { PlanText } from './text-store.ts';

/** Milliseconds without a key press. */
const pauseMs = 350;

export interface Lint {
  readonly notRun: readonly string[];
  /** Why nothing could be judged. */
  readonly failure: Problem | undefined;
  /** The findings are of an earlier text. */
  readonly stale: boolean;
}

/** `seen`: changes when the board has, so that it is judged anew. */
export function useLint(board: string, plan: PlanText | undefined, connected: boolean, seen: unknown): Lint {
  const host = useHost();
  const [lint, setLint] = useState<Lint>({ notRun: [], failure: undefined, stale: true });
  const text = plan?.text;
  const folder = plan?.folder;
  // biome-ignore lint/correctness/useExhaustiveDependencies: seen stands for the board.
  useEffect(() => {
    if (text === undefined || folder === undefined || text.trim() === '') {
      setFindings(board, undefined);
      return;
    }
    const abort = new AbortController();
    setLint((before) => ({ ...before, stale: true }));
    const judge = async () => {
      const by: JudgedBy = connected ? { kind: 'board', board } : { kind: 'none' };
      try {
        const { findings, notRun } = await host.call('plan.lint', { text, folder, by }, { signal: abort.signal });
        if (abort.signal.aborted) return;
        setFindings(board, findings);
        setLint({ notRun, failure: undefined, stale: false });
      } catch (thrown) {
        if (!abort.signal.aborted) setLint({ notRun: [], failure: problemOf(thrown), stale: false });
      }
    };
    const timer = setTimeout(judge, pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [host, board, text, folder, connected, seen]);
  return lint;
}
