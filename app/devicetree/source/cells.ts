/** The cells of a value between `<` and `>`. */
import { readInteger, reportName } from './integer.ts';
import { digitValue, isDigit, isHexDigit, isWordLetter, isWordStart } from './letters.ts';
import { readReference } from './reference.ts';
import type { Scanner } from './scanner.ts';
import type { ValueBuilder } from './value-builder.ts';

/** `<1 0x2 (3 + 4) &label>`, behind the `<`. */
export function readCells(scanner: Scanner, into: ValueBuilder, bits: number): void {
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
    into.label({ name, start: position, end: scanner.position - 1 });
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
