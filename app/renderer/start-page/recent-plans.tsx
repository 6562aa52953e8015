/** Plan files that were opened last. */
import type { RecentPlan } from '../../contract/recent.ts';
import type { BoardState } from '../../contract/state.ts';
import { Badge } from '../components/badge.tsx';
import { ProblemBanner } from '../components/banner.tsx';
import { IconButton } from '../components/button.tsx';
import { Menu } from '../components/menu.tsx';
import { forgetPlanCommand } from '../copied-commands/plan.ts';
import { instantWord } from '../frame/words.ts';
import { useHost } from '../host/host-context.tsx';
import { useRecent } from './recent-store.ts';

export function RecentPlans({
  boards,
  onOpenFile,
}: {
  boards: readonly BoardState[];
  onOpenFile(path: string, board: string): void;
}) {
  const host = useHost();
  const { told, failure, forget } = useRecent();
  const plans = told?.plans ?? [];
  return (
    <section className="start-section" aria-label="Recent plans">
      <h3>Recent plans</h3>
      {failure !== undefined && <ProblemBanner problem={failure} />}
      {told !== undefined && plans.length === 0 && (
        <p className="muted">No plan file was opened yet. Drop one here, or write its path above.</p>
      )}
      <ul className="start-list" aria-label="Recent plans, newest first">
        {plans.map((plan) => (
          <PlanRow
            key={plan.path}
            plan={plan}
            boards={boards}
            onOpenFile={onOpenFile}
            onForget={() => void forget(host, plan.path)}
          />
        ))}
      </ul>
    </section>
  );
}

function PlanRow({
  plan: { path, board, at, gone },
  boards,
  onOpenFile,
  onForget,
}: {
  plan: RecentPlan;
  boards: readonly BoardState[];
  onOpenFile(path: string, board: string): void;
  onForget(): void;
}) {
  const names = boards.map((each) => each.board.name);
  const usual = names.find((name) => name === board) ?? (names.length === 1 ? names[0] : undefined);
  const slash = path.lastIndexOf('/') + 1;
  return (
    <li className="start-row">
      <button
        type="button"
        className="start-open"
        disabled={gone || usual === undefined}
        onClick={() => usual !== undefined && onOpenFile(path, usual)}
      >
        <span className="start-name truncate">{path.slice(slash)}</span>
        <span className="mono muted truncate">{path.slice(0, slash)}</span>
        {gone && (
          <Badge tone="warn" icon="warning">
            the file is gone
          </Badge>
        )}
        <span className="small muted truncate">
          {board === undefined ? '' : `for ${board}, `}
          {instantWord(at)}
        </span>
      </button>
      <Menu
        entries={[
          ...names.map((name) => ({
            label: `Open for ${name}`,
            icon: 'file-code',
            disabled: gone,
            run: () => onOpenFile(path, name),
          })),
          'line',
          { label: 'Forget', icon: 'trash', command: forgetPlanCommand(path), run: onForget },
        ]}
      >
        <IconButton icon="ellipsis" label={`More for ${path}`} />
      </Menu>
    </li>
  );
}
