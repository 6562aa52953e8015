/** A 64-bit number as people write it: `0x1000`, `4096`, `256 KiB`. Given on with Enter or on leaving, when it can be read. */
import { useEffect, useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import { exactSize, parseQuantity } from '../../plan/quantity.ts';
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

/** How a number is shown before somebody types. */
export function numberText(value: bigint, unit: 'address' | 'size'): string {
  return unit === 'address' ? hex(value) : exactSize(value);
}

/** Why a text is not taken; undefined when it is. */
export function numberError(text: string, min: bigint, max: bigint): string | undefined {
  const value = parseQuantity(text.replace(/\s*bytes?$/, ''));
  if (value === undefined) return 'Write a number like 0x1000, 4096 or 256 KiB.';
  if (value < min) return `At least ${hex(min)}.`;
  if (value > max) return `At most ${hex(max)}.`;
  return undefined;
}

export function NumberField({ value, unit, min = 0n, max = 2n ** 64n - 1n, onNumber, ...rest }: NumberFieldProps) {
  const [text, setText] = useState(() => numberText(value, unit));
  useEffect(() => setText(numberText(value, unit)), [value, unit]);
  const error = numberError(text, min, max);
  const give = () => {
    const read = parseQuantity(text.replace(/\s*bytes?$/, ''));
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
