/** The control of a setting, by what its schema takes: a switch, a few values, or a number of a range. */
import { useEffect, useState } from 'react';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import {
  checkedChange,
  readValue,
  type SettingInfo,
  type SettingValue,
  valueWords,
} from '../../contract/setting-info.ts';
import { Select } from '../components/select.tsx';
import { Switch } from '../components/switch.tsx';
import { TextField } from '../components/text-field.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';

export interface SettingControlProps {
  readonly info: SettingInfo;
  readonly value: SettingValue;
  onValue(value: SettingValue): void;
}

/** More values than this are a list to be opened. */
const mostToggles = 2;

export function SettingControl({ info, value, onValue }: SettingControlProps) {
  const { takes, title } = info;
  switch (takes.kind) {
    case 'switch':
      return <Switch label={title} labelUnseen checked={value === true} onChecked={onValue} />;
    case 'number':
      return <RangeField info={info} value={value} onValue={onValue} />;
    case 'choice': {
      const props = {
        label: title,
        value: String(value),
        options: takes.values.map((each) => ({
          value: String(each),
          label: valueWords(info, each as SettingValue),
        })),
        onValue: (text: string) => onValue(readValue(info, text) as SettingValue),
      };
      return takes.values.length > mostToggles ? <Select {...props} labelUnseen /> : <ToggleGroup {...props} />;
    }
  }
}

/** Given on with Enter or on leaving, when the setting takes it; Escape puts back what it was. */
function RangeField({ info, value, onValue }: SettingControlProps) {
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const error = errorIn(info, text.trim());
  const give = () => {
    if (error !== undefined) return;
    const read = readValue(info, text.trim()) as SettingValue;
    setText(String(read));
    if (read !== value) onValue(read);
  };
  const { takes, title, unit } = info;
  const range = takes.kind === 'number' ? `${takes.min} to ${takes.max}` : '';
  return (
    <TextField
      label={title}
      labelUnseen
      className="setting-number"
      inputMode="numeric"
      value={text}
      onValue={setText}
      note={unit === undefined ? range : `${unit}, ${range}`}
      error={error}
      onBlur={give}
      onKeyDown={(event) => {
        if (event.key === 'Enter') give();
        if (event.key === 'Escape') setText(String(value));
      }}
    />
  );
}

/** Why a text is not taken; undefined when it is. */
function errorIn(info: SettingInfo, text: string): string | undefined {
  try {
    checkedChange({ [info.name]: readValue(info, text) });
    return undefined;
  } catch (thrown) {
    return problemOf(thrown).hint;
  }
}
