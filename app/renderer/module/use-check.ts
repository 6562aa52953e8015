/** Whether what is chosen would do for the board: looked at when the choice is another, and when it is asked for. Looking changes nothing. */
import { useEffect, useRef, useState } from 'react';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { ModuleCheck, PreflightRow } from '../../contract/module.ts';
import type { BoardState } from '../../contract/state.ts';
import { useHost } from '../host/host-context.tsx';
import { buildInput, type Choice } from './choice.ts';

export interface Check {
  readonly rows: readonly PreflightRow[];
  /** Of a file. */
  readonly file?: ModuleCheck;
}

/** Milliseconds without a key: a path is written letter by letter. */
const pauseMs = 500;

export function useCheck({ board: { name }, boot, connection }: BoardState, choice: Choice) {
  const host = useHost();
  const [asked, setAsked] = useState(0);
  const [found, setFound] = useState<{ readonly key: string; readonly check?: Check; readonly problem?: Problem }>();
  /** The next look waits for no key: the first one, and one that is asked for. */
  const atOnce = useRef(true);
  const isOpen = connection.state === 'open';
  const build = choice.from === 'build' ? buildInput(choice) : undefined;
  const file = choice.from === 'file' ? choice.file.trim() : '';
  const isWhole = build !== undefined || file !== '';
  /** Which board, under which boot, and what is chosen. */
  const key = JSON.stringify([name, boot, build, file]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what it depends on.
  useEffect(() => {
    if (!isOpen || !isWhole) return;
    const abort = new AbortController();
    const { signal } = abort;
    const look = async (): Promise<Check> => {
      if (build !== undefined) return await host.call('module.preflight', { board: name, ...build }, { signal });
      const checked = await host.call('module.check', { board: name, file }, { signal });
      return { rows: checked.rows, file: checked };
    };
    const timer = setTimeout(
      () =>
        look().then(
          (check) => setFound({ key, check }),
          (thrown: unknown) => signal.aborted || setFound({ key, problem: problemOf(thrown) }),
        ),
      atOnce.current ? 0 : pauseMs,
    );
    atOnce.current = false;
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [host, isOpen, isWhole, key, asked]);
  const isCurrent = found?.key === key && isOpen;
  return {
    isOpen,
    isWhole,
    check: isCurrent ? found.check : undefined,
    problem: isCurrent ? found.problem : undefined,
    isLooking: isOpen && isWhole && !isCurrent,
    again() {
      atOnce.current = true;
      setFound(undefined);
      setAsked(asked + 1);
    },
  };
}
