/** Where in a text a caret is, told by its words alone: also in one that is not whole, as it mostly is while somebody types. */
import type { Token } from './token.ts';

/** A node that is open at the caret. */
export interface OpenNode {
  /** As written: `/`, `&label`, `&{/path}` or a name. */
  readonly name: string;
  readonly start: number;
  readonly labels: readonly string[];
  /** Behind its `{`. */
  readonly bodyStart: number;
}

export interface Context {
  /**
   * - `outside`: between definitions; `body`: where a property or a node can start; `head`: behind a name
   * - `behind`: behind a keyword such as `/delete-node/`
   * - `value`: behind `=` or a comma; `cells`: between `<` and `>`; `text`: within quotation marks; `bytes`: between `[` and `]`
   * - `included`: the name behind `#include`; `directive`: a line of the preprocessor
   * - `comment`: nothing is meant there
   */
  readonly kind:
    | 'outside'
    | 'body'
    | 'head'
    | 'behind'
    | 'value'
    | 'cells'
    | 'text'
    | 'bytes'
    | 'included'
    | 'directive'
    | 'comment';
  /** From the outermost on. */
  readonly open: readonly OpenNode[];
  /** What is being typed: the caret is in it or at its end. `end` may be behind the caret. */
  readonly word: { readonly start: number; readonly end: number; readonly kind: Token['kind'] | undefined };
  /** Of a value. */
  readonly property: string | undefined;
  /** Cells before the caret in the whole value. */
  readonly cell: number;
  /** The keyword that it is behind, or the directive. */
  readonly keyword: string | undefined;
  /** What follows on the line behind the word, without space. */
  readonly rest: string;
}

interface Statement {
  tokens: Token[];
}

export function contextAt(text: string, tokens: readonly Token[], offset: number): Context {
  const open: OpenNode[] = [];
  let statement: Statement = { tokens: [] };
  let current: Token | undefined;
  for (const token of tokens) {
    if (token.start >= offset) break;
    if (token.end >= offset && (token.end > offset || isWord(token) || !token.closed || isUnfinished(text, token))) {
      current = token;
      break;
    }
    if (token.kind === 'comment' || token.inDirective) continue;
    statement = advance(text, token, open, statement);
  }
  // A caret in front of a word is about to change that word, too.
  current ??= tokens.find((token) => token.start === offset && isWord(token));
  const word = {
    start: current?.start ?? offset,
    end: current?.end ?? offset,
    kind: current?.kind,
  };
  if (current !== undefined && isNewStatement(text, statement, current)) statement = { tokens: [] };
  if (current === undefined && isFreshLine(text, statement, offset)) statement = { tokens: [] };
  const lineEnd = text.indexOf('\n', word.end);
  const rest = text.slice(word.end, lineEnd < 0 ? text.length : lineEnd).trim();
  const base = { open, word, property: undefined, cell: 0, keyword: undefined, rest };
  return { ...base, ...placeOf(text, tokens, offset, current, statement, open) };
}

function isWord({ kind }: Token): boolean {
  return kind !== 'mark' && kind !== 'comment';
}

/** A comment of a line goes on at its end, and a slash at the start of a statement may become a keyword. */
function isUnfinished(text: string, { kind, start }: Token): boolean {
  return kind === 'comment' ? text.startsWith('//', start) : text[start] === '/';
}

/** Takes one token; answers the statement that is open behind it. */
function advance(text: string, token: Token, open: OpenNode[], statement: Statement): Statement {
  const mark = token.kind === 'mark' ? text[token.start] : undefined;
  if (mark === '{') {
    open.push(openNode(text, token, statement));
    return { tokens: [] };
  }
  if (mark === '}') {
    open.pop();
    return { tokens: [] };
  }
  if (mark === ';') return { tokens: [] };
  if (isNewStatement(text, statement, token)) return { tokens: [token] };
  // An `=` behind a value that was not ended: the word before it is the next property.
  if (mark === '=' && statement.tokens.some((each) => isMark(text, each, '=')) && !isInParentheses(text, statement)) {
    const last = statement.tokens.at(-1);
    return { tokens: last === undefined ? [token] : [last, token] };
  }
  statement.tokens.push(token);
  return statement;
}

function openNode(text: string, brace: Token, { tokens }: Statement): OpenNode {
  const name = tokens.findLast(
    ({ kind }) => kind === 'word' || kind === 'reference' || kind === 'path' || kind === 'mark',
  );
  return {
    name: name === undefined ? '' : text.slice(name.start, name.end),
    start: name?.start ?? brace.start,
    labels: tokens.filter(({ kind }) => kind === 'label').map(({ start, end }) => text.slice(start, end)),
    bodyStart: brace.end,
  };
}

function isMark(text: string, token: Token | undefined, mark: string): boolean {
  return token?.kind === 'mark' && text[token.start] === mark;
}

