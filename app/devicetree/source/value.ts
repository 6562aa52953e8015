/** The value of a property, behind its `=`: texts, cells, bytes and references, put together by commas. */
import { readInteger, reportName } from './integer.ts';
import { digitValue, isDigit, isHexDigit, isNameLetter, isWordLetter, isWordStart } from './letters.ts';
import type { LiveLabel, Marker } from './live-tree.ts';
import { CellTable } from './places.ts';
import type { Scanner } from './scanner.ts';
import { readText } from './text-value.ts';

/** Grows as it is filled; the bytes of one property after another go through it. */
export class ValueBuilder {
  readonly cells = new CellTable();
  markers: Marker[] | undefined;
  labels: LiveLabel[] | undefined;
  length = 0;
  private bytes = new Uint8Array(256);

  clear(): void {
    this.length = 0;
    this.markers = undefined;
    this.labels = undefined;
  }

  taken(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length] = value;
    this.length += 1;
  }

  cell(value: number): void {
    if (this.length + 4 > this.bytes.length) this.grow(4);
    const { bytes, length } = this;
    bytes[length] = value >>> 24;
    bytes[length + 1] = (value >>> 16) & 0xff;
    bytes[length + 2] = (value >>> 8) & 0xff;
    bytes[length + 3] = value & 0xff;
    this.length += 4;
  }

  all(values: Uint8Array): void {
    if (this.length + values.length > this.bytes.length) this.grow(values.length);
    this.bytes.set(values, this.length);
    this.length += values.length;
  }

  mark(marker: Marker): void {
    this.markers ??= [];
    this.markers.push(marker);
  }

  label(label: LiveLabel): void {
    this.labels ??= [];
    this.labels.push(label);
  }

  private grow(by: number): void {
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.length + by));
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
  }
}

/** Reads up to what ends the value, which is left for the caller. */
export function readValue(scanner: Scanner, into: ValueBuilder): void {
  for (;;) {
    readLabels(scanner, into);
    if (!readPart(scanner, into)) {
      scanner.report({
        id: 'device-tree.syntax',
        message: `A value is missing before ${scanner.words(scanner.position)}.`,
        why: 'A value is a "text", <cells>, [bytes] or a &reference; a property without one has no `=` either.',
        start: scanner.behind,
        end: scanner.behind,
      });
    }
    readLabels(scanner, into);
    if (scanner.take(',')) continue;
    if (!startsPart(scanner)) return;
    scanner.missing(',', 'The parts of a value are put together by commas.');
  }
}

/** Labels of places in the value. */
function readLabels(scanner: Scanner, into: ValueBuilder): void {
  for (;;) {
    scanner.skip();
    const { position } = scanner;
    if (!isWordStart(scanner.code)) return;
    const name = scanner.word();
    if (scanner.code !== 0x3a /* : */) {
      scanner.position = position;
      return;
    }
    into.label({ name, start: position, end: scanner.position, deleted: false });
    scanner.position += 1;
  }
}

/** Whether another part of a value stands here, on the line that the last one ended in or behind. */
function startsPart(scanner: Scanner): boolean {
  const { code } = scanner;
  if (code === 0x22 || code === 0x3c || code === 0x5b) return true;
  if (code === 0x26 /* & */) return !scanner.text.slice(scanner.behind, scanner.position).includes('\n');
  return scanner.text.startsWith('/bits/', scanner.position);
}

function readPart(scanner: Scanner, into: ValueBuilder): boolean {
  const { code, position } = scanner;
  if (code === 0x22 /* " */) {
    readText(scanner, into);
    into.byte(0);
    return true;
  }
  if (code === 0x3c /* < */) {
    scanner.position += 1;
    readCells(scanner, into, 32);
    return true;
  }
  if (code === 0x5b /* [ */) {
    scanner.position += 1;
    readBytes(scanner, into);
    return true;
  }
  if (code === 0x26 /* & */) {
    const to = readReference(scanner);
    if (to !== undefined) into.mark({ kind: 'path', offset: into.length, to, start: position, end: scanner.position });
    return true;
  }
  if (scanner.take('/bits/')) {
    readBits(scanner, into);
    return true;
  }
  if (scanner.take('/incbin/')) {
    readIncbin(scanner, position);
    return true;
  }
  return false;
}

