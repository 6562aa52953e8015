/** One of a few, all of them to be seen; arrow keys go from one to the next. */
import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup as Base } from '@base-ui/react/toggle-group';
import './field.css';
import { Icon } from './icon.tsx';

export interface ToggleGroupProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly icon?: string;
    readonly disabled?: boolean;
  }[];
  readonly disabled?: boolean;
  onValue(value: Value): void;
}

export function ToggleGroup<Value extends string>(props: ToggleGroupProps<Value>) {
  const { label, value, options, disabled = false, onValue } = props;
  return (
    <Base
      aria-label={label}
      className="toggles"
      value={[value]}
      disabled={disabled}
      onValueChange={(chosen: Value[]) => {
        const [first] = chosen;
        if (first !== undefined) onValue(first);
      }}
    >
      {options.map((option) => (
        <Toggle key={option.value} value={option.value} className="toggle" disabled={option.disabled === true}>
          {option.icon !== undefined && <Icon name={option.icon} />}
          {option.label}
        </Toggle>
      ))}
    </Base>
  );
}
