/**
 * A text in the kernel's style (Documentation/devicetree/bindings/dts-coding-style.rst): tabs, one property a line, one empty
 * line between nodes, further lines of a value below its start. Only space changes: comments, directives and the spelling of
 * values stay.
 */
import type { TextEdit } from '../../finding.ts';
import { type FormatToken, formatTokens } from './format-tokens.ts';

/** Of a tab, as the kernel counts columns. */
const tabWidth = 8;

/** Undefined: the text is not one whose braces and texts close, and is left as it is. */
export function formatSource(text: string): string | undefined {
  const tokens = formatTokens(text);
  return tokens === undefined ? undefined : new Formatter(tokens).all();
}

/** The same as edits: one, of the lines that differ. */
export function formatEdits(file: string, text: string): readonly TextEdit[] {
  const formatted = formatSource(text);
  if (formatted === undefined || formatted === text) return [];
  let start = 0;
  while (start < text.length && text[start] === formatted[start]) start += 1;
  let end = text.length;
  let to = formatted.length;
  while (end > start && to > start && text[end - 1] === formatted[to - 1]) {
    end -= 1;
    to -= 1;
  }
  return [{ file, start, end, text: formatted.slice(start, to) }];
}

class Formatter {
  private readonly tokens: readonly FormatToken[];
  private readonly lines: string[] = [];
  private line = '';
  private depth = 0;
  /** The column below which further lines of a value start; undefined outside of one. */
  private below: number | undefined;
  /** Within `<>`, `[]` and `()`, how many are open. */
  private nested = 0;
  /** The column behind the outermost of them, where further cells go. */
  private inside = 0;
  /** Whether a `;` was put and nothing but comments since. */
  private ended = false;
  private before: FormatToken | undefined;

  constructor(tokens: readonly FormatToken[]) {
    this.tokens = tokens;
  }

  all(): string {
    for (const token of this.tokens) {
      this.put(token);
      this.before = token;
    }
    this.endLine();
    while (this.lines.at(-1) === '') this.lines.pop();
    return this.lines.length === 0 ? '' : `${this.lines.join('\n')}\n`;
  }

  private put(token: FormatToken): void {
    const { before } = this;
    if (token.kind === 'directive') {
      this.endLine();
      this.keepEmptyLine(token);
      this.lines.push(token.text);
      return;
    }
    if (token.kind === 'comment') {
      this.putComment(token);
      return;
    }
    const { text } = token;
    if (text === '}') {
      this.ended = false;
      if (this.line !== '') this.endLine();
      this.dropEmptyLine();
      this.depth = Math.max(0, this.depth - 1);
      this.below = undefined;
      this.nested = 0;
      this.startLine();
      this.line += text;
      return;
    }
    if (this.line === '') {
      this.startStatement(token);
    } else if (this.breaksHere(token)) {
      this.endLine();
      this.startStatement(token);
    } else if (before !== undefined && this.spaceBetween(before, token)) {
      this.line += ' ';
    }
    this.line += text;
    this.ended = text === ';';
    if (text === '(' || text === '[' || (text === '<' && !token.isOperator)) {
      if (this.nested === 0) this.inside = width(this.line);
      this.nested += 1;
    } else if (text === ')' || text === ']' || (text === '>' && !token.isOperator)) {
      this.nested = Math.max(0, this.nested - 1);
    }
    if (text === '=' && this.below === undefined) {
      this.below = width(this.line) + 1;
    } else if (text === '{') {
      this.below = undefined;
      this.depth += 1;
      this.endLine();
    } else if (text === ';') {
      this.below = undefined;
      this.nested = 0;
    }
  }

  /** What starts a line of its own: a statement, or the next line of a value. */
  private startStatement(token: FormatToken): void {
    if (this.below === undefined) {
      if (token.opensNode && this.ended && !this.followsHead()) this.emptyLine();
      else this.keepEmptyLine(token);
    }
    this.startLine();
  }

  private startLine(): void {
    if (this.below === undefined) {
      this.line = '\t'.repeat(this.depth);
    } else {
      const column = this.nested > 0 ? this.inside : this.below;
      this.line = '\t'.repeat(Math.floor(column / tabWidth)) + ' '.repeat(column % tabWidth);
    }
  }

  /** A statement behind `;` starts a line; otherwise lines of the text stay, but for marks that belong to what is before. */
  private breaksHere(token: FormatToken): boolean {
    const { text } = token;
    if (this.ended) return text !== ';';
    if (token.lineFeeds === 0 || text === ';' || text === ',') return false;
    if (this.below !== undefined) return text !== '>' || token.isOperator;
    return this.nested === 0 && text !== '{' && text !== '=';
  }

  private spaceBetween(before: FormatToken, token: FormatToken): boolean {
    const { text } = token;
    const last = before.text;
    if (text === ';' || text === ',') return false;
    if (this.nested > 0) {
      if (last === '[' || last === '(' || (last === '<' && !before.isOperator)) return false;
      if (text === '>' && !token.isOperator) return false;
      if (text === ']' || text === ')') return false;
      return token.spaced || before.kind === 'comment';
    }
    if (last === '<' && text === '>') return false;
    if (last === '=' || text === '=' || text === '{' || last === ',') return true;
    if (last === '/' && text !== '{') return token.spaced;
    return token.spaced || before.isLabel || before.kind === 'comment' || before.isDirective;
  }

  private putComment(token: FormatToken): void {
    const ownLine = token.lineFeeds > 0 || this.before === undefined;
    if (ownLine) {
      if (this.line !== '') this.endLine();
      if (this.below === undefined) {
        if (token.opensNode && !this.followsHead()) this.emptyLine();
        else this.keepEmptyLine(token);
      }
      this.startLine();
    } else if (this.line === '') {
      // Behind the `{` of a node it stays on that line.
      const open = this.lines.pop();
      this.line = open === undefined || open === '' ? '\t'.repeat(this.depth) : `${open} `;
    } else {
      this.line += ' ';
    }
    const parts = token.text.split('\n');
    parts.forEach((part, index) => {
      if (index > 0) {
        this.endLine();
        // ` * ` of a comment over several lines stays below its first line.
        const bare = part.trim();
        this.line = bare.startsWith('*') ? `${'\t'.repeat(this.depth)} ${bare}` : part.trimEnd();
      } else {
        this.line += part.trimEnd();
      }
    });
    if (token.text.startsWith('//') || token.endsLine) this.endLine();
  }

  private endLine(): void {
    const line = this.line.trimEnd();
    if (line !== '') this.lines.push(line);
    this.line = '';
  }

  /** Whether nothing but the opening of what is around stands before. */
  private followsHead(): boolean {
    const last = this.lines.at(-1);
    const { before } = this;
    return last === undefined || before?.text === '{' || before?.kind === 'comment' || before?.kind === 'directive';
  }

  private emptyLine(): void {
    const last = this.lines.at(-1);
    if (last !== undefined && last !== '') this.lines.push('');
  }

  private dropEmptyLine(): void {
    while (this.lines.at(-1) === '') this.lines.pop();
  }

  /** One empty line of the text stays, several become one, and none stays behind a `{`. */
  private keepEmptyLine({ lineFeeds }: FormatToken): void {
    if (lineFeeds > 1 && this.before?.text !== '{') this.emptyLine();
  }
}

function width(line: string): number {
  let columns = 0;
  for (const letter of line) columns = letter === '\t' ? columns + tabWidth - (columns % tabWidth) : columns + 1;
  return columns;
}
