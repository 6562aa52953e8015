/** Parts of a text that an editor can close: nodes, comments, conditions, and includes in a row. */
import type { LanguageDocument } from './document.ts';
import { linesOf } from './lines.ts';
import type { Token } from './token.ts';

/** Lines, from 1: a page that is given thousands has no time to look each of them up. */
export interface Fold {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'node' | 'comment' | 'condition' | 'includes';
}

/** In the order of their ends; only those of more than one line. */
export function foldsOf(document: LanguageDocument, file: string): Fold[] {
  const text = document.textOf(file);
  const folds: Fold[] = [];
  const braces: number[] = [];
  const conditions: number[] = [];
  let includes: { readonly start: number; end: number } | undefined;
  const lineAt = linesOf(text);
  const put = (kind: Fold['kind'], start: number, end: number) => {
    const startLine = lineAt(start).line;
    const endLine = lineAt(end).line;
    if (endLine > startLine) folds.push({ startLine, endLine, kind });
  };
  const endIncludes = () => {
    if (includes !== undefined) put('includes', includes.start, includes.end);
    includes = undefined;
  };
  for (const token of document.tokensOf(file)) {
    const word = wordOf(token, text);
    if (token.kind === 'included') {
      if (includes !== undefined) includes.end = token.end;
      continue;
    }
    if (word === 'include') {
      includes ??= { start: token.start, end: token.end };
      continue;
    }
    endIncludes();
    if (token.kind === 'comment') put('comment', token.start, token.end);
    else if (word === 'if' || word === 'ifdef' || word === 'ifndef') conditions.push(token.start);
    else if (word === 'else' || word === 'elif') {
      const start = conditions.pop();
      if (start !== undefined) put('condition', start, lineBefore(text, token.start));
      conditions.push(token.start);
    } else if (word === 'endif') {
      const start = conditions.pop();
      if (start !== undefined) put('condition', start, token.end);
    } else if (token.kind === 'mark' && !token.inDirective) {
      const mark = text[token.start];
      if (mark === '{') braces.push(token.start);
      else if (mark === '}') {
        const start = braces.pop();
        if (start !== undefined) put('node', start, token.end);
      }
    }
  }
  endIncludes();
  return folds;
}

/** `include` of `# include`; undefined of what is no directive. */
function wordOf({ kind, start, end }: Token, text: string): string | undefined {
  return kind === 'directive' ? text.slice(start + 1, end).trim() : undefined;
}

function lineBefore(text: string, at: number): number {
  return Math.max(0, text.lastIndexOf('\n', at - 1));
}
