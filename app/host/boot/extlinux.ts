/**
 * extlinux.conf as U-Boot reads it (boot/pxe_utils.c): labels, of which one is booted by default, with `fdt`, `fdtdir`, `fdtoverlays`
 * and `append`. Only lines that have to change do. Pure.
 */
import type { Edited } from './edited.ts';
import { insertedAfter, type Line, linesOf, replaced, textOfLines, without } from './lines.ts';
import { withoutWords, withWords, wordsOf } from './words.ts';

/** Before a line that gave way to one of ours: a comment to U-Boot. */
const aside = '#uiomem-studio# ';

const treeKeys = ['fdt', 'devicetree', 'fdtdir', 'devicetreedir'];
const overlayKeys = ['fdtoverlays', 'devicetree-overlay'];

interface Entry {
  readonly index: number;
  readonly indent: string;
  /** In small letters, as U-Boot compares it. */
  readonly key: string;
  readonly gap: string;
  readonly value: string;
}

interface Label {
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** The label that is booted when nobody chooses, with what the tool wants to know of it. */
export interface ExtlinuxLabel {
  readonly name: string;
  /** Names a tree: without one U-Boot puts no overlay on (label_boot). */
  readonly namesTree: boolean;
  readonly kernel: string | undefined;
  /** `fdt`, when it names a file. */
  readonly tree: string | undefined;
  readonly overlays: readonly string[];
  readonly arguments: readonly string[];
}

function entryOf(line: Line, index: number): Entry | undefined {
  const match = /^([ \t]*)([^\s#]\S*)([ \t]*)(.*)$/.exec(line.text);
  if (match === null) return undefined;
  const [, indent = '', key = '', gap = '', value = ''] = match;
  return { index, indent, key: key.toLowerCase(), gap, value };
}

function labelsOf(lines: readonly Line[]): { labels: Label[]; byDefault: string | undefined; includes: boolean } {
  const labels: { name: string; entries: Entry[] }[] = [];
  let said: string | undefined;
  let marked: string | undefined;
  let includes = false;
  for (const [index, line] of lines.entries()) {
    const entry = entryOf(line, index);
    if (entry === undefined) continue;
    const value = entry.value.trim();
    const inside = labels.at(-1);
    if (entry.key === 'label') labels.push({ name: value, entries: [] });
    else if (entry.key === 'default' || entry.key === 'ontimeout') said = value;
    else if (entry.key === 'include') includes = true;
    else if (entry.key === 'menu' && /^default\b/i.test(value)) marked ??= inside?.name;
    else inside?.entries.push(entry);
  }
  return { labels, byDefault: said ?? marked, includes };
}

/** Or why not, in a sentence. */
function bootedLabel(lines: readonly Line[]): Label | string {
  const { labels, byDefault, includes } = labelsOf(lines);
  const [first] = labels;
  if (first === undefined) return includes ? 'It includes another file.' : 'It has no label.';
  if (byDefault === undefined) return first;
  const found = labels.find(({ name }) => name === byDefault);
  return found ?? `It boots the label ${byDefault} by default, and has none of that name.`;
}

const last = (label: Label, keys: readonly string[]): Entry | undefined =>
  // What is said twice counts as it is said last.
  label.entries.findLast(({ key, value }) => keys.includes(key) && value.trim() !== '');

export function readExtlinux(text: string): ExtlinuxLabel | { readonly notUnderstood: string } {
  const label = bootedLabel(linesOf(text));
  if (typeof label === 'string') return { notUnderstood: label };
  return {
    name: label.name,
    namesTree: last(label, treeKeys) !== undefined,
    kernel: last(label, ['linux', 'kernel'])?.value.trim(),
    tree: last(label, ['fdt', 'devicetree'])?.value.trim(),
    overlays: wordsOf(last(label, overlayKeys)?.value ?? ''),
    arguments: wordsOf(last(label, ['append'])?.value ?? ''),
  };
}

function inLabel(text: string, edit: (lines: Line[], label: Label) => readonly Line[] | string): Edited {
  const lines = linesOf(text);
  const label = bootedLabel(lines);
  if (typeof label === 'string') return { notUnderstood: label };
  const made = edit(lines, label);
  return typeof made === 'string' ? { notUnderstood: made } : { text: textOfLines(made) };
}

/** With words at the end of the last of these keys; where there is none, as a line behind the label's `behind`. */
function adding(
  lines: Line[],
  label: Label,
  keys: readonly string[],
  words: readonly string[],
  behind: readonly string[],
): readonly Line[] | string {
  const there = last(label, keys);
  if (there !== undefined) {
    const value = withWords(there.value, words);
    return replaced(lines, there.index, (lines[there.index]?.text ?? '').slice(0, -there.value.length) + value);
  }
  const anchor = last(label, behind);
  if (anchor === undefined) return `Its label ${label.name} starts no kernel.`;
  return insertedAfter(lines, anchor.index, `${anchor.indent}${keys[0]} ${words.join(' ')}`);
}

/** A line that has none but them goes. In all labels: the default may have been another then. */
function taking(text: string, keys: readonly string[], words: readonly string[]): string {
  let lines = linesOf(text);
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index];
    const entry = line === undefined ? undefined : entryOf(line, index);
    if (line === undefined || entry === undefined || !keys.includes(entry.key)) continue;
    const value = withoutWords(entry.value, words);
    if (value === entry.value) continue;
    const kept = line.text.slice(0, line.text.length - entry.value.length) + value;
    lines = value.trim() === '' ? without(lines, index) : replaced(lines, index, kept);
  }
  return textOfLines(lines);
}

/** `path`: as the loader finds it. */
export function withOverlay(text: string, path: string): Edited {
  return inLabel(text, (lines, label) => {
    if (last(label, treeKeys) === undefined)
      return `Its label ${label.name} names no tree (fdt, fdtdir), without which U-Boot puts no overlay on.`;
    return adding(lines, label, overlayKeys, [path], treeKeys);
  });
}

export function withoutOverlay(text: string, path: string): string {
  return taking(text, overlayKeys, [path]);
}

export function withArguments(text: string, words: readonly string[]): Edited {
  return inLabel(text, (lines, label) => adding(lines, label, ['append'], words, ['linux', 'kernel']));
}

export function withoutArguments(text: string, words: readonly string[]): string {
  return taking(text, ['append'], words);
}

/** The label boots with this tree; what it said of trees and overlays before is put aside as comments. */
export function withTree(text: string, path: string): Edited {
  return inLabel(text, (lines, label) => {
    if (last(label, ['fdt', 'devicetree'])?.value.trim() === path) return lines;
    const kernel = last(label, ['linux', 'kernel']);
    if (kernel === undefined) return `Its label ${label.name} starts no kernel.`;
    const givesWay = label.entries.filter(({ key }) => treeKeys.includes(key) || overlayKeys.includes(key));
    const anchor = givesWay.at(-1) ?? kernel;
    const put = givesWay.reduce<readonly Line[]>(
      (all, { index }) => replaced(all, index, `${aside}${all[index]?.text ?? ''}`),
      lines,
    );
    return insertedAfter(put, anchor.index, `${anchor.indent}fdt ${path}`);
  });
}

/** What was put aside counts again. */
export function withoutTree(text: string, path: string): string {
  let lines = linesOf(text);
  const ours = lines.findLastIndex((line, index) => {
    const entry = entryOf(line, index);
    return entry?.key === 'fdt' && entry.value.trim() === path;
  });
  if (ours >= 0) lines = without(lines, ours);
  return textOfLines(
    lines.map((line) => (line.text.startsWith(aside) ? { ...line, text: line.text.slice(aside.length) } : line)),
  );
}
