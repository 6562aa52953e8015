/** Sizes for people: exact in hex, and in the largest binary unit that shows them well. */
import { hex } from '../../remote-helper/contract/quantity.ts';

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** The size in tenths of its largest unit, half up, and whether that is exact; no float, which would round a large size. */
function inTenths(bytes: bigint): { readonly text: string; readonly exact: boolean } {
  let unit = 0;
  let scale = 1n;
  const tenths = () => (bytes * 10n + scale / 2n) / scale;
  while (unit < units.length - 1 && tenths() >= 10_240n) {
    unit += 1;
    scale *= 1024n;
  }
  const rounded = tenths();
  const decimal = rounded % 10n === 0n ? '' : `.${rounded % 10n}`;
  const name = unit === 0 && bytes === 1n ? 'byte' : units[unit];
  return { text: `${rounded / 10n}${decimal} ${name}`, exact: rounded * scale === bytes * 10n };
}

/** `1 MiB`, `1.5 KiB`, `70 bytes`; rounded to one decimal. */
export function roundSize(bytes: bigint): string {
  return inTenths(bytes).text;
}

/** `0x100000 (1 MiB)`, `0xffffc (about 1 MiB)`. */
export function sizeText(bytes: bigint): string {
  const { text, exact } = inTenths(bytes);
  return `${hex(bytes)} (${exact ? '' : 'about '}${text})`;
}

/** `3 MiB of 64 MiB, 4.7%, 12 MiB/s`. The rate is left out until it means something. */
export function transferText(done: number, total: number, elapsedMs: number): string {
  const part = total === 0 ? 100 : Math.floor((done * 1000) / total) / 10;
  const rate = elapsedMs < 500 ? '' : `, ${roundSize(BigInt(Math.round((done * 1000) / elapsedMs)))}/s`;
  return `${roundSize(BigInt(done))} of ${roundSize(BigInt(total))}, ${part}%${rate}`;
}
