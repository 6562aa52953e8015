/** A setting: what it is, its control, whether it differs from the default, and the command that does the same. */
import { useId, useRef } from 'react';
import { type SettingInfo, valueWords } from '../../contract/setting-info.ts';
import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { resetCommand, setCommand } from '../copied-commands/workstation.ts';
import { SettingControl } from './setting-control.tsx';
import { changeSettings, resetSettings, useSetting, useSettings } from './settings-store.ts';

export function SettingRow({ info }: { info: SettingInfo }) {
  const { name, title, about } = info;
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const value = useSetting(name);
  const changed = value !== info.default;
  /** What the file has for it and it does not take. */
  const wrong = useSettings(({ told }) => told?.problems.find(({ data }) => data?.name === name));
  const reset = () => {
    void resetSettings([name]);
    // The button is gone then.
    row.current?.querySelector<HTMLElement>('select, input:not([type=checkbox]), [role=switch], .toggle')?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws its legend where the row has a column.
    <div
      ref={row}
      role="group"
      className={`setting ${changed ? 'setting-changed' : ''}`}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-about`}
    >
      <div className="setting-words">
        <div className="row row-wrap">
          <h3 id={`${id}-title`}>{title}</h3>
          {changed && <Badge tone="accent">changed</Badge>}
        </div>
        <p id={`${id}-about`} className="muted">
          {about}
          {changed && ` Default: ${valueWords(info, info.default)}.`}
        </p>
        <code className="muted">{name}</code>
        {wrong !== undefined && (
          <p className="field-error">
            In the file, {wrong.message} {wrong.hint} The default counts.
          </p>
        )}
      </div>
      <div className="setting-control">
        <SettingControl info={info} value={value} onValue={(to) => void changeSettings({ [name]: to })} />
      </div>
      <div className="setting-actions">
        {(changed || wrong !== undefined) && (
          <>
            <Button kind="quiet" icon="discard" aria-label={`Reset: ${title}`} onClick={reset}>
              Reset
            </Button>
            <CopyCommand command={resetCommand(name)} />
          </>
        )}
        <CopyCommand command={setCommand(name, value)} />
      </div>
    </div>
  );
}
