/** A 64-bit number as people write it: `0x1000`, `4096`, `256 KiB`. Given on with Enter or on leaving, when it can be read. */
import { useEffect, useState } from 'react';
import { numberError, numberText, readNumber } from './number-text.ts';
import { TextField, type TextFieldProps } from './text-field.tsx';

export interface NumberFieldProps
  extends Omit<TextFieldProps, 'value' | 'onValue' | 'error' | 'onBlur' | 'onKeyDown' | 'min' | 'max'> {
  value: bigint;
  /** `address` is shown in hex, `size` in the largest unit that says it exactly. */
  unit: 'address' | 'size';
  min?: bigint;
  max?: bigint;
  onNumber(value: bigint): void;
}

export function NumberField({ value, unit, min = 0n, max = 2n ** 64n - 1n, onNumber, ...rest }: NumberFieldProps) {
  const [text, setText] = useState(() => numberText(value, unit));
  useEffect(() => setText(numberText(value, unit)), [value, unit]);
  const error = numberError(text, min, max);
  const give = () => {
    const read = readNumber(text);
    if (error !== undefined || read === undefined) return;
    setText(numberText(read, unit));
    if (read !== value) onNumber(read);
  };
  return (
    <TextField
      mono
      {...rest}
      value={text}
      onValue={setText}
      error={error}
      onBlur={give}
      onKeyDown={(event) => {
        if (event.key === 'Enter') give();
        if (event.key === 'Escape') setText(numberText(value, unit));
      }}
    />
  );
}
