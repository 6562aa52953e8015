/** Where *Go to* leads: an offset or an address, or a sum of numbers and of `base`, `end` and `here`. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import { parseQuantity } from '../../plan/quantity.ts';

export interface Places {
  /** Physical address of the device's first byte. */
  readonly base: bigint;
  readonly size: bigint;
  /** Offset of the caret. */
  readonly here: bigint;
  /** What a bare number means when it could be both. */
  readonly prefer: 'address' | 'offset';
}

export type Target =
  | { readonly offset: bigint; readonly problem?: undefined }
  | { readonly problem: Problem; readonly offset?: undefined };

/** `0x100`, `0x4_0000_0000`, `1 MiB`, `base+0x100`, `end-4KiB`, `here+16`; with a sign in front it counts from the caret. */
export function goTo(text: string, places: Places): Target {
  const sum = sumOf(text, places);
  if ('problem' in sum) return { problem: sum.problem };
  const { base, size } = places;
  const { value, is } = sum;
  const inAddresses = value >= base && value < base + size;
  const inOffsets = value >= 0n && value < size;
  const address = is === 'address' || (is === 'number' && inAddresses && (!inOffsets || places.prefer === 'address'));
  const offset = address ? value - base : value;
  if (offset >= 0n && offset < size) return { offset };
  return {
    problem: {
      id: 'go-to.outside',
      message:
        size === 0n
          ? 'The device is empty.'
          : `${value < 0n ? '-' : ''}${hex(value < 0n ? -value : value)} is neither an offset nor an address of the device.`,
      hint: `Offsets go from 0 to ${hex(size === 0n ? 0n : size - 1n)}, addresses from ${hex(base)} to ${hex(size === 0n ? base : base + size - 1n)}.`,
      data: { text },
    },
  };
}

/** `is`: what the sum counts from. */
type Sum = { readonly value: bigint; readonly is: 'number' | 'address' | 'offset' } | { readonly problem: Problem };

function sumOf(text: string, { base, size, here }: Places): Sum {
  const trimmed = text.trim();
  // A number, a word, and the signs between them.
  const pieces = trimmed.match(/[+-]|[^+-]+/g) ?? [];
  const relative = pieces[0] === '+' || pieces[0] === '-';
  let value = relative ? here : 0n;
  let is: 'number' | 'address' | 'offset' = relative ? 'offset' : 'number';
  let sign: bigint | undefined = 1n;
  for (const piece of pieces) {
    if (piece === '+' || piece === '-') {
      sign = piece === '+' ? 1n : -1n;
      continue;
    }
    const word = piece.trim().toLowerCase();
    const known = { base: ['address', base], end: ['offset', size], here: ['offset', here] } as const;
    const named = word in known ? known[word as keyof typeof known] : undefined;
    const term = named?.[1] ?? parseQuantity(word);
    if (term === undefined || sign === undefined) return { problem: notAPlace(trimmed) };
    if (named !== undefined && is === 'number') is = named[0];
    value += sign * term;
    sign = undefined;
  }
  if (sign !== undefined) return { problem: notAPlace(trimmed) };
  return { value, is };
}

function notAPlace(text: string): Problem {
  return {
    id: 'go-to.not-a-place',
    message: text === '' ? 'Nothing was typed.' : `${JSON.stringify(text)} is no place.`,
    hint: 'Write an offset or an address like 0x1000 or 64 KiB, or a sum like base+0x100, end-16, here+4; +0x10 counts from the caret.',
    data: { text },
  };
}
