/** Work that this window asked for and that outlives the panel it was asked in: what, since when, how to stop it, how it failed. */
import { create } from 'zustand';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { onBoardRenamed, withRenamedKeys } from './board-renamed.ts';

export interface Task {
  readonly what: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly text: string;
  /** 0 to 1; absent: nobody knows how far it is. */
  readonly part?: number | undefined;
  readonly stopping: boolean;
  stop(): void;
}

interface Tasks {
  readonly running: Readonly<Record<string, Task>>;
  /** How the newest task of a key failed. */
  readonly failed: Readonly<Record<string, Problem>>;
}

export const useTasks = create<Tasks>(() => ({ running: {}, failed: {} }));

/** By key, as in `connect:zynq`. */
export const useTask = (key: string) => useTasks(({ running }) => running[key]);
export const useFailure = (key: string) => useTasks(({ failed }) => failed[key]);

function without<Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  const { [key]: _left, ...rest } = record;
  return rest;
}

export function forgetFailure(key: string): void {
  useTasks.setState(({ failed }) => ({ failed: without(failed, key) }));
}

/** Stops what runs under a key, and resolves when it has ended. */
export async function stopTask(key: string): Promise<void> {
  const task = useTasks.getState().running[key];
  if (task === undefined) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const unsubscribe = useTasks.subscribe(({ running }) => {
    if (running[key] === undefined) resolve();
  });
  task.stop();
  await promise;
  unsubscribe();
}

/** Keys of work under way; those of a board that is renamed become others. */
const underWay = new Set<{ key: string }>();

/** Keys end in `:board`. */
onBoardRenamed(({ name, to }) => {
  const end = `:${name}`;
  const renamed = (key: string) => (key.endsWith(end) ? `${key.slice(0, -end.length)}:${to}` : undefined);
  for (const work of underWay) work.key = renamed(work.key) ?? work.key;
  useTasks.setState(({ running, failed }) => ({
    running: withRenamedKeys(running, renamed),
    failed: withRenamedKeys(failed, renamed),
  }));
});

/**
 * Runs work under a key, one at a time: while it runs, another start does nothing. Resolves to whether it was done. What was
 * cancelled has not failed.
 */
export async function runTask(
  firstKey: string,
  what: string,
  work: (signal: AbortSignal, tell: (text: string, part?: number) => void) => Promise<void>,
): Promise<boolean> {
  if (useTasks.getState().running[firstKey] !== undefined) return false;
  const own = { key: firstKey };
  underWay.add(own);
  const abort = new AbortController();
  const change = (part: Partial<Task>) =>
    useTasks.setState(({ running }) => {
      const task = running[own.key];
      return task === undefined ? {} : { running: { ...running, [own.key]: { ...task, ...part } } };
    });
  const task: Task = {
    what,
    since: Date.now(),
    text: '',
    stopping: false,
    stop() {
      change({ stopping: true });
      abort.abort();
    },
  };
  useTasks.setState(({ running, failed }) => ({
    running: { ...running, [own.key]: task },
    failed: without(failed, own.key),
  }));
  try {
    await work(abort.signal, (text, part) => change({ text, part }));
    return true;
  } catch (thrown) {
    const found = problemOf(thrown);
    if (found.id !== 'cancelled') useTasks.setState(({ failed }) => ({ failed: { ...failed, [own.key]: found } }));
    return false;
  } finally {
    underWay.delete(own);
    useTasks.setState(({ running }) => ({ running: without(running, own.key) }));
  }
}
