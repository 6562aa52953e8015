/** Numbers and ranges as files of addresses say them. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { exactSize, parseQuantity } from '../quantity.ts';

/** Where in a file something stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
  /** Such as `axi_gpio_0`, where it is known. */
  readonly name?: string | undefined;
}

const at = ({ file, line, name }: Place) => `${file}, line ${line}${name === undefined ? '' : ` (${name})`}`;
const dataOf = ({ file, line, name }: Place) => ({ file, line, ...(name !== undefined && { name }) });

/**
 * `what` says what the number is, as in `base address`. Throws `address-map.number-too-large` for one of more than 64 bits,
 * `address-map.bad-number` for what is none.
 */
export function numberAt(place: Place, what: string, text: string): bigint {
  const value = parseQuantity(text);
  if (value !== undefined) return value;
  if (/^(0x[0-9a-f][0-9a-f_]*|[0-9][0-9_]*)\s*([kmgt]?(ib?)?|b)$/i.test(text.trim())) {
    throw problem('address-map.number-too-large', `${at(place)}: ${what} ${text.trim()} has more than 64 bits.`, {
      hint: 'Check its digits: an address of a board has at most 64 bits.',
      data: { ...dataOf(place), value: text.trim().slice(0, 80) },
    });
  }
  throw problem('address-map.bad-number', `${at(place)}: ${what} ${JSON.stringify(text.slice(0, 80))} is no number.`, {
    hint: 'Write it as 0xA0000000, 65536 or 64K.',
    data: { ...dataOf(place), value: text.slice(0, 80) },
  });
}

/** Throws `address-map.address-missing`. */
export function addressMissing(place: Place) {
  return problem('address-map.address-missing', `${at(place)} has no address.`, {
    hint: 'Assign one in the design (in Vivado: Address Editor, Assign All), or take the line out.',
    data: dataOf(place),
  });
}

export function sizeMissing(place: Place) {
  return problem('address-map.size-missing', `${at(place)} has neither a size nor a last address.`, {
    hint: 'Add a column such as size (64K) or high (0xA000FFFF).',
    data: dataOf(place),
  });
}

/**
 * Bytes from a first to a last address. Throws `address-map.ends-before-start`.
 */
export function sizeTo(place: Place, base: bigint, high: bigint): bigint {
  // One less than the base is how an empty range is said.
  if (high + 1n >= base) return high + 1n - base;
  throw problem(
    'address-map.ends-before-start',
    `${at(place)} ends at ${hex(high)}, before its start at ${hex(base)}.`,
    {
      hint: 'Check both addresses in the design.',
      data: { ...dataOf(place), base: hex(base), high: hex(high) },
    },
  );
}

/** Throws `address-map.number-too-large` when the range passes 2^64. */
export function checkEnd(place: Place, base: bigint, size: bigint): void {
  if (base + size <= 1n << 64n) return;
  throw problem(
    'address-map.number-too-large',
    `${at(place)}: ${hex(base)} and ${exactSize(size)} reach beyond 64 bits.`,
    {
      hint: 'Check base and size in the design.',
      data: { ...dataOf(place), base: hex(base), size: hex(size) },
    },
  );
}
