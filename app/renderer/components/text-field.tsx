/** A line of text with its name, and what is wrong with it. */
import { type ComponentProps, type ReactNode, useId } from 'react';
import './field.css';

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'id'> {
  label: string;
  value: string;
  onValue(value: string): void;
  /** The label is read and not shown, where the place says what it is. */
  labelUnseen?: boolean;
  /** The label beside the field rather than above it. */
  inline?: boolean;
  mono?: boolean;
  note?: ReactNode;
  error?: string | undefined;
}

export function TextField({
  label,
  value,
  onValue,
  labelUnseen = false,
  inline = false,
  mono = false,
  note,
  error,
  className = '',
  ...rest
}: TextFieldProps) {
  const id = useId();
  const about = error !== undefined || note !== undefined ? `${id}-about` : undefined;
  return (
    <div className={`field ${inline ? 'field-inline' : ''} ${className}`}>
      <label className={labelUnseen ? 'unseen' : 'field-label'} htmlFor={id}>
        {label}
      </label>
      <input
        spellCheck={false}
        autoComplete="off"
        {...rest}
        id={id}
        className={`input ${mono ? 'input-mono' : ''}`}
        value={value}
        onChange={(event) => onValue(event.target.value)}
        aria-invalid={error !== undefined}
        aria-describedby={about}
      />
      {about !== undefined && (
        <span id={about} className={error === undefined ? 'field-note' : 'field-error'}>
          {error ?? note}
        </span>
      )}
    </div>
  );
}
