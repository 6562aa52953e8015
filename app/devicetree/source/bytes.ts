/** The bytes of a value between `[` and `]`. */
import { digitValue, isHexDigit, isWordLetter, isWordStart } from './letters.ts';
import type { Scanner } from './scanner.ts';
import type { ValueBuilder } from './value-builder.ts';

/** `[01 23ab]`, behind the `[`: two hexadecimal digits a byte. */
export function readBytes(scanner: Scanner, into: ValueBuilder): void {
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
      into.label({ name: scanner.cut(position, end), start: position, end });
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
