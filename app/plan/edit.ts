/** Edits of a plan's text that change only what they must: comments, order and spelling of the rest stay as they were. */
import { type Document, isMap, isScalar, isSeq, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import { problem } from '../../remote-helper/rpc/problem.ts';
import { pairAt } from './document.ts';
import type { Edit, PlanPath } from './finding.ts';

/** The text after the edits, one after the other. Throws `plan.edit-failed` when a path leads nowhere. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce(applyEdit, text);
}

function applyEdit(text: string, edit: Edit): string {
  const document = parseDocument(text, { intAsBigInt: true });
  switch (edit.op) {
    case 'set':
      return set(text, document, edit.path, scalarText(edit.value));
    case 'rename': {
      const range = rangeOfKey(document, edit.path);
      return splice(text, range[0], range[1], scalarText(edit.key));
    }
    case 'remove':
      return remove(text, document, edit.path);
    case 'append':
      return append(text, document, edit.path, Object.entries(edit.value));
  }
}

function splice(text: string, from: number, to: number, put: string): string {
  return text.slice(0, from) + put + text.slice(to);
}

/** As YAML writes it, quoted where it must be; hex numbers are quoted, so that no other reader makes a float of them. */
function scalarText(value: string | boolean | number): string {
  if (typeof value === 'string' && /^0x[0-9a-f]+$/.test(value)) return `"${value}"`;
  // In one line however long it is: what is folded, or has lines, would have to be indented.
  if (typeof value === 'string' && value.includes('\n')) return JSON.stringify(value);
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

function nowhere(path: PlanPath): Error {
  return problem('plan.edit-failed', `The plan has no ${path.join('.')} to edit.`, { data: { path: [...path] } });
}

function rangeOfKey(document: Document, path: PlanPath): readonly [number, number] {
  const key = pairAt(document, path)?.key;
  if (!isScalar(key) || !key.range) throw nowhere(path);
  return [key.range[0], key.range[1]];
}

function set(text: string, document: Document, path: PlanPath, value: string): string {
  const pair = pairAt(document, path);
  if (pair === undefined) return add(text, document, path, value);
  if (isScalar(pair.value) && pair.value.range) {
    const [from, to] = pair.value.range;
    // `key:` without a value has an empty range right behind the colon.
    return splice(text, from, to, from === to ? ` ${value}` : value);
  }
  throw nowhere(path);
}

/** Adds a key behind the last one of its mapping; a mapping that is not there is made first. */
function add(text: string, document: Document, path: PlanPath, value: string): string {
  const key = path.at(-1);
  if (typeof key !== 'string') throw nowhere(path);
  const holder = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (holder === undefined && path.length > 1 && typeof path.at(-2) === 'string') {
    return add(text, document, path.slice(0, -1), `{ ${key}: ${value} }`);
  }
  if (!isMap(holder) || !holder.range) throw nowhere(path);
  if (holder.flow === true) return addToFlow(text, holder, `${key}: ${value}`);
  const last = holder.items.at(-1);
  const first = holder.items[0];
  if (last === undefined || first === undefined || !isScalar(first.key) || !first.key.range) throw nowhere(path);
  const column = columnOf(text, first.key.range[0]);
  const end = lineEnd(text, endOfContent(text, holder.range[1]));
  return splice(text, end, end, `\n${' '.repeat(column)}${key}: ${value}`);
}

function addToFlow(text: string, holder: YAMLMap | YAMLSeq, entry: string): string {
  const end = (holder.range?.[1] ?? 0) - 1;
  const before = text.slice(holder.range?.[0] ?? 0, end).trimEnd();
  const from = (holder.range?.[0] ?? 0) + before.length;
  const comma = holder.items.length === 0 || before.endsWith(',') ? ' ' : ', ';
  return splice(text, from, end, `${comma}${entry} `);
}

type Entry = readonly [key: string, value: string | boolean];

function append(text: string, document: Document, path: PlanPath, entries: readonly Entry[]): string {
  const told = entries.map(([key, value]) => `${key}: ${scalarText(value)}`);
  const block = (column: number) => {
    const indent = ' '.repeat(column);
    return told.map((line, index) => `\n${indent}${index === 0 ? '- ' : '  '}${line}`).join('');
  };
  const pair = pairAt(document, path);
  if (pair === undefined) {
    const key = path[0];
    if (path.length !== 1 || typeof key !== 'string') throw nowhere(path);
    const end = endOfContent(text, text.length);
    return splice(text, end, end, `${end === 0 ? '' : '\n'}${key}:${block(2)}`);
  }
  const list = pair.value;
  const [, keyEnd] = rangeOfKey(document, path);
  const colon = text.indexOf(':', keyEnd) + 1;
  if (isSeq(list) && list.items.length > 0 && list.range) {
    if (list.flow === true) return addToFlow(text, list, `{ ${told.join(', ')} }`);
    const end = lineEnd(text, endOfContent(text, list.range[1]));
    const first = list.items[0] as { range?: [number, number, number] };
    const dash = text.lastIndexOf('-', (first.range?.[0] ?? 0) - 1);
    return splice(text, end, end, block(columnOf(text, dash)));
  }
  const isEmpty = isSeq(list) || (isScalar(list) && list.value === null) || list === null;
  if (!isEmpty) throw nowhere(path);
  const [from, to] = (isSeq(list) && list.range) || [colon, colon];
  const indent = columnOf(text, rangeOfKey(document, path)[0]) + 2;
  // What stands behind `[]` on its line is a comment that stays with the key.
  const end = lineEnd(text, to);
  return `${text.slice(0, from).trimEnd()}${text.slice(to, end)}${block(indent)}${text.slice(end)}`;
}

function remove(text: string, document: Document, path: PlanPath): string {
  const step = path.at(-1);
  const holder = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isSeq(holder) && typeof step === 'number') {
    const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
    if (!node?.range || holder.flow === true) throw nowhere(path);
    const start = text.lastIndexOf('-', node.range[0] - 1);
    const begin = lineStart(text, start);
    // Only white space may stand before the dash on its line.
    if (text.slice(begin, start).trim() !== '') throw nowhere(path);
    const left = splice(text, begin, afterLine(text, endOfContent(text, node.range[1])), '');
    return holder.items.length > 1
      ? left
      : splice(text, begin, afterLine(text, endOfContent(text, node.range[1])), `${text.slice(begin, start)}[]\n`);
  }
  const pair = pairAt(document, path);
  if (!isMap(holder) || pair === undefined) throw nowhere(path);
  if (holder.items.length === 1) return empty(text, document, path.slice(0, -1), holder);
  const [from] = rangeOfKey(document, path);
  const value = pair.value as { range?: [number, number, number] } | null;
  const to = value?.range?.[1] ?? rangeOfKey(document, path)[1] + 1;
  if (holder.flow === true) {
    const behind = /^\s*,\s*/.exec(text.slice(to));
    if (behind !== null) return splice(text, from, to + behind[0].length, '');
    const before = /,\s*$/.exec(text.slice(0, from));
    return splice(text, from - (before?.[0].length ?? 0), to, '');
  }
  const begin = lineStart(text, from);
  if (text.slice(begin, from).trim() !== '') {
    // The first key of a list's item shares its line with the dash: the next key takes its place.
    const next = holder.items[holder.items.indexOf(pair) + 1];
    if (next === undefined || !isScalar(next.key) || !next.key.range) throw nowhere(path);
    return splice(text, from, next.key.range[0], '');
  }
  return splice(text, begin, afterLine(text, endOfContent(text, to)), '');
}

/** A mapping loses its only key: `{}`, where it stood. */
function empty(text: string, document: Document, path: PlanPath, holder: YAMLMap): string {
  if (path.length === 0 || !holder.range) throw nowhere(path);
  const [from, to] = holder.range;
  if (holder.flow === true) return splice(text, from, to, '{}');
  const colon = text.indexOf(':', rangeOfKey(document, path)[1]);
  return `${text.slice(0, colon + 1)} {}${text.slice(colon + 1, lineStart(text, from))}${text.slice(afterLine(text, endOfContent(text, to)))}`;
}

/** A block's range reaches over the line breaks behind it; its content ends before. */
function endOfContent(text: string, end: number): number {
  let at = Math.min(end, text.length);
  while (at > 0 && /\s/.test(text[at - 1] ?? '')) at -= 1;
  return at;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function afterLine(text: string, at: number): number {
  return Math.min(lineEnd(text, at) + 1, text.length);
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}
