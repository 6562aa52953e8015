/** All long work of every board in one place: what it is, how far it is, how long it has taken, and Cancel. */
import { Popover } from '@base-ui/react/popover';
import type { BoardState } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { Progress, type ProgressProps } from '../components/progress.tsx';
import { useHostState } from '../host/state-store.ts';
import { type Task, useTasks } from '../host/tasks.ts';
import { applyKey } from '../plan/apply-task.ts';
import { StatusButton } from './status-button.tsx';
import { stageWords } from './words.ts';
import './work-centre.css';

interface Work extends ProgressProps {
  readonly id: string;
}

export function WorkCentre() {
  const running = useTasks((tasks) => tasks.running);
  const boards = useHostState(({ known }) => known?.state.boards);
  const works = allWork(running, boards ?? []);
  if (works.length === 0) return null;
  const words = works.length === 1 ? (works[0]?.what ?? '') : `${works.length} at work`;
  return (
    <Popover.Root>
      <Popover.Trigger
        render={
          <StatusButton label={`Work under way: ${words}`}>
            <Badge tone="accent" icon="loading" spin>
              {words}
            </Badge>
          </StatusButton>
        }
      />
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} className="popup-layer" align="end">
          <Popover.Popup className="work-centre" aria-label="Work under way">
            {works.map(({ id, ...work }) => (
              <Progress key={id} {...work} />
            ))}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Pure: what this window asked for, and what runs on boards that others asked for. */
export function allWork(running: Readonly<Record<string, Task>>, boards: readonly BoardState[]): Work[] {
  const own = Object.entries(running).map(([id, { what, text, since, stopping, stop }]): Work => {
    const board = boards.find(({ board: { name } }) => id === applyKey(name));
    const how = board === undefined ? undefined : progressOf(board);
    return {
      id,
      what: stopping ? `${what}: stopping` : what,
      text: how?.text ?? text,
      since,
      ...(how?.part !== undefined && { part: how.part }),
      ...(!stopping && { onCancel: stop }),
    };
  });
  const others = boards.flatMap((state): Work[] => {
    const { name } = state.board;
    const { connection, work } = state;
    const found: Work[] = [];
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

/** Of an apply: its steps are known. */
function progressOf({ work }: BoardState): { readonly text?: string; readonly part?: number } {
  if (work === undefined || work.steps.length === 0) return {};
  const done = work.steps.filter(({ state }) => state !== 'planned' && state !== 'started' && state !== 'output').length;
  const now = work.steps.find(({ state }) => state === 'started' || state === 'output');
  return { part: done / work.steps.length, ...(now !== undefined && { text: now.title }) };
}
