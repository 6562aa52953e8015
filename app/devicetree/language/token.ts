/** A text as its words and marks, for what has to work in one that is not whole yet: nothing is refused, and nothing is lost. */
import { isDigit, isNameLetter, isSpace, isWordLetter, isWordStart } from '../source/letters.ts';
import { logicalLineEnd } from '../source/preprocess/tokens.ts';

export interface Token {
  /**
   * - `text`: in quotation marks, `"` or `'`
   * - `reference`: `&label`, or `&` alone; `path`: `&{/path}`, with or without its brace
   * - `label`: `name:`; its end is that of the name
   * - `keyword`: `/dts-v1/`; `directive`: `#include` and its like
   * - `included`: the name behind `#include`, with its marks
   * - `word`: a name, a number, a macro
   */
  readonly kind:
    | 'comment'
    | 'text'
    | 'reference'
    | 'path'
    | 'label'
    | 'keyword'
    | 'directive'
    | 'included'
    | 'word'
    | 'mark';
  readonly start: number;
  readonly end: number;
  /** False: its closing mark is missing, so that it goes on to the end of its line, a comment to that of the text. */
  readonly closed: boolean;
  /** Part of a line for the preprocessor, the `\`-continued ones included. */
  readonly inDirective: boolean;
}

const directive = /#[ \t]*(?:include|define|undef|if|ifdef|ifndef|elif|else|endif|error|warning|line|pragma)\b/y;
/** While it is typed its second slash is missing. */
const keyword = /\/[a-z][a-z0-9-]*\/?/y;
const pathReference = /&\{[^}\s;"<>]*\}?/y;

const kept = new WeakMap<object, Map<string, readonly Token[]>>();

/** The same, kept with an owner for as long as that lives: several questions are asked of one text. */
export function tokensKept(owner: object, text: string): readonly Token[] {
  let byText = kept.get(owner);
  if (byText === undefined) {
    byText = new Map();
    kept.set(owner, byText);
  }
  let tokens = byText.get(text);
  if (tokens === undefined) {
    tokens = tokensOf(text);
    byText.set(text, tokens);
  }
  return tokens;
}

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  /** Where the line for the preprocessor ends that is being read. */
  let directiveEnd = -1;
  /** Between `<` and `>`, or in parentheses: words are those of numbers and macros, and have no `-` or `+` in them. */
  let isNumeric = false;
  let parentheses = 0;
  let inValue = false;
  let lineStart = true;
  const push = (kind: Token['kind'], start: number, end: number, closed = true) =>
    tokens.push({ kind, start, end, closed, inDirective: start < directiveEnd });
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      if (code === 0x0a) lineStart = true;
      at += 1;
      continue;
    }
    const start = at;
    if (code === 0x2f /* / */) {
      at = slash(text, at, isNumeric || parentheses > 0, push);
      if (at === start) {
        push('mark', start, start + 1);
        at = start + 1;
      }
      continue;
    }
    if (code === 0x23 /* # */ && lineStart && matchEnd(directive, text, at) > at) {
      directiveEnd = logicalLineEnd(text, at);
      at = matchEnd(directive, text, start);
      push('directive', start, at);
      if (text.slice(start, at).endsWith('include')) at = included(text, at, push);
      lineStart = false;
      continue;
    }
    lineStart = false;
    if (code === 0x22 || code === 0x27) {
      const quoted = quotedEnd(text, at);
      at = quoted.end;
      push('text', start, at, quoted.closed);
    } else if (code === 0x26 /* & */ && text.charCodeAt(at + 1) === 0x7b) {
      at = Math.max(matchEnd(pathReference, text, at), at + 2);
      push('path', start, at, text[at - 1] === '}');
    } else if (
      code === 0x26 &&
      text.charCodeAt(at + 1) !== 0x26 &&
      (parentheses === 0 || isWordStart(text.charCodeAt(at + 1)))
    ) {
      at += 1;
      while (isWordLetter(text.charCodeAt(at))) at += 1;
      push('reference', start, at);
    } else if (isWordStart(code) && labelEnd(text, at) > at && !(isNumeric && parentheses > 0)) {
      at = labelEnd(text, at);
      push('label', start, at);
      at += 1;
    } else if (isNumeric || start < directiveEnd ? isWordLetter(code) : isNameLetter(code)) {
      const letter = isNumeric || start < directiveEnd ? isWordLetter : isNameLetter;
      while (letter(text.charCodeAt(at))) at += 1;
      push('word', start, at);
    } else {
      at += 1;
      push('mark', start, at);
      if (start < directiveEnd) continue;
      if (code === 0x3c /* < */ && inValue && parentheses === 0) isNumeric = true;
      else if (code === 0x3e /* > */ && parentheses === 0) isNumeric = false;
      else if (code === 0x28 /* ( */) parentheses += 1;
      else if (code === 0x29 /* ) */) parentheses = Math.max(0, parentheses - 1);
      else if (code === 0x3d /* = */ && parentheses === 0) {
        inValue = true;
        isNumeric = false;
      } else if (code === 0x3b || code === 0x7b || code === 0x7d /* ; { } */) {
        inValue = false;
        isNumeric = false;
        parentheses = 0;
      }
    }
  }
  return tokens;
}

