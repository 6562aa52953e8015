/** All work that is under way, as the centre of long work lists it. */
import type { BoardState } from '../../contract/state.ts';
import type { ProgressProps } from '../components/progress.tsx';
import type { Task } from '../host/tasks.ts';
import { applyKey } from '../plan/apply-task.ts';
import { stageWords } from './words.ts';

interface ListedWork extends ProgressProps {
  readonly id: string;
}

/** Pure: what this window asked for, and what runs on boards that others asked for. */
export function allWork(running: Readonly<Record<string, Task>>, boards: readonly BoardState[]): ListedWork[] {
  const own = Object.entries(running).map(([id, { what, text, part, since, stopping, stop }]): ListedWork => {
    const board = boards.find(({ board: { name } }) => id === applyKey(name));
    const how: How = board === undefined ? { part } : progressOf(board);
    return {
      id,
      what: stopping ? `${what}: stopping` : what,
      text: how.text ?? text,
      since,
      ...(how.part !== undefined && { part: how.part }),
      ...(!stopping && { onCancel: stop }),
    };
  });
  const others = boards.flatMap((state): ListedWork[] => {
    const { name } = state.board;
    const { connection, work } = state;
    const found: ListedWork[] = [];
    if (work?.outcome === 'running' && running[applyKey(name)] === undefined) {
      const what = work.kind === 'apply' ? `Apply to ${name}` : `Roll back on ${name}`;
      found.push({ id: work.id, what, since: Date.parse(work.startedAt), ...progressOf(state) });
    }
    if (connection.state === 'opening' && running[`connect:${name}`] === undefined) {
      const text = `${stageWords[connection.stage]}: ${connection.text}`;
      found.push({ id: `opening ${name}`, what: `Connect ${name}`, text });
    }
    return found;
  });
  return [...own, ...others];
}

interface How {
  readonly text?: string;
  readonly part?: number | undefined;
}

/** Of an apply: its steps are known. */
function progressOf({ work }: BoardState): How {
  if (work === undefined || work.steps.length === 0) return {};
  const done = work.steps.filter(
    ({ state }) => state !== 'planned' && state !== 'started' && state !== 'output',
  ).length;
  const now = work.steps.find(({ state }) => state === 'started' || state === 'output');
  return { part: done / work.steps.length, ...(now !== undefined && { text: now.title }) };
}
