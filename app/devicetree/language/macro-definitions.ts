/** Macros that the files of a text define. */
import type { LanguageDocument } from './document.ts';

export interface MacroDefinition {
  readonly name: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** With `(` right behind its name. */
  readonly hasParameters: boolean;
  /** What stands behind the name, parameters among it, on one line. */
  readonly body: string;
}

/** In the order of the files, and of each file. */
export function macrosOf(document: LanguageDocument): MacroDefinition[] {
  const found: MacroDefinition[] = [];
  for (const [file, text] of document.source.files) {
    if (!text.includes('define')) continue;
    const tokens = document.tokensOf(file);
    tokens.forEach((token, index) => {
      if (token.kind !== 'directive' || !text.slice(token.start, token.end).endsWith('define')) return;
      const name = tokens[index + 1];
      if (name === undefined || !name.inDirective || (name.kind !== 'word' && name.kind !== 'label')) return;
      let last = index + 1;
      while (tokens[last + 1]?.inDirective && tokens[last + 1]?.kind !== 'directive') last += 1;
      const { start, end } = name;
      found.push({
        name: text.slice(start, end),
        file,
        start,
        end,
        hasParameters: text[end] === '(',
        body: text
          .slice(end, tokens[last]?.end ?? end)
          .replaceAll(/\\\r?\n/g, ' ')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      });
    });
  }
  return found;
}