type Push = (kind: Token['kind'], start: number, end: number, closed?: boolean) => void;

/** A comment or a keyword; `at` where neither starts there. */
function slash(text: string, at: number, isDivision: boolean, push: Push): number {
  const next = text.charCodeAt(at + 1);
  if (next === 0x2a /* * */) {
    const close = text.indexOf('*/', at + 2);
    const end = close < 0 ? text.length : close + 2;
    push('comment', at, end, close >= 0);
    return end;
  }
  if (next === 0x2f) {
    const end = logicalLineEnd(text, at);
    push('comment', at, end);
    return end;
  }
  const end = isDivision ? at : matchEnd(keyword, text, at);
  if (end > at) push('keyword', at, end, text[end - 1] === '/');
  return Math.max(end, at);
}

/** `<name>` or `"name"` behind the word include. */
function included(text: string, from: number, push: Push): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  const open = text[at];
  if (open !== '<' && open !== '"') return at;
  const close = open === '<' ? '>' : '"';
  let end = at + 1;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r' && text[end] !== close) end += 1;
  const closed = text[end] === close;
  push('included', at, closed ? end + 1 : end, closed);
  return closed ? end + 1 : end;
}

/** Where the name of `name:` ends. */
function labelEnd(text: string, at: number): number {
  let end = at + 1;
  while (isWordLetter(text.charCodeAt(end))) end += 1;
  return text.charCodeAt(end) === 0x3a /* : */ ? end : at;
}

function matchEnd(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : -1;
}

/** A text may go over lines, but one that somebody is typing has no end yet: then it ends with its line. */
function quotedEnd(text: string, at: number): { readonly end: number; readonly closed: boolean } {
  const mark = text.charCodeAt(at);
  for (let end = at + 1; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === mark) return { end: end + 1, closed: true };
    if (code === 0x0a) return { end, closed: false };
    if (code === 0x5c /* \ */ && text.charCodeAt(end + 1) !== 0x0a) end += 1;
  }
  return { end: text.length, closed: false };
}

/** The token that an offset is in or at the end of; of two that meet there the one that is a word. Undefined between tokens. */
export function tokenAt(tokens: readonly Token[], offset: number): Token | undefined {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.end ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  const first = tokens[low];
  const second = tokens[low + 1];
  if (first === undefined || first.start > offset) return undefined;
  if (first.end === offset && second !== undefined && second.start === offset && first.kind === 'mark') return second;
  return first;
}

/** A number of the text, with the suffixes of C. */
export function isNumber(word: string): boolean {
  return isDigit(word.charCodeAt(0)) && /^(?:0[xX][0-9A-Fa-f]+|\d+)(?:U|L|UL|LL|ULL)?$/.test(word);
}
