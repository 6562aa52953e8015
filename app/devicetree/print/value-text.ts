/** A property's value as a text says it: texts, cells or bytes, in groups, with references in the place of phandles. */

import { GrowingText } from './growing-text.ts';

/** What a line has at most, with tabs of 8 (Documentation/devicetree/bindings/dts-coding-style.rst says 80; kernel code 100). */
const widest = 100;

export interface ValueLayout {
  /** Cells that make a group. Given, as `starts` is, for a value that is cells whatever its bytes look like. */
  readonly step?: number | undefined;
  /** In cells: where the groups begin, ascending, the first 0. */
  readonly starts?: readonly number[] | undefined;
  /** By bytes from the start: what stands in the place of the cell there, such as `&uart0`. */
  readonly references?: ReadonlyMap<number, string> | undefined;
  /** Cells below are written in decimal, others in hex. */
  readonly decimalBelow: number;
}

/** Puts a value of one byte or more, which begins at that column of its line. */
export function putValue(out: GrowingText, bytes: Uint8Array, layout: ValueLayout, column: number): void {
  const { step, starts, references } = layout;
  if (references === undefined && step === undefined && starts === undefined && isText(bytes))
    putTexts(out, bytes, column);
  else if (bytes.length % 4 === 0 && allAligned(references)) putCells(out, bytes, layout, column);
  else if (references === undefined) out.put(bytesText(bytes, column));
  else out.put(joined(pieces(bytes, layout, references, column), column));
}

/**
 * Whether dtc takes bytes for texts when it writes a text: a zero at the end, else letters, signs and escapes of C only, and
 * no more zeros than others.
 */
function isText(bytes: Uint8Array): boolean {
  if (bytes.at(-1) !== 0) return false;
  let zeros = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0) zeros += 1;
    else if (!((byte >= 0x20 && byte < 0x7f) || (byte >= 7 && byte <= 13))) return false;
  }
  return zeros * 2 <= bytes.length;
}

function putTexts(out: GrowingText, bytes: Uint8Array, column: number): void {
  const start = out.size;
  putTextsWith(out, bytes, '", "');
  const several = bytes.indexOf(0) !== bytes.length - 1;
  if (!several || column + out.size - start < widest) return;
  out.size = start;
  putTextsWith(out, bytes, `",\n${indentTo(column)}"`);
}

function putTextsWith(out: GrowingText, bytes: Uint8Array, between: string): void {
  out.put('"');
  for (let at = 0; at < bytes.length - 1; at += 1) {
    const byte = bytes[at] ?? 0;
    out.put(byte === 0 ? between : (characters[byte] ?? ''));
  }
  out.put('"');
}

const escapes: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

/** Each of 7 bits as a text says it. */
const characters = Array.from({ length: 128 }, (_, byte) => escapes[byte] ?? String.fromCharCode(byte));

function putCells(out: GrowingText, bytes: Uint8Array, layout: ValueLayout, column: number): void {
  const { step = bytes.length, starts, references, decimalBelow } = layout;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length >> 2;
  const start = out.size;
  let group = 0;
  let next = 0;
  for (let at = 0; at < count; at += 1) {
    if (at === next) {
      group += 1;
      next = starts === undefined ? at + step : (starts[group] ?? count);
      out.put(at === 0 ? '<' : '>, <');
    } else out.put(' ');
    const reference = references?.get(at * 4);
    const cell = view.getUint32(at * 4);
    if (reference !== undefined) out.put(reference);
    else if (cell < decimalBelow) out.put(String(cell));
    else out.hex(cell);
  }
  out.put('>');
  if (column + out.size - start < widest) return;
  const groups = out.text(start).slice(1, -1).split('>, <');
  out.size = start;
  out.put(
    joined(
      groups.map((each) => `<${wrapped(each.split(' '), column + 1)}>`),
      column,
    ),
  );
}

function bytesText(bytes: Uint8Array, column: number): string {
  return `[${wrapped(
    Array.from(bytes, (byte) => (byte < 16 ? `0${byte.toString(16)}` : byte.toString(16))),
    column + 1,
  )}]`;
}

/** References that are not on cells of the value: what lies between them by itself. */
function pieces(
  bytes: Uint8Array,
  { decimalBelow }: ValueLayout,
  references: ReadonlyMap<number, string>,
  column: number,
): string[] {
  const texts: string[] = [];
  let at = 0;
  const upTo = (end: number) => {
    if (end <= at) return;
    const piece = new GrowingText();
    putValue(piece, bytes.subarray(at, end), { decimalBelow }, column);
    texts.push(piece.text());
  };
  for (const [offset, text] of [...references].sort(([a], [b]) => a - b)) {
    if (offset < at || offset + 4 > bytes.length) continue;
    upTo(offset);
    texts.push(`<${text}>`);
    at = offset + 4;
  }
  upTo(bytes.length);
  return texts;
}

function allAligned(references: ReadonlyMap<number, string> | undefined): boolean {
  for (const offset of references?.keys() ?? []) if (offset % 4 !== 0) return false;
  return true;
}

/** Groups with commas between; where they do not fit on a line, one below the other. */
function joined(groups: readonly string[], column: number): string {
  const [only] = groups;
  if (groups.length === 1 && only !== undefined) return only;
  const line = groups.join(', ');
  return column + line.length < widest ? line : groups.join(`,\n${indentTo(column)}`);
}

/** Words with spaces between, as many on a line as fit. */
function wrapped(words: readonly string[], column: number): string {
  const line = words.join(' ');
  if (column + line.length < widest) return line;
  let text = '';
  let at = column;
  for (const word of words) {
    if (text === '') text = word;
    else if (at + word.length + 3 < widest) text += ` ${word}`;
    else {
      text += `\n${indentTo(column)}${word}`;
      at = column;
    }
    at += word.length + 1;
  }
  return text;
}

function indentTo(column: number): string {
  return '\t'.repeat(column >> 3) + ' '.repeat(column & 7);
}