function readBits(scanner: Scanner, into: ValueBuilder): void {
  scanner.skip();
  const start = scanner.position;
  const bits = Number(readInteger(scanner) ?? 0n);
  if (![8, 16, 32, 64].includes(bits)) {
    scanner.report({
      id: 'device-tree.bits',
      message: `\`/bits/\` wants 8, 16, 32 or 64${scanner.position > start ? `, not ${bits}` : ''}.`,
      why: 'Those are the widths of a cell that dtc knows.',
      start,
      end: scanner.position,
    });
  }
  scanner.skip();
  if (scanner.take('<')) readCells(scanner, into, [8, 16, 64].includes(bits) ? bits : 32);
  else scanner.missing(' <', '`/bits/ 16` is followed by cells between `<` and `>`.', '`<`');
}

function readIncbin(scanner: Scanner, start: number): void {
  const { text } = scanner;
  const end = text.indexOf(')', start);
  const stop = text.slice(start, end < 0 ? undefined : end).search(/[;\n]/);
  scanner.position = end < 0 || stop >= 0 ? start + (stop < 0 ? '/incbin/'.length : stop) : end + 1;
  scanner.report({
    id: 'device-tree.incbin',
    message: 'The bytes of `/incbin/` are not read here; the value is without them.',
    why: 'This reader takes texts only. dtc puts the bytes of the file there.',
    hint: 'Build the tree with dtc, or write the bytes between [ and ].',
    start,
    end: scanner.position,
  });
}

/** `&label` or `&{/path}`, at the `&`. Undefined: reported. */
export function readReference(scanner: Scanner): string | undefined {
  const { text, position: start } = scanner;
  scanner.position += 1;
  if (scanner.code !== 0x7b /* { */) {
    const label = scanner.word();
    if (label !== '') return label;
    scanner.report({
      id: 'device-tree.syntax',
      message: `A label is missing behind \`&\`, before ${scanner.words(scanner.position)}.`,
      why: 'A reference is &label or &{/path/of/node}.',
      start,
      end: scanner.position,
    });
    return undefined;
  }
  let end = start + 2;
  while (isNameLetter(text.charCodeAt(end)) || text.charCodeAt(end) === 0x2f) end += 1;
  const path = text.slice(start + 2, end);
  scanner.position = end;
  if (!scanner.take('}')) {
    scanner.report({
      id: 'device-tree.syntax',
      message: '`}` is missing behind the path.',
      why: 'A reference by path is &{/path/of/node}.',
      start,
      end,
      fix: { title: 'Insert `}`', edits: [{ start: end, end, text: '}' }] },
    });
  }
  if (path.startsWith('/')) return path;
  scanner.report({
    id: 'device-tree.syntax',
    message: 'The path of a reference starts with `/`.',
    why: 'A reference by path is &{/path/of/node}; one by label has no braces: &label.',
    start,
    end: scanner.position,
    ...(/^[A-Za-z_]\w*$/.test(path)
      ? { fix: { title: `Write &${path}`, edits: [{ start, end: scanner.position, text: `&${path}` }] } }
      : {}),
  });
  return undefined;
}

/** `[01 23ab]`, behind the `[`: two hexadecimal digits a byte. */
function readBytes(scanner: Scanner, into: ValueBuilder): void {
  const { text } = scanner;
  for (;;) {
    scanner.skip();
    const { code, position } = scanner;
    if (code === 0x5d /* ] */) {
      scanner.position += 1;
      return;
    }
    const second = text.charCodeAt(position + 1);
    if (isWordStart(code) && labelEnd(text, position) > 0) {
      const end = labelEnd(text, position);
      into.label({ name: text.slice(position, end), start: position, end, deleted: false });
      scanner.position = end + 1;
    } else if (isHexDigit(code) && isHexDigit(second)) {
      into.cells.push(position, position + 2, into.length, 8);
      into.byte(digitValue(code) * 16 + digitValue(second));
      scanner.position += 2;
    } else if (scanner.atEnd || code === 0x3b || code === 0x7d || code === 0x7b || code === 0x3d || code === 0x3e) {
      scanner.missing(']', 'Bytes stand between `[` and `]`.');
      return;
    } else {
      const end = Math.max(scanner.nextThing(), position + 1);
      scanner.position = end;
      scanner.report({
        id: 'device-tree.bytes',
        message: `\`${text.slice(position, end)}\` is no byte.`,
        why: 'Between `[` and `]` each byte is two hexadecimal digits, without 0x.',
        start: position,
        end,
        ...(isHexDigit(code) && end === position + 1
          ? { fix: { title: `Write 0${text[position]}`, edits: [{ start: position, end: position, text: '0' }] } }
          : {}),
      });
    }
  }
}

