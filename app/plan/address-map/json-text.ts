/**
 * JSON (RFC 8259) with the lines of what it says, and numbers as they are written: JSON.parse makes floats of those above 2^53, and
 * tells no place.
 */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { clean } from './text.ts';

/** `text`: of a string, a number, `true` or `false`; empty for `null`. Lines from 1. */
export type Json = { readonly line: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Json[] }
  | { readonly kind: 'object'; readonly pairs: readonly (readonly [key: string, value: Json])[] }
);

/** A list of objects with lists has three. */
const deepest = 16;

const space = /[ \t\r\n]*/y;
// What stands between quotes JSON.parse judges.
const token =
  /[[\]{},:]|"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;

/** Throws `address-map.bad-json` with line and column, from 1. */
export function readJsonText(file: string, text: string): Json {
  let at = 0;
  let line = 1;
  let lineStart = 0;

  /** The next token, which stays where it is. */
  const peek = (): string => {
    space.lastIndex = at;
    const skipped = space.exec(text)?.[0] ?? '';
    for (let end = skipped.indexOf('\n'); end >= 0; end = skipped.indexOf('\n', end + 1)) {
      line += 1;
      lineStart = at + end + 1;
    }
    at += skipped.length;
    token.lastIndex = at;
    return token.exec(text)?.[0] ?? '';
  };
  const fail = (why: string) => {
    const column = at - lineStart + 1;
    return problem('address-map.bad-json', `${file}, line ${line}, column ${column}: ${why}.`, {
      hint: 'Mend the line: names and texts stand in double quotes, and commas between what follows.',
      data: { file, line, column },
    });
  };
  const found = () => (at === text.length ? 'the end of the file' : JSON.stringify(clean(text.slice(at, at + 20), 12)));
  const take = (wanted: string): string => {
    const next = peek();
    if (next === '' || !wanted.includes(next))
      throw fail(`${wanted.split('').join(' or ')} is wanted, and ${found()} found`);
    at += next.length;
    return next;
  };
  const quoted = (): string => {
    const next = peek();
    if (!next.startsWith('"')) throw fail(`a text in double quotes is wanted, and ${found()} found`);
    try {
      const said: unknown = JSON.parse(next);
      at += next.length;
      return String(said);
    } catch {
      throw fail('a text has an escape or a character that JSON does not allow');
    }
  };
  /** What stands between brackets, with commas. */
  const several = (end: string, one: () => void) => {
    at += 1;
    if (peek() === end) {
      at += 1;
      return;
    }
    do one();
    while (take(`,${end}`) === ',');
  };
  const value = (depth: number): Json => {
    const next = peek();
    const here = line;
    if (depth > deepest) throw fail('it is nested too deeply for an address map');
    if (next === '[') {
      const items: Json[] = [];
      several(']', () => items.push(value(depth + 1)));
      return { kind: 'list', items, line: here };
    }
    if (next === '{') {
      const pairs: [string, Json][] = [];
      several('}', () => {
        const key = quoted();
        take(':');
        pairs.push([key, value(depth + 1)]);
      });
      return { kind: 'object', pairs, line: here };
    }
    if (next.startsWith('"')) return { kind: 'text', text: quoted(), line: here };
    if (next === '' || ',:]}'.includes(next)) throw fail(`a value is wanted, and ${found()} found`);
    at += next.length;
    return { kind: 'text', text: next === 'null' ? '' : next, line: here };
  };

  const root = value(1);
  peek();
  if (at < text.length) throw fail(`the end is wanted, and ${found()} found`);
  return root;
}
