/** `r 0xA0000000 4` and `w 0xA0000000 1`: one look, or one write, at a physical address. Pure. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Width } from '../../../remote-helper/contract/memory.ts';
import type { KnownDevice } from '../../contract/state.ts';
import { parseQuantity } from '../../plan/quantity.ts';

export type AccessLine =
  | { readonly kind: 'read'; readonly address: bigint; readonly size: bigint }
  | { readonly kind: 'write'; readonly address: bigint; readonly value: bigint; readonly width: Width };

/** What is wrong with a line that is meant as one, as a sentence. */
export interface NotSo {
  readonly why: string;
}

const widths: readonly Width[] = [8, 16, 32, 64];

/** Undefined: it is no such line. */
export function readAccessLine(text: string): AccessLine | NotSo | undefined {
  const [verb = '', place = '', what, bits, ...more] = text.trim().split(/\s+/);
  if (!/^[rw]$/i.test(verb) || place === '') return undefined;
  const address = parseQuantity(place);
  if (address === undefined) return { why: `${place} is no address. Write r 0xA0000000 4, or w 0xA0000000 1.` };
  if (verb.toLowerCase() === 'r') {
    const size = what === undefined ? 4n : parseQuantity(what);
    if (size === undefined || size === 0n || bits !== undefined) {
      return { why: 'Behind the address stands how many bytes: r 0xA0000000 4.' };
    }
    return { kind: 'read', address, size };
  }
  if (what === undefined) return { why: 'Behind the address stands the value: w 0xA0000000 1.' };
  const value = parseQuantity(what);
  const width = bits === undefined ? 32 : widths.find((each) => String(each) === bits);
  if (value === undefined || width === undefined || more.length > 0) {
    return { why: 'Write w ADDRESS VALUE, and behind it 8, 16 or 64 where it is not to be 32 bits.' };
  }
  if (value >> BigInt(width) !== 0n) return { why: `${hex(value)} has more than ${width} bits.` };
  if (address % BigInt(width / 8) !== 0n) return { why: `${hex(address)} is no multiple of ${width / 8}.` };
  return { kind: 'write', address, value, width };
}

/** The device that has all of it; where several overlap the smallest, which says most. */
export function deviceAt(line: AccessLine, devices: readonly KnownDevice[]): KnownDevice | NotSo {
  const size = line.kind === 'read' ? line.size : BigInt(line.width / 8);
  const holding = devices
    .filter(({ device }) => line.address >= device.address && line.address + size <= device.address + device.size)
    .toSorted((a, b) => (a.device.size < b.device.size ? -1 : 1));
  const [found] = holding;
  if (found !== undefined) return found;
  const first = devices.find(
    ({ device }) => line.address >= device.address && line.address < device.address + device.size,
  );
  if (first !== undefined)
    return { why: `${hex(line.address + size - 1n)} lies behind the end of ${first.device.name}.` };
  return {
    why:
      devices.length === 0
        ? 'The board has no uiomem device.'
        : `No device has ${hex(line.address)}: there are ${devices.map(({ device }) => `${device.name} at ${hex(device.address)}`).join(', ')}.`,
  };
}