/** Where a label that starts here ends; -1 when the word is none. */
function labelEnd(text: string, from: number): number {
  let at = from;
  while (isWordLetter(text.charCodeAt(at))) at += 1;
  return text.charCodeAt(at) === 0x3a ? at : -1;
}

/** `<1 0x2 (3 + 4) &label>`, behind the `<`. */
function readCells(scanner: Scanner, into: ValueBuilder, bits: number): void {
  const { text } = scanner;
  for (;;) {
    scanner.skip();
    const { code, position } = scanner;
    if (isDigit(code)) {
      if (bits !== 32 || !readPlainCell(scanner, into))
        cellOf(scanner, into, readInteger(scanner) ?? 0n, position, bits);
    } else if (code === 0x3e /* > */) {
      scanner.position += 1;
      return;
    } else if (code === 0x26 /* & */) {
      const to = readReference(scanner);
      if (bits !== 32) {
        scanner.report({
          id: 'device-tree.bits',
          message: `A reference needs a cell of 32 bits, and these have ${bits}.`,
          why: 'A phandle is 32 bits wide.',
          start: position,
          end: scanner.position,
        });
      } else if (to !== undefined) {
        into.mark({ kind: 'phandle', offset: into.length, to, start: position, end: scanner.position });
      }
      cellOf(scanner, into, (1n << BigInt(bits)) - 1n, position, bits);
    } else if (code === 0x28 /* ( */ || code === 0x27 /* ' */) {
      cellOf(scanner, into, readInteger(scanner) ?? 0n, position, bits);
    } else if (isWordStart(code)) {
      if (!readNameInCells(scanner, into, bits)) return;
    } else if (code === 0x2c /* , */) {
      if (endsArray(text, position + 1)) {
        scanner.missing('>', 'Cells stand between `<` and `>`.');
        return;
      }
      scanner.position += 1;
      scanner.report({
        id: 'device-tree.syntax',
        message: 'Cells are put together by space, not by commas.',
        why: 'dtc refuses a comma between `<` and `>`.',
        start: position,
        end: position + 1,
        fix: { title: 'Take the comma away', edits: [{ start: position, end: position + 1, text: ' ' }] },
      });
    } else if ('+-*/%|^~!?'.includes(text[position] ?? ' ') && !scanner.atEnd) {
      readBareOperator(scanner, into, bits);
    } else {
      scanner.missing('>', 'Cells stand between `<` and `>`.');
      return;
    }
  }
}

/** Whether what starts here is a part of a value rather than a cell. */
function endsArray(text: string, from: number): boolean {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at += 1;
  return '<"['.includes(text[at] ?? ' ');
}

/** An operator outside of parentheses: told once, with what it stands before. */
function readBareOperator(scanner: Scanner, into: ValueBuilder, bits: number): void {
  const { text, position } = scanner;
  let end = position + 1;
  while (end < text.length && '+-*/%|^~!?:<&='.includes(text[end] ?? ' ')) end += 1;
  scanner.position = end;
  scanner.skip();
  const unary = end === position + 1 && '-~!'.includes(text[position] ?? ' ');
  const start = scanner.position;
  const number = isDigit(scanner.code) ? readInteger(scanner) : undefined;
  const fix =
    unary && number !== undefined && start === end
      ? {
          title: 'Put it between ( and )',
          edits: [
            { start: position, end: position, text: '(' },
            { start: scanner.position, end: scanner.position, text: ')' },
          ],
        }
      : undefined;
  if (number !== undefined) into.cells.push(position, scanner.position, into.length, bits);
  if (number !== undefined) writeCell(into, unary ? BigInt.asUintN(bits, -number) : number, bits);
  scanner.report({
    id: 'device-tree.syntax',
    message: `\`${text.slice(position, end)}\` stands outside of ( ).`,
    why: 'dtc reads expressions only between `(` and `)`: <(1 + 2)>.',
    start: position,
    end,
    ...(fix === undefined ? {} : { fix }),
  });
}

