/** What a caret is on: a label, a path, a macro, an included file. By the words of the text, so that it works in one that is not whole. */

import type { LanguageDocument } from './document.ts';
import { isNumber, type Token, tokenAt } from './token.ts';

export type Meant = { readonly start: number; readonly end: number; readonly token: Token } & (
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'word'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'included'; readonly name: string; readonly angled: boolean }
);

/** `start` and `end` are those of the name alone. Undefined: nothing with a meaning of its own. */
export function meantAt(document: LanguageDocument, file: string, offset: number): Meant | undefined {
  const text = document.textOf(file);
  const token = tokenAt(document.tokensOf(file), offset);
  if (token === undefined) return undefined;
  const { start, end } = token;
  switch (token.kind) {
    case 'label':
      return { kind: 'label', name: text.slice(start, end), start, end, token };
    case 'reference':
      return end === start + 1
        ? undefined
        : { kind: 'label', name: text.slice(start + 1, end), start: start + 1, end, token };
    case 'path':
      return { kind: 'path', path: pathIn(text.slice(start, end)), start, end, token };
    case 'word':
      return isNumber(text.slice(start, end))
        ? undefined
        : { kind: 'word', name: text.slice(start, end), start, end, token };
    case 'text':
      return { kind: 'text', text: text.slice(start + 1, token.closed ? end - 1 : end), start, end, token };
    case 'included': {
      const name = text.slice(start + 1, token.closed ? end - 1 : end);
      return { kind: 'included', name, angled: text[start] === '<', start, end, token };
    }
    default:
      return undefined;
  }
}

/** Of `&{/path/}`: `/path`, as trees have it. */
export function pathIn(written: string): string {
  const inner = written.slice(2).replace(/\}$/, '').replaceAll(/\/+/g, '/');
  return inner.length > 1 ? inner.replace(/\/$/, '') : inner;
}
