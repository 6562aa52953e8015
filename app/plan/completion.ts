/** What can stand at a place of a plan's text, and what stands there: also in one that does not parse yet, as one types. */
import { fieldsAt, type PlanField } from './plan-fields.ts';

export interface Suggestion {
  readonly label: string;
  /** What takes the place from `from` to the caret. */
  readonly insert: string;
  readonly about: string;
}

export interface Completion {
  /** Offset in the text. */
  readonly from: number;
  readonly suggestions: readonly Suggestion[];
}

/** Where a line stands: the mapping that its keys belong to, and its keys that are there already. */
interface Place {
  readonly at: readonly string[];
  readonly siblings: ReadonlySet<string>;
}

interface Line {
  /** Columns before the first key; a dash and the spaces behind it count. */
  readonly indent: number;
  readonly dash: number | undefined;
  readonly key: string | undefined;
}

function lineOf(text: string): Line {
  const [, spaces = '', dash = '', key] = /^( *)((?:- +|-$)?)(?:([A-Za-z-]+) *:)?/.exec(text) ?? [];
  return { indent: spaces.length + dash.length, dash: dash === '' ? undefined : spaces.length, key };
}

/** What lastIndexOf takes for a place before the first is the first. */
const lineStart = (text: string, offset: number): number => (offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1);

const isBlank = (text: string): boolean => /^\s*(?:#.*)?$/.test(text);

/** By indentation alone: what is above and further left holds what is below. */
function placeOf(lines: readonly string[], index: number): Place {
  const own = lineOf(lines[index] ?? '');
  let { indent } = own;
  const at: string[] = [];
  const siblings = new Set<string>();
  let isSibling = own.dash === undefined;
  let item = own.dash;
  if (item !== undefined) {
    at.unshift('*');
    indent = item + 1;
  }
  for (let row = index - 1; row >= 0; row -= 1) {
    const text = lines[row] ?? '';
    if (isBlank(text)) continue;
    const line = lineOf(text);
    if (isSibling && line.indent === own.indent && line.key !== undefined) siblings.add(line.key);
    if (line.dash !== undefined && line.dash < indent && line.indent <= indent && item === undefined) {
      isSibling = false;
      at.unshift('*');
      item = line.dash;
      indent = line.dash + 1;
      continue;
    }
    if (line.key === undefined || line.dash !== undefined) {
      if (line.indent < own.indent) isSibling = false;
      continue;
    }
    // A list may stand in the same column as the key that holds it.
    const holds = item === undefined ? line.indent < indent : line.indent <= item;
    if (!holds) continue;
    isSibling = false;
    at.unshift(line.key);
    ({ indent } = line);
    item = undefined;
    if (indent === 0) break;
  }
  for (let row = index + 1; row < lines.length; row += 1) {
    const text = lines[row] ?? '';
    if (isBlank(text)) continue;
    const line = lineOf(text);
    if (line.indent < own.indent || line.dash !== undefined) break;
    if (line.indent === own.indent && line.key !== undefined) siblings.add(line.key);
  }
  return { at, siblings };
}

/** In `{ a: 1, b` before the caret: where `b` begins, what the braces hold already, and the key in front of them. */
function inBraces(
  before: string,
): { readonly from: number; readonly keys: ReadonlySet<string>; readonly holder: readonly string[] } | undefined {
  const opened: number[] = [];
  for (const [at, sign] of [...before].entries()) {
    if (sign === '{') opened.push(at);
    else if (sign === '}') opened.pop();
  }
  const start = opened.at(-1);
  if (start === undefined) return undefined;
  const inside = before.slice(start + 1);
  const from = start + 1 + (inside.lastIndexOf(',') + 1);
  const keys = new Set([...inside.matchAll(/([A-Za-z-]+) *:/g)].map(([, key = '']) => key));
  const holder = opened.flatMap((at) => {
    const [, key] = /([A-Za-z-]+) *: *$/.exec(before.slice(0, at)) ?? [];
    return key === undefined ? [] : [key];
  });
  return { from, keys, holder };
}

const aboutValue = (field: PlanField, value: string): string =>
  field.usual === value ? `What is meant when it is not said. ${field.about}` : field.about;

function keySuggestions(
  at: readonly string[],
  there: ReadonlySet<string>,
  inline: boolean,
  indent: number,
): Suggestion[] {
  const deeper = `\n${' '.repeat(indent + 2)}`;
  return fieldsAt(at)
    .filter(({ key }) => !there.has(key))
    .map(({ key, about, holds, usual }) => ({
      label: key,
      insert:
        holds === 'value' || inline ? `${key}: ` : holds === 'mapping' ? `${key}:${deeper}` : `${key}:${deeper}- `,
      about: usual === undefined ? about : `${about} Usually ${usual}.`,
    }));
}

/** Pure. What can be typed at an offset of the text; undefined where nothing of a plan can stand. */
export function completionAt(text: string, offset: number): Completion | undefined {
  const start = lineStart(text, offset);
  const lines = text.split('\n');
  const index = text.slice(0, start).split('\n').length - 1;
  const before = text.slice(start, offset);
  if (/(?:^|\s)#/.test(before)) return undefined;
  const { at: line, siblings } = placeOf(lines, index);
  const braces = inBraces(before);
  const at = braces === undefined ? line : [...line, ...braces.holder];
  const part = braces === undefined ? before : before.slice(braces.from);
  const base = start + (braces?.from ?? 0);
  const value = /^(\s*(?:- +)?([A-Za-z-]+) *: *)(\S*)$/.exec(part);
  if (value !== null) {
    const [, head = '', key, typed = ''] = value;
    if (head.endsWith(':') && typed === '') return undefined;
    const field = fieldsAt(at).find((each) => each.key === key);
    if (field?.values === undefined) return undefined;
    const suggestions = field.values.map((each) => ({ label: each, insert: each, about: aboutValue(field, each) }));
    return { from: base + head.length, suggestions };
  }
  const key = /^(\s*(?:- +)?)[A-Za-z-]*$/.exec(part);
  if (key === null) return undefined;
  const [, head = ''] = key;
  const suggestions = keySuggestions(at, braces?.keys ?? siblings, braces !== undefined, head.length);
  return suggestions.length === 0 ? undefined : { from: base + head.length, suggestions };
}

export interface Hover {
  /** Offsets of the key in the text. */
  readonly from: number;
  readonly to: number;
  readonly field: PlanField;
}

/** Pure. The key at an offset, or whose value is there, with what it says. */
export function hoverAt(text: string, offset: number): Hover | undefined {
  const start = lineStart(text, offset);
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? text.length : end);
  const index = text.slice(0, start).split('\n').length - 1;
  const { at } = placeOf(text.split('\n'), index);
  const comment = /(?:^|\s)#.*$/.exec(line)?.index ?? line.length;
  for (const found of line.slice(0, comment).matchAll(/([A-Za-z-]+) *:(?= |$)[^,{}]*/g)) {
    const [whole, key = ''] = found;
    const from = start + found.index;
    if (offset < from || offset > from + whole.trimEnd().length) continue;
    const holder = inBraces(line.slice(0, found.index))?.holder ?? [];
    const field = fieldsAt([...at, ...holder]).find((each) => each.key === key);
    if (field !== undefined) return { from, to: from + key.length, field };
  }
  return undefined;
}
