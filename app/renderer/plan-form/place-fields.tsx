/** Address and size of a place, as people write them, each read back. */
import type { ReactNode } from 'react';
import type { PlaceText } from '../../plan/place-of-region.ts';
import { parseQuantity } from '../../plan/quantity.ts';
import { readBack } from '../../plan/read-back.ts';
import { TextField } from '../components/text-field.tsx';

export function PlaceFields({
  place,
  onPlace,
  children,
}: {
  place: PlaceText;
  onPlace(place: PlaceText): void;
  /** Behind the fields. */
  children?: ReactNode;
}) {
  const field = (key: 'address' | 'size', label: string, placeholder: string) => {
    const text = place[key];
    const told = readBack(text, key);
    const isWrong = text.trim() !== '' && parseQuantity(text) === undefined;
    return (
      <TextField
        label={label}
        mono
        placeholder={placeholder}
        value={text}
        onValue={(value) => onPlace({ ...place, [key]: value })}
        error={isWrong ? 'Write a number like 0x70000000, 4096 or 256 KiB.' : undefined}
        note={told === undefined ? ' ' : `= ${told}`}
      />
    );
  };
  return (
    <div className="place-fields">
      {field('address', 'Address', '0x70000000')}
      {field('size', 'Size', '256 KiB')}
      {children}
    </div>
  );
}