/** A label, or a name that stands for a number. False: the cells have ended before it. */
function readNameInCells(scanner: Scanner, into: ValueBuilder, bits: number): boolean {
  const { position } = scanner;
  const name = scanner.word();
  if (scanner.take(':')) {
    into.label({ name, start: position, end: scanner.position - 1, deleted: false });
    return true;
  }
  // `a = <1` and then the next property or node: the name is not of these cells.
  const next = scanner.nameEnd(position);
  const rest = scanner.text.slice(next, next + 8).trimStart();
  const newLine = scanner.text.slice(scanner.behind, position).includes('\n');
  if ((/^=(?!=)/.test(rest) || /^[{;]/.test(rest)) && (newLine || !rest.startsWith(';'))) {
    scanner.position = position;
    scanner.missing('>', 'Cells stand between `<` and `>`.');
    return false;
  }
  if (next > scanner.position) {
    scanner.position = next;
    reportName(scanner, scanner.text.slice(position, next), position);
  } else {
    reportName(scanner, name, position);
  }
  cellOf(scanner, into, 0n, position, bits);
  return true;
}

/** A decimal or hexadecimal number of at most 32 bits with nothing behind it, as nearly all are. False: nothing was read. */
function readPlainCell(scanner: Scanner, into: ValueBuilder): boolean {
  const { text, position } = scanner;
  let at = position;
  let value = 0;
  if (text.charCodeAt(at) === 0x30 /* 0 */) {
    at += 1;
    const next = text.charCodeAt(at);
    if (next === 0x78 /* x */ || next === 0x58) {
      at += 1;
      const digits = at;
      for (let code = text.charCodeAt(at); isHexDigit(code); code = text.charCodeAt(at)) {
        value = value * 16 + digitValue(code);
        at += 1;
      }
      if (at === digits || at - digits > 8) return false;
    } else if (isDigit(next)) {
      return false;
    }
  } else {
    for (let code = text.charCodeAt(at); isDigit(code); code = text.charCodeAt(at)) {
      value = value * 10 + (code - 0x30);
      at += 1;
    }
    if (value > 0xffff_ffff) return false;
  }
  if (isWordLetter(text.charCodeAt(at))) return false;
  into.cells.push(position, at, into.length, 32);
  into.cell(value);
  scanner.position = at;
  return true;
}

function cellOf(scanner: Scanner, into: ValueBuilder, value: bigint, start: number, bits: number): void {
  const most = (1n << BigInt(bits)) - 1n;
  // As dtc: a negative number fits when what is cut off are only copies of its sign.
  if (value > most && (value | most) !== 0xffff_ffff_ffff_ffffn) {
    scanner.report({
      id: 'device-tree.number-range',
      message: `0x${value.toString(16)} does not fit into ${bits} bits.`,
      why: `Each cell here is ${bits} bits wide, and dtc refuses what does not fit.`,
      ...(bits === 32
        ? { hint: 'Write it as two cells, the upper 32 bits first, or put /bits/ 64 before the `<`.' }
        : {}),
      start,
      end: scanner.position,
      ...(bits === 32 && isDigit(scanner.text.charCodeAt(start))
        ? {
            fix: {
              title: 'Write it as two cells',
              edits: [
                {
                  start,
                  end: scanner.position,
                  text: `0x${(value >> 32n).toString(16)} 0x${(value & 0xffff_ffffn).toString(16)}`,
                },
              ],
            },
          }
        : {}),
    });
  }
  into.cells.push(start, scanner.position, into.length, bits);
  writeCell(into, BigInt.asUintN(bits, value), bits);
}

function writeCell(into: ValueBuilder, value: bigint, bits: number): void {
  for (let shift = bits - 8; shift >= 0; shift -= 8) into.byte(Number((value >> BigInt(shift)) & 0xffn));
}
