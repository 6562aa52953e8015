/** The windows of the board that is meant, one press away. */
import { Icon } from '../components/icon.tsx';
import { Tooltip } from '../components/tooltip.tsx';
import { useShell } from '../host/host-context.tsx';
import './activity-bar.css';
import { keyText } from '../components/keys.tsx';
import { type ShortcutId, shortcuts } from './shortcut-list.ts';

interface Activity {
  readonly id: ShortcutId;
  readonly label: string;
  readonly icon: string;
}

const above: readonly Activity[] = [
  { id: 'start', label: 'Start', icon: 'home' },
  { id: 'boards', label: 'Boards', icon: 'server' },
  { id: 'plan', label: 'Bring-up', icon: 'rocket' },
  { id: 'tree', label: 'Device tree', icon: 'symbol-structure' },
  { id: 'memory', label: 'Memory', icon: 'circuit-board' },
  { id: 'log', label: 'Kernel log', icon: 'output' },
  { id: 'terminal', label: 'Terminal', icon: 'terminal' },
];
const below: readonly Activity[] = [
  { id: 'problems', label: 'Problems', icon: 'warning' },
  { id: 'palette', label: 'All commands', icon: 'terminal-cmd' },
  { id: 'settings', label: 'Settings', icon: 'settings-gear' },
  { id: 'help', label: 'Keyboard shortcuts', icon: 'keyboard' },
];

export function ActivityBar({
  active,
  boardsShown,
  run,
}: {
  /** Kind of the panel that is used. */
  active: string | undefined;
  boardsShown: boolean;
  run(id: ShortcutId): void;
}) {
  const { mac } = useShell();
  const drawn = ({ id, label, icon }: Activity) => {
    const keys = shortcuts.find((each) => each.id === id)?.shown ?? [];
    return (
      <Tooltip key={id} text={keys.length === 0 ? label : `${label} (${keyText(keys, mac)})`} side="right">
        <button
          type="button"
          className="activity"
          aria-label={label}
          {...(id === 'boards' ? { 'aria-pressed': boardsShown } : { 'aria-current': isAt(id, active) })}
          onClick={() => run(id)}
        >
          <Icon name={icon} />
        </button>
      </Tooltip>
    );
  };
  return (
    <nav className="activity-bar" aria-label="Windows" data-region tabIndex={-1}>
      {above.map(drawn)}
      <span className="grow" />
      {below.map(drawn)}
    </nav>
  );
}

function isAt(id: ShortcutId, active: string | undefined): boolean {
  if (active === undefined) return false;
  // The module is a part of the bring-up.
  return id === 'plan' ? ['plan', 'module'].includes(active) : active === (id === 'memory' ? 'device' : id);
}
