/** All settings, made from their schema: groups, a search, and what differs from the defaults. It fills the place that it is given, and takes no props. */
import { useState } from 'react';
import { settingInfos, valueWords } from '../../contract/setting-info.ts';
import { matching } from '../command-palette/matching.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/text-field.tsx';
import { listSettingsCommand, resetAllCommand } from '../copied-commands/workstation.ts';
import { SettingRow } from './setting-row.tsx';
import './settings.css';
import { SettingsFailure } from './settings-failure.tsx';
import { resetSettings, useSettings } from './settings-store.ts';

const groups = [...new Set(settingInfos.map(({ group }) => group))];
const searched = settingInfos.map((info) => ({
  info,
  title: `${info.group} ${info.title} ${info.about} ${info.name}`,
}));

const none: readonly never[] = [];

export default function SettingsPanel() {
  const [text, setText] = useState('');
  const found = matching(searched, text).map(({ info }) => info);
  const unread = useSettings((state) => state.unread);
  const problems = useSettings(({ told }) => told?.problems ?? none);
  return (
    <section className="settings" aria-label="Settings">
      <div className="settings-bar">
        <TextField label="Search settings" inline type="search" value={text} onValue={setText} />
        <span className="muted small" role="status">
          {found.length} of {settingInfos.length} settings
        </span>
        <span className="grow" />
        <ResetAll />
        <CopyCommand command={listSettingsCommand()} />
      </div>
      <SettingsFailure />
      {unread !== undefined && <ProblemBanner problem={unread} />}
      {problems
        .filter(({ data }) => data?.name === undefined)
        .map((problem) => (
          <ProblemBanner key={problem.message} tone="warn" problem={problem} />
        ))}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className="settings-list" aria-label="All settings" tabIndex={0}>
        {groups.map((group) => {
          const rows = settingInfos.filter((info) => info.group === group && found.includes(info));
          return (
            rows.length > 0 && (
              <section key={group} aria-label={group}>
                <h2>{group}</h2>
                {rows.map((info) => (
                  <SettingRow key={info.name} info={info} />
                ))}
              </section>
            )
          );
        })}
        {found.length === 0 && <p className="muted">No setting has these words.</p>}
      </section>
    </section>
  );
}

function ResetAll() {
  const [asking, setAsking] = useState(false);
  const settings = useSettings((state) => state.settings);
  const changed = settingInfos.filter(({ name, default: usual }) => settings[name] !== usual);
  const count = changed.length === 1 ? '1 setting' : `${changed.length} settings`;
  return (
    <>
      <Button aria-disabled={changed.length === 0} onClick={() => changed.length > 0 && setAsking(true)}>
        Reset all…
      </Button>
      {asking && (
        <Dialog
          title={`Reset ${count}?`}
          about="In all windows and commands of this user:"
          confirm={{
            label: `Reset ${count}`,
            kind: 'danger',
            run() {
              void resetSettings(changed.map(({ name }) => name));
              setAsking(false);
            },
          }}
          extra={<CopyCommand command={resetAllCommand()} />}
          onClose={() => setAsking(false)}
        >
          <ul>
            {changed.map((info) => (
              <li key={info.name}>
                {info.title}: {valueWords(info, settings[info.name])}, then {valueWords(info, info.default)}
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}
