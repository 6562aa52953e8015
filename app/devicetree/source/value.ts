/** The value of a property, behind its `=`: texts, cells, bytes and references, put together by commas. */
import type { ByteFiles } from './byte-files.ts';
import { readBytes } from './bytes.ts';
import { readCells } from './cells.ts';
import { readIncbin } from './incbin.ts';
import { readInteger } from './integer.ts';
import { isWordStart } from './letters.ts';
import { readReference } from './reference.ts';
import type { Scanner } from './scanner.ts';
import { readText } from './text-value.ts';
import type { ValueBuilder } from './value-builder.ts';

/** Reads up to what ends the value, which is left for the caller. */
export function readValue(scanner: Scanner, into: ValueBuilder, files: ByteFiles): void {
  for (;;) {
    readLabels(scanner, into);
    if (!readPart(scanner, into, files)) {
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
    into.label({ name, start: position, end: scanner.position });
    scanner.position += 1;
  }
}

/** Whether another part of a value stands here, on the line that the last one ended in or behind. */
function startsPart(scanner: Scanner): boolean {
  const { code } = scanner;
  if (code === 0x22 || code === 0x3c || code === 0x5b) return true;
  if (code === 0x26 /* & */) return !scanner.text.slice(scanner.behind, scanner.position).includes('\n');
  return ['/bits/', '/incbin/'].some((word) => scanner.text.startsWith(word, scanner.position));
}

function readPart(scanner: Scanner, into: ValueBuilder, files: ByteFiles): boolean {
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
    readIncbin(scanner, into, files, position);
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
