/** Tokens of the C preprocessor (ISO C11, 6.4), as far as a device tree source has them. */
import { isDigit, isSpace, isWordLetter, isWordStart } from '../letters.ts';

export interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'mark';
  readonly text: string;
  /** Space before it. */
  readonly space: boolean;
  /** Macros that it came out of and is not expanded by again. */
  readonly hidden: Hidden;
  /** Of the text; undefined where it is that of the macro's use. */
  readonly line: number | undefined;
}

/** Names, each once, as a list that others share. */
export type Hidden = { readonly name: string; readonly rest: Hidden } | undefined;

export function hides(hidden: Hidden, name: string): boolean {
  for (let each = hidden; each !== undefined; each = each.rest) if (each.name === name) return true;
  return false;
}

export function hiding(hidden: Hidden, name: string): Hidden {
  return hides(hidden, name) ? hidden : { name, rest: hidden };
}

export function hidingAll(hidden: Hidden, more: Hidden): Hidden {
  if (hidden === undefined) return more;
  let all: Hidden = hidden;
  for (let each = more; each !== undefined && each !== hidden; each = each.rest) all = hiding(all, each.name);
  return all;
}

/** Those that both hide. */
export function hidingBoth(one: Hidden, other: Hidden): Hidden {
  if (one === other) return one;
  let both: Hidden;
  for (let each = one; each !== undefined; each = each.rest)
    if (hides(other, each.name)) both = hiding(both, each.name);
  return both;
}

/** Comments count as space. `lineOf`: the line of an offset. */
export function tokensOf(text: string, lineOf?: (offset: number) => number): Token[] {
  const tokens: Token[] = [];
  let space = false;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      space = true;
      at += 1;
      continue;
    }
    const comment = commentEnd(text, at);
    if (comment > at) {
      space = true;
      at = comment;
      continue;
    }
    const end = tokenEnd(text, at);
    const line = lineOf?.(at);
    tokens.push({ kind: kindOf(code, end - at), text: text.slice(at, end), space, hidden: undefined, line });
    space = false;
    at = end;
  }
  return tokens;
}

function kindOf(code: number, length: number): Token['kind'] {
  if (isWordStart(code)) return 'word';
  if (isDigit(code) || (code === 0x2e && length > 1)) return 'number';
  return (code === 0x22 || code === 0x27) && length > 1 ? 'text' : 'mark';
}

/** Behind the comment that starts here; `at` when none does. */
export function commentEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x2f) return at;
  const next = text.charCodeAt(at + 1);
  if (next === 0x2a /* * */) {
    const end = text.indexOf('*/', at + 2);
    return end < 0 ? text.length : end + 2;
  }
  return next === 0x2f ? logicalLineEnd(text, at) : at;
}

/** The line feed that ends the line, over those with a `\` before them. */
export function logicalLineEnd(text: string, from: number): number {
  for (let end = text.indexOf('\n', from); end >= 0; end = text.indexOf('\n', end + 1)) {
    const before = text.charCodeAt(end - 1) === 0x0d ? end - 2 : end - 1;
    if (text.charCodeAt(before) !== 0x5c) return end;
  }
  return text.length;
}

export function tokenEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  let end = at + 1;
  if (isWordStart(code)) {
    while (isWordLetter(text.charCodeAt(end))) end += 1;
    return end;
  }
  if (isDigit(code) || (code === 0x2e && isDigit(text.charCodeAt(at + 1)))) {
    // 1e+3 and 0x1p-2 are one token to it, and so is 0xe+1.
    for (;;) {
      const next = text.charCodeAt(end);
      const before = text.charCodeAt(end - 1) | 0x20;
      if (isWordLetter(next) || next === 0x2e) end += 1;
      else if ((next === 0x2b || next === 0x2d) && (before === 0x65 || before === 0x70)) end += 1;
      else return end;
    }
  }
  if (code === 0x22 || code === 0x27) return quotedEnd(text, at);
  if (code === 0x2e && text.startsWith('...', at)) return at + 3;
  if (operators.has(text.slice(at, at + 2))) return at + 2;
  const low = text.charCodeAt(end);
  return code >= 0xd800 && code < 0xdc00 && low >= 0xdc00 && low < 0xe000 ? end + 1 : end;
}

/** Behind the closing quotation mark; at the end of the line when it has none. */
function quotedEnd(text: string, at: number): number {
  const mark = text.charCodeAt(at);
  for (let end = at + 1; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === 0x0a) return end;
    if (code === mark) return end + 1;
    if (code === 0x5c && text.charCodeAt(end + 1) !== 0x0a) end += 1;
  }
  return text.length;
}

/** As one text, with space where there was some or where two would become one. */
export function textOfTokens(tokens: readonly Token[]): string {
  let text = '';
  let before = '';
  for (const token of tokens) {
    if (text !== '' && (token.space || wouldJoin(before, token.text))) text += ' ';
    text += token.text;
    before = token.text;
  }
  return text;
}

/** Whether two tokens side by side would be read as another one. */
export function wouldJoin(before: string, after: string): boolean {
  if (before === '' || after === '') return false;
  const last = before.charCodeAt(before.length - 1);
  const next = after.charCodeAt(0);
  if (isWordLetter(last)) {
    const number = isDigit(before.charCodeAt(0)) || (before.startsWith('.') && before.length > 1);
    if (isWordLetter(next)) return true;
    return number ? next === 0x2e || next === 0x2b || next === 0x2d : next === 0x22 || next === 0x27;
  }
  return joining.has(String.fromCharCode(last, next)) || (last === 0x2e && isDigit(next));
}

/** Operators of two letters. */
const operators = new Set('++ -- -> << >> <= >= == != && || += -= *= /= %= &= |= ^= ##'.split(' '));
const joining = new Set([...operators, '//', '/*', '::']);
