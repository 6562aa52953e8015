/** One of a few: the system's own list, which every keyboard and screen reader knows. */
import { type ComponentProps, useId } from 'react';
import './field.css';
import { Icon } from './icon.tsx';

export interface SelectProps<Value extends string> {
  readonly label: string;
  /** The label is read and not shown, where the place says what it is. */
  readonly labelUnseen?: boolean;
  /** The label above the list rather than beside it, as of the fields around it. */
  readonly stacked?: boolean;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly disabled?: boolean }[];
  readonly disabled?: boolean;
  onValue(value: Value): void;
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, labelUnseen = false, stacked = false, value, options, disabled = false, onValue } = props;
  const id = useId();
  return (
    <div className={stacked ? 'field' : 'field field-inline'}>
      <label className={labelUnseen ? 'unseen' : 'field-label'} htmlFor={id}>
        {label}
      </label>
      <SelectBox
        id={id}
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onValue(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled === true}>
            {option.label}
          </option>
        ))}
      </SelectBox>
    </div>
  );
}

/** The list by itself, where something else says what it is. */
export function SelectBox(props: ComponentProps<'select'>) {
  return (
    <span className="select">
      <select {...props} />
      <Icon name="chevron-down" />
    </span>
  );
}
