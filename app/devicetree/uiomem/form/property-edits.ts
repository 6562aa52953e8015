/** Properties put into a node's text, exchanged and taken away, with nothing else of the text changed. */
import type { SourcePlace, TextEdit } from '../../finding.ts';
import { indentAt } from '../../lint/source-places.ts';
import type { NodeOrigin, PropertyOrigin } from '../../source-tree.ts';
import { blocksOf, type FormNode, type FormText, isWritten } from './form-node.ts';
import { byMacro, elsewhere } from './refused.ts';

/** As `nodeLines` writes them, and as the kernel's rules for sources have it: compatible first, status last. */
const usualOrder: Readonly<Record<FormNode['kind'], readonly string[]>> = {
  uiomem: [
    'compatible',
    'device-name',
    'reg',
    'memory-region',
    'cache-off',
    'cache-noncoherent',
    'cache-coherent',
    'shareable',
    'minor-number',
    'sync-offset',
    'sync-size',
    'sync-direction',
    'sync-mode',
    'sync-always',
    'status',
  ],
  reservation: ['compatible', 'reg', 'size', 'alignment', 'alloc-ranges', 'no-map', 'reusable', 'status'],
};

/** `name = value;`, or `name;`. */
const sentence = (property: string, value: string | undefined) =>
  value === undefined ? `${property};` : `${property} = ${value};`;

/** The property as the text says it; undefined where it does not, and what includes say counts. Refused where a macro says it. */
export function ownProperty(node: FormNode, property: string): PropertyOrigin | undefined {
  const origin = node.places.propertyAt(node.node.path, property);
  if (origin === undefined || origin.name.file !== node.file) return undefined;
  if (!isWritten(node, origin)) throw byMacro(property, origin.name);
  return origin;
}

/** With this value whether it was there or not; undefined: a property without one. */
export function putProperty(node: FormNode, property: string, value: string | undefined): TextEdit[] {
  const origin = ownProperty(node, property);
  return origin === undefined ? [inserted(node, property, value)] : [said(origin, property, value)];
}

/** Another property in the place of one that the text says. */
export function exchanged(node: FormNode, was: string, property: string, value: string | undefined): TextEdit[] {
  const origin = ownProperty(node, was);
  if (origin === undefined) return [...removed(node, was), inserted(node, property, value)];
  return [said(origin, property, value)];
}

function said({ name, value: old }: PropertyOrigin, property: string, value: string | undefined): TextEdit {
  const { file, start } = name;
  const text = sentence(property, value).slice(0, -1);
  return { file, start, end: old?.end ?? name.end, text };
}

/** Wherever the text says it. Refused where an included one does. */
export function removed(node: FormNode, property: string): TextEdit[] {
  const { source, node: at } = node;
  return source.properties.flatMap((origin): TextEdit[] => {
    if (origin.path !== at.path || origin.property !== property) return [];
    if (origin.name.file !== node.file) throw elsewhere(property, origin.name);
    if (!isWritten(node, origin)) throw byMacro(property, origin.name);
    return [{ ...withSpace(node, origin.whole), text: '' }];
  });
}

function inserted(node: FormNode, property: string, value: string | undefined): TextEdit {
  const block = blocksOf(node, node.node.path).at(-1);
  if (block === undefined) {
    const [origin] = node.places.nodesAt(node.node.path);
    const place = origin?.name ?? { file: node.file, start: 0, end: 0 };
    throw origin?.name.file === node.file ? byMacro(node.node.node.name, place) : elsewhere(node.node.node.name, place);
  }
  const order = usualOrder[node.kind];
  const rank = order.indexOf(property);
  const there = node.source.properties.filter(
    (origin) => origin.path === node.node.path && isWithin(origin.whole, block.body) && isWritten(node, origin),
  );
  const known = there.filter((origin) => order.includes(origin.property));
  const before = known.findLast((origin) => order.indexOf(origin.property) < rank);
  const text = sentence(property, value);
  if (before !== undefined) return behind(node, before.whole, text);
  const [next] = there;
  return next === undefined ? first(node, block, text) : inFront(node, next.whole, text);
}

/** On a line of its own behind the one that this stands on, unless more stands on that line. */
function behind({ file, text }: FormText, place: SourcePlace, added: string): TextEdit {
  const begin = lineStart(text, place.start);
  const end = lineEnd(text, place.end);
  const isOwn = text.slice(begin, place.start).trim() === '' && isComment(text.slice(place.end, end));
  return isOwn
    ? { file, start: end, end, text: `${newLine(text)}${indentAt(text, place.start)}${added}` }
    : { file, start: place.end, end: place.end, text: ` ${added}` };
}

function inFront({ file, text }: FormText, { start }: SourcePlace, added: string): TextEdit {
  const indent = indentAt(text, start);
  const isOwn = lineStart(text, start) + indent.length === start;
  return { file, start, end: start, text: isOwn ? `${added}${newLine(text)}${indent}` : `${added} ` };
}

/** Into a node that has no property yet. */
function first({ file, text }: FormText, { body, whole }: NodeOrigin, added: string): TextEdit {
  const indent = indentAt(text, whole.start);
  const line = `${newLine(text)}${indent}\t${added}`;
  if (text.slice(body.start, body.end).trim() !== '') return { file, start: body.start, end: body.start, text: line };
  return { ...body, text: `${line}${newLine(text)}${indent}` };
}

/** The line of what stands on one alone; else the space before it, or behind what begins its line. */
export function withSpace({ file, text }: FormText, { start, end }: SourcePlace): SourcePlace {
  const begin = lineStart(text, start);
  const close = lineEnd(text, end);
  const isFirst = text.slice(begin, start).trim() === '';
  if (isFirst && text.slice(end, close).trim() === '') {
    const next = text.indexOf('\n', close);
    return { file, start: begin, end: next < 0 ? text.length : next + 1 };
  }
  const blanks = /[ \t]*/y;
  if (!isFirst) return { file, start: start - (/[ \t]*$/.exec(text.slice(begin, start))?.[0].length ?? 0), end };
  blanks.lastIndex = end;
  return { file, start, end: end + (blanks.exec(text)?.[0].length ?? 0) };
}

const isComment = (rest: string) => /^[ \t]*(?:\/\/.*|\/\*(?:(?!\*\/).)*\*\/[ \t]*)?$/.test(rest);

const isWithin = (place: SourcePlace, outer: SourcePlace) =>
  place.file === outer.file && place.start >= outer.start && place.end <= outer.end;

/** As the text has them. */
export const newLine = (text: string) => (text.includes('\r\n') ? '\r\n' : '\n');

const lineStart = (text: string, at: number) => text.lastIndexOf('\n', at - 1) + 1;

/** Before the end of its line, whichever that is. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return end > at && text[end - 1] === '\r' ? end - 1 : end;
}
