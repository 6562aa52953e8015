/** Names of included files, as links to them. */
import type { LanguageDocument } from './document.ts';
import type { Token } from './token.ts';

export interface IncludeLink {
  /** Of the name within its marks. */
  readonly start: number;
  readonly end: number;
  /** Absent: it is not there, or has not come yet. */
  readonly file?: string;
}

export function linksOf(document: LanguageDocument, file: string): IncludeLink[] {
  const text = document.textOf(file);
  const tokens = document.tokensOf(file);
  return tokens.flatMap((token, index) => {
    const { closed, start, end } = token;
    if (!closed || !isIncluded(text, token, tokens[index - 1])) return [];
    const found = document.include(text.slice(start + 1, end - 1), { file, angled: text[start] === '<' });
    return [{ start: start + 1, end: end - 1, ...(found !== undefined && { file: found.file }) }];
  });
}

/** By `#include`, or by dtc's own `/include/`. */
function isIncluded(text: string, { kind }: Token, before: Token | undefined): boolean {
  if (kind === 'included') return true;
  return kind === 'text' && before !== undefined && text.slice(before.start, before.end) === '/include/';
}
