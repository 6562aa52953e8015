/** Names of included files, as links to them. */
import type { LanguageDocument } from './document.ts';

export interface IncludeLink {
  /** Of the name within its marks. */
  readonly start: number;
  readonly end: number;
  /** Absent: it is not there, or has not come yet. */
  readonly file?: string;
}

export function linksOf(document: LanguageDocument, file: string): IncludeLink[] {
  const text = document.textOf(file);
  return document.tokensOf(file).flatMap(({ kind, closed, start, end }) => {
    if (kind !== 'included' || !closed) return [];
    const found = document.include(text.slice(start + 1, end - 1), { file, angled: text[start] === '<' });
    return [{ start: start + 1, end: end - 1, ...(found !== undefined && { file: found.file }) }];
  });
}
