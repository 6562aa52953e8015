/** Selected bytes as text for the clipboard. */
import type { Width } from '../../../remote-helper/contract/memory.ts';
import { cellDigits } from './cell-text.ts';

/** A selection larger than this is for `mem dump`. */
export const largestCopy = 256 * 1024;

export interface CopyForm {
  readonly id: 'hex' | 'c' | 'bytes';
  readonly label: string;
  text(bytes: Uint8Array, width: Width, bigEndian: boolean): string;
}

export const copyForms: readonly CopyForm[] = [
  {
    id: 'hex',
    label: 'Copy as hex',
    text: (bytes, width, bigEndian) => lines(cells(bytes, width, bigEndian, ''), ' ', 128 / width),
  },
  {
    id: 'c',
    label: 'Copy as C array',
    text(bytes, width, bigEndian) {
      const values = cells(bytes, width, bigEndian, '0x');
      const body = lines(values, ', ', 128 / width).replaceAll('\n', ',\n  ');
      return `uint${width}_t data[${values.length}] = {\n  ${body},\n};`;
    },
  },
  {
    id: 'bytes',
    label: 'Copy as bytes',
    text: (bytes) => lines(cells(bytes, 8, false, ''), ' ', 16),
  },
];

function cells(bytes: Uint8Array, width: Width, bigEndian: boolean, prefix: string): string[] {
  const size = width / 8;
  const texts: string[] = [];
  for (let at = 0; at + size <= bytes.length; at += size) {
    texts.push(`${prefix}${cellDigits(bytes, at, size, bigEndian)}`);
  }
  return texts;
}

function lines(texts: readonly string[], between: string, perLine: number): string {
  const rows: string[] = [];
  for (let at = 0; at < texts.length; at += perLine) rows.push(texts.slice(at, at + perLine).join(between));
  return rows.join('\n');
}
