/** All long work of every board in one place: what it is, how far it is, how long it has taken, and Cancel. */
import { Popover } from '@base-ui/react/popover';
import { Badge } from '../components/badge.tsx';
import { Progress } from '../components/progress.tsx';
import { useHostState } from '../host/state-store.ts';
import { useTasks } from '../host/tasks.ts';
import { StatusButton } from './status-button.tsx';
import './work-centre.css';
import { allWork } from './work-list.ts';

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