function isInParentheses(text: string, { tokens }: Statement): boolean {
  return openMarks(text, tokens).parentheses > 0;
}

/** A value that is whole ends with its line where a name follows: its semicolon is what is missing. */
function isNewStatement(text: string, { tokens }: Statement, next: Token): boolean {
  const last = tokens.at(-1);
  if (last === undefined || (next.kind !== 'word' && next.kind !== 'label' && next.kind !== 'keyword')) return false;
  if (!text.slice(last.end, next.start).includes('\n')) return false;
  if (!tokens.some((each) => isMark(text, each, '='))) return last.kind === 'word';
  return endsPart(text, last) && openMarks(text, tokens).angle === undefined;
}

function isFreshLine(text: string, { tokens }: Statement, offset: number): boolean {
  const last = tokens.at(-1);
  if (last === undefined || !text.slice(last.end, offset).includes('\n')) return false;
  if (!tokens.some((each) => isMark(text, each, '='))) return last.kind === 'word';
  return endsPart(text, last) && openMarks(text, tokens).angle === undefined;
}

function endsPart(text: string, last: Token): boolean {
  return (
    last.kind === 'text' ||
    last.kind === 'reference' ||
    last.kind === 'path' ||
    isMark(text, last, '>') ||
    isMark(text, last, ']')
  );
}

interface Marks {
  /** The index of the `<` that is open. */
  readonly angle: number | undefined;
  readonly bracket: boolean;
  readonly parentheses: number;
}

function openMarks(text: string, tokens: readonly Token[]): Marks {
  let angle: number | undefined;
  let bracket = false;
  let parentheses = 0;
  tokens.forEach(({ kind, start }, index) => {
    if (kind !== 'mark') return;
    const mark = text[start];
    if (mark === '(') parentheses += 1;
    else if (mark === ')') parentheses = Math.max(0, parentheses - 1);
    else if (parentheses > 0) return;
    else if (mark === '<') angle = index;
    else if (mark === '>') angle = undefined;
    else if (mark === '[') bracket = true;
    else if (mark === ']') bracket = false;
  });
  return { angle, bracket, parentheses };
}

function placeOf(
  text: string,
  all: readonly Token[],
  offset: number,
  current: Token | undefined,
  { tokens }: Statement,
  open: readonly OpenNode[],
): Pick<Context, 'kind'> & Partial<Context> {
  if (current?.kind === 'comment') return { kind: 'comment' };
  if (current?.kind === 'included') return { kind: 'included' };
  const directive = directiveOf(text, all, offset);
  if (current?.inDirective || directive !== undefined) {
    return current?.kind === 'directive' || directive === undefined
      ? { kind: 'directive' }
      : { kind: directive === 'include' ? 'included' : 'directive', keyword: directive };
  }
  const equals = tokens.findIndex((each) => isMark(text, each, '='));
  if (equals >= 0) {
    const name = tokens[equals - 1];
    const property = name === undefined ? undefined : text.slice(name.start, name.end);
    const value = tokens.slice(equals + 1);
    const marks = openMarks(text, value);
    const cell = cellsIn(text, value);
    if (current?.kind === 'text' && text[current.start] === '"') return { kind: 'text', property, cell };
    if (marks.angle !== undefined) return { kind: 'cells', property, cell };
    return { kind: marks.bracket ? 'bytes' : 'value', property, cell };
  }
  const [first] = tokens.filter(({ kind }) => kind !== 'label');
  if (first?.kind === 'keyword') return { kind: 'behind', keyword: text.slice(first.start, first.end) };
  if (first === undefined) return { kind: open.length === 0 ? 'outside' : 'body' };
  return { kind: 'head', property: text.slice(first.start, first.end) };
}

/** The directive whose line the offset is on, `include` of `#include`. */
function directiveOf(text: string, tokens: readonly Token[], offset: number): string | undefined {
  const found = tokens.findLast(({ kind, end }) => kind === 'directive' && end < offset);
  if (found === undefined) return undefined;
  if (/(?<!\\)\r?\n/.test(text.slice(found.end, offset))) return undefined;
  return text.slice(found.start + 1, found.end).trim();
}

/** What makes a cell each, in all of the value's arrays: a number, a name, a reference, parentheses. */
function cellsIn(text: string, value: readonly Token[]): number {
  let cells = 0;
  let angle = false;
  let parentheses = 0;
  for (const token of value) {
    const mark = token.kind === 'mark' ? text[token.start] : undefined;
    if (mark === '(') {
      if (parentheses === 0 && angle) cells += 1;
      parentheses += 1;
    } else if (mark === ')') parentheses = Math.max(0, parentheses - 1);
    else if (parentheses > 0) continue;
    else if (mark === '<') angle = true;
    else if (mark === '>') angle = false;
    else if (angle && mark === undefined && token.kind !== 'label') cells += 1;
  }
  return cells;
}
