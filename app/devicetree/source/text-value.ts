/** Texts in quotation marks, with the escapes of C. */
import { digitValue, isHexDigit, isWordLetter } from './letters.ts';
import type { Scanner } from './scanner.ts';

const named: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** An escape at the `\` of a text that ends at `end`: a letter's name, up to three octal or two hexadecimal digits, or any other letter as it is. */
export function readEscape(
  text: string,
  at: number,
  end: number,
): { readonly bytes: readonly number[]; readonly end: number; readonly wrong: boolean } {
  const letter = text[at + 1];
  if (letter === undefined || at + 1 >= end) return { bytes: [], end, wrong: true };
  const known = named[letter];
  if (known !== undefined) return { bytes: [known], end: at + 2, wrong: false };
  if (letter >= '0' && letter <= '7') {
    let value = 0;
    let next = at + 1;
    for (; next < end && next < at + 4; next += 1) {
      const digit = text.charCodeAt(next) - 0x30;
      if (!(digit >= 0 && digit <= 7)) break;
      value = value * 8 + digit;
    }
    return { bytes: [value & 0xff], end: next, wrong: false };
  }
  if (letter === 'x') {
    let value = 0;
    let next = at + 2;
    for (; next < end && next < at + 4 && isHexDigit(text.charCodeAt(next)); next += 1) {
      value = value * 16 + digitValue(text.charCodeAt(next));
    }
    return { bytes: next === at + 2 ? [] : [value], end: next, wrong: next === at + 2 };
  }
  const whole = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
  return { bytes: [...new TextEncoder().encode(whole)], end: at + 1 + whole.length, wrong: false };
}

/** Where the text that starts at a `"` ends: its closing `"`, or where it was probably meant to end. */
export function textEnd(text: string, start: number): { readonly end: number; readonly closed: boolean } {
  let at = start + 1;
  let line = -1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22 /* " */) break;
    if (code === 0x5c /* \ */) at += 1;
    else if (code === 0x0a && line < 0) line = at;
  }
  if (line < 0) {
    if (at < text.length && !(isWordLetter(text.charCodeAt(at + 1)) && endsInComma(text, start, at))) {
      return { end: at, closed: true };
    }
    line = Math.min(at, text.length);
  } else if (at < text.length && goesOn(text, at + 1)) {
    // dtc takes a text over several lines.
    return { end: at, closed: true };
  }
  const meant = /[ \t\r]*[;,]?[ \t\r};]*$/.exec(text.slice(start + 1, Math.min(line, text.length)));
  return { end: start + 1 + (meant?.index ?? 0), closed: false };
}

/** `"a, "b"`: what was taken for the end of a text is the start of the next one. */
function endsInComma(text: string, start: number, end: number): boolean {
  return /,[ \t]*$/.test(text.slice(Math.max(start, end - 16), end));
}

/** Whether what follows a text may follow a text. */
function goesOn(text: string, from: number): boolean {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at += 1;
  return at >= text.length || ',;)/'.includes(text[at] ?? '');
}

const encoder = new TextEncoder();

/** Puts the bytes of the text at the scanner's `"` behind others, without a zero byte at the end. */
export function readText(scanner: Scanner, into: ByteSink): void {
  const { text, position: start } = scanner;
  // Nearly all are of plain letters on one line.
  for (let at = start + 1; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      if (isWordLetter(text.charCodeAt(at + 1))) break;
      for (let plain = start + 1; plain < at; plain += 1) into.byte(text.charCodeAt(plain));
      scanner.position = at + 1;
      return;
    }
    if (!(code >= 0x20 && code < 0x7f) || code === 0x5c) break;
  }
  into.all(readAnyText(scanner));
}

interface ByteSink {
  byte(value: number): void;
  all(values: Uint8Array): void;
}

function readAnyText(scanner: Scanner): Uint8Array {
  const { text, position: start } = scanner;
  const { end, closed } = textEnd(text, start);
  scanner.position = closed ? end + 1 : end;
  if (!closed) {
    scanner.report({
      id: 'device-tree.syntax',
      message: 'This text does not end: `"` is missing.',
      why: 'What follows would be read as part of it.',
      start,
      end,
      fix: { title: 'Insert `"`', edits: [{ start: end, end, text: '"' }] },
    });
  }
  const bytes: number[] = [];
  let plain = start + 1;
  for (let at = plain; at < end; ) {
    if (text.charCodeAt(at) !== 0x5c) {
      at += 1;
      continue;
    }
    pushAll(bytes, encoder.encode(text.slice(plain, at)));
    const escaped = readEscape(text, at, end);
    if (escaped.wrong) {
      scanner.report({
        id: 'device-tree.text-escape',
        message: `\`${text.slice(at, escaped.end)}\` says no letter.`,
        why: 'dtc wants one or two hexadecimal digits behind \\x.',
        start: at,
        end: escaped.end,
      });
    }
    pushAll(bytes, escaped.bytes);
    at = escaped.end;
    plain = at;
  }
  pushAll(bytes, encoder.encode(text.slice(plain, end)));
  return Uint8Array.from(bytes);
}

function pushAll(into: number[], from: Iterable<number>): void {
  for (const byte of from) into.push(byte);
}
