/** The log of each board, read on while somebody looks at it, and kept in between. */
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState } from '../../contract/state.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import { useHost } from '../host/host-context.tsx';
import { useTexts } from '../plan/text-store.ts';
import { type BoardLog, type LogItem, withItems } from './log-entries.ts';

const useLogs = create<{ readonly byBoard: Readonly<Record<string, BoardLog>> }>(() => ({ byBoard: {} }));

onBoardRenamed((renamed) => useLogs.setState(({ byBoard }) => ({ byBoard: byBoardRenamed(byBoard, renamed) })));

/** Milliseconds in which lines are gathered: a board that prints a thousand at once is drawn once. */
const gatherMs = 50;

export function useKernelLog({ board: { name }, boot, connection }: BoardState) {
  const host = useHost();
  const log = useLogs(({ byBoard }) => byBoard[name]);
  const [failure, setFailure] = useState<Problem | undefined>();
  const [tries, setTries] = useState(0);
  const isOpen = connection.state === 'open';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is another call.
  useEffect(() => {
    if (!isOpen) return;
    const end = new AbortController();
    setFailure(undefined);
    // What was gathered before it was called otherwise is of the same board.
    let of = name;
    const leave = onBoardRenamed((renamed) => {
      if (of === renamed.name) of = renamed.to;
    });
    let waiting: LogItem[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const put = () => {
      timer = undefined;
      const items = waiting;
      waiting = [];
      useLogs.setState(({ byBoard }) => ({ byBoard: { ...byBoard, [of]: withItems(byBoard[of], boot, items) } }));
    };
    const before = useLogs.getState().byBoard[name];
    const since = before?.boot === boot ? before.next : undefined;
    // Explanations speak of the plan as it is now.
    const text = useTexts.getState().texts[name]?.text;
    host
      .call(
        'log.read',
        { board: name, follow: true, ...(since !== undefined && { since }), ...(text !== undefined && { text }) },
        {
          signal: end.signal,
          onItem(item) {
            waiting.push(item);
            timer ??= setTimeout(put, gatherMs);
          },
        },
      )
      .catch((thrown: unknown) => {
        // A lost link is told by the board's own state.
        if (!end.signal.aborted && !/^(link|rpc)\./.test(problemOf(thrown).id)) setFailure(problemOf(thrown));
      });
    return () => {
      end.abort();
      clearTimeout(timer);
      if (waiting.length > 0) put();
      leave();
    };
  }, [host, name, boot, isOpen, tries]);
  return { log, failure, isOpen, again: () => setTries((count) => count + 1) };
}
