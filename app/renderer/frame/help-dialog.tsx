/** The shortcuts, from the list that the window follows. */
import { Dialog } from '../components/dialog.tsx';
import { Keys } from '../components/keys.tsx';
import { Switch } from '../components/switch.tsx';
import { useShell } from '../host/host-context.tsx';
import { SettingsFailure } from '../settings/settings-failure.tsx';
import './help-dialog.css';
import { localKeys, shortcuts } from './shortcut-list.ts';
import { useQuestionMark } from './shortcuts.ts';

export function HelpDialog({ onClose }: { onClose(): void }) {
  const { mac } = useShell();
  const { on, set } = useQuestionMark();
  const rows = [
    ...shortcuts.map(({ about, shown, id }) => ({ about, shown: id === 'help' && on ? ['F1', '?'] : shown })),
    ...localKeys,
  ];
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="shortcuts">
        {rows.map(({ about, shown }) => (
          <div key={about}>
            <dt>{about}</dt>
            <dd>
              <Keys keys={shown} mac={mac} />
            </dd>
          </div>
        ))}
      </dl>
      <SettingsFailure />
      <Switch label="? alone shows this, too" checked={on} onChecked={set} />
    </Dialog>
  );
}
