/** On or off, at once. */
import { Switch as Base } from '@base-ui/react/switch';
import './field.css';

export function Switch({
  label,
  labelUnseen = false,
  checked,
  disabled = false,
  onChecked,
}: {
  label: string;
  /** The label is read and not shown, where the place says what it is. */
  labelUnseen?: boolean;
  checked: boolean;
  disabled?: boolean;
  onChecked(checked: boolean): void;
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is the control.
    <label className="switch">
      <Base.Root className="switch-track" checked={checked} disabled={disabled} onCheckedChange={onChecked}>
        <Base.Thumb className="switch-thumb" />
      </Base.Root>
      <span className={labelUnseen ? 'unseen' : undefined}>{label}</span>
    </label>
  );
}
