/** A text as what a formatter moves: words, marks, comments, directives, and the space that stood before each. */
import { isNameLetter, isSpace, isWordStart } from '../letters.ts';
import { logicalLineEnd } from '../preprocess/tokens.ts';

export interface FormatToken {
  readonly kind: 'word' | 'comment' | 'directive';
  readonly text: string;
  /** Line feeds between the one before and this one. */
  readonly lineFeeds: number;
  /** Whether anything stood between them. */
  readonly spaced: boolean;
  /** `name:`. */
  readonly isLabel: boolean;
  /** `/delete-node/` and its like. */
  readonly isDirective: boolean;
  /** `<` and `>` between parentheses. */
  readonly isOperator: boolean;
  /** Whether nothing stands behind it on its line. */
  readonly endsLine: boolean;
  /** Whether it is part of the head of a node, or a comment before one. */
  opensNode: boolean;
}

const directive =
  /#[ \t]*(?:(?:include|define|undef|ifdef|ifndef|if|elif|else|endif|error|warning|line|pragma)\b|\d|\r?\n|$)/y;
const reference = /&(?:\{[^}\s]*\}|[A-Za-z_]\w*)/y;
const slashWord = /\/[a-z][a-z0-9-]*\//y;

/** Undefined: a text, a comment or a brace does not close, or space has a meaning, so that moving things would change what they say. */
export function formatTokens(text: string): FormatToken[] | undefined {
  const tokens: FormatToken[] = [];
  let parentheses = 0;
  let braces = 0;
  let at = 0;
  for (;;) {
    const from = at;
    let lineFeeds = 0;
    for (; isSpace(text.charCodeAt(at)); at += 1) if (text[at] === '\n') lineFeeds += 1;
    if (at >= text.length) break;
    const lineStart = lineFeeds > 0 || from === 0;
    const found = tokenAt(text, at, lineStart);
    if (found === undefined) return undefined;
    const { kind, end } = found;
    const word = text.slice(at, end);
    if (word === '(') parentheses += 1;
    else if (word === ')') parentheses = Math.max(0, parentheses - 1);
    else if (word === '{') braces += 1;
    else if (word === '}') braces -= 1;
    else if (word === ';') parentheses = 0;
    if (braces < 0) return undefined;
    tokens.push({
      kind,
      text: kind === 'directive' ? word.trimEnd() : word,
      lineFeeds,
      spaced: at > from,
      isLabel: kind === 'word' && word.endsWith(':') && word.length > 1,
      isDirective: kind === 'word' && word.length > 2 && word.startsWith('/'),
      isOperator: parentheses > 0,
      endsLine: /^[ \t\r]*(?:\n|$)/.test(text.slice(end, nextLineEnd(text, end))),
      opensNode: false,
    });
    at = end;
  }
  if (braces !== 0) return undefined;
  markHeads(tokens);
  return tokens;
}

function nextLineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

function markHeads(tokens: readonly FormatToken[]): void {
  let head = false;
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index];
    if (token === undefined) continue;
    if (token.kind === 'directive') head = false;
    else if (token.text === '{') head = true;
    else if (token.text === ';' || token.text === '}' || token.text === '=') head = false;
    token.opensNode = head;
  }
}

function tokenAt(
  text: string,
  at: number,
  lineStart: boolean,
): { readonly kind: FormatToken['kind']; readonly end: number } | undefined {
  const code = text.charCodeAt(at);
  if (code === 0x23 /* # */ && matchEnd(directive, text, at) > at) {
    // Moved to the start of a line it would become a directive.
    return lineStart ? { kind: 'directive', end: directiveEnd(text, at) } : undefined;
  }
  if (code === 0x2f /* / */) {
    const next = text.charCodeAt(at + 1);
    if (next === 0x2a /* * */) {
      const end = text.indexOf('*/', at + 2);
      return end < 0 ? undefined : { kind: 'comment', end: end + 2 };
    }
    if (next === 0x2f) return { kind: 'comment', end: trimmedEnd(text, at, logicalLineEnd(text, at)) };
    return { kind: 'word', end: Math.max(matchEnd(slashWord, text, at), at + 1) };
  }
  if (code === 0x22 || code === 0x27) {
    const end = quotedEnd(text, at);
    return end === undefined ? undefined : { kind: 'word', end };
  }
  if (code === 0x26 /* & */) return { kind: 'word', end: Math.max(matchEnd(reference, text, at), at + 1) };
  if (code === 0x5c /* \ */) {
    // A line that goes on in the next one is the preprocessor's to join.
    return isNameLetter(text.charCodeAt(at + 1)) ? { kind: 'word', end: nameEnd(text, at + 1) } : undefined;
  }
  if (isNameLetter(code)) {
    const end = nameEnd(text, at);
    const label = isWordStart(code) && text.charCodeAt(end) === 0x3a && /^\w+$/.test(text.slice(at, end));
    return { kind: 'word', end: label ? end + 1 : end };
  }
  return { kind: 'word', end: at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) };
}

/** The end of a directive's line, with the lines that continue it and the comment that it may start. */
function directiveEnd(text: string, at: number): number {
  let end = logicalLineEnd(text, at);
  for (;;) {
    const line = text.slice(at, end);
    const comment = line.lastIndexOf('/*');
    if (comment < 0 || line.includes('*/', comment)) return end;
    const close = text.indexOf('*/', end);
    if (close < 0) return end;
    end = logicalLineEnd(text, close);
  }
}

function matchEnd(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : -1;
}

function nameEnd(text: string, from: number): number {
  let at = from;
  while (isNameLetter(text.charCodeAt(at))) at += 1;
  return at;
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function quotedEnd(text: string, at: number): number | undefined {
  const mark = text.charCodeAt(at);
  for (let end = at + 1; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === 0x5c) end += 1;
    else if (code === mark) return end + 1;
  }
  return undefined;
}
