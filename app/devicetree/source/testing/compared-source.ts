/** A source that is open, of which each reading, with what is judged and printed of it, is compared with a reading of the whole text. */
import { expect } from 'vitest';
import type { TextEdit } from '../../finding.ts';
import { lintTree } from '../../lint/lint-tree.ts';
import { applyTextEdits } from '../../mend.ts';
import { printTree } from '../../print/print-tree.ts';
import { PrintedNodes } from '../../print/printed-nodes.ts';
import type { ReadBytes, ReadInclude, SourceTree } from '../../source-tree.ts';
import { plainTree } from '../../testing/plain-tree.ts';
import { indexTree } from '../../tree-index.ts';
import { OpenSource } from '../open-source.ts';
import { readSource, type SourceOptions } from '../read-source.ts';

export const board = 'a.dts';
export const included = 'b.dtsi';

export class ComparedSource {
  private readonly open: OpenSource;
  private readonly printed = new PrintedNodes();
  private readonly texts: Map<string, string>;
  private readonly options: SourceOptions;
  private readonly first: { readonly source: SourceTree; readonly plain: ReturnType<typeof plainSource> };
  private edits = 0;

  /** Of the board's text and what it includes; undefined: that is not there. */
  constructor(text: string, include: string | undefined, symbols: boolean) {
    this.texts = new Map([[board, text]]);
    if (include !== undefined) this.texts.set(included, include);
    // Another byte each time.
    const readBytes: ReadBytes = (name) => (name === 'bytes' ? Uint8Array.of(this.edits) : undefined);
    this.options = { symbols, readBytes };
    const given: ReadInclude = (name) =>
      name === included && this.texts.has(name) ? { file: name, text: include ?? '' } : undefined;
    this.open = new OpenSource(board, text, given, this.options);
    this.first = { source: this.open.source, plain: plainSource(this.whole()) };
    this.compare();
  }

  textOf(file: string): string {
    return this.texts.get(file) ?? '';
  }

  isRead(file: string): boolean {
    return this.open.source.files.has(file);
  }

  edit(edit: TextEdit): void {
    this.texts.set(edit.file, applyTextEdits(this.textOf(edit.file), [edit]));
    this.edits += 1;
    this.open.edit([edit]);
    this.compare();
  }

  setText(file: string, text: string): void {
    this.texts.set(file, text);
    this.edits += 1;
    this.open.setText(file, text);
    this.compare();
  }

  /** What became of the first reading is still as it was. */
  firstStays(): void {
    expect(plainSource(this.first.source)).toEqual(this.first.plain);
  }

  private whole(): SourceTree {
    const include: ReadInclude = (name) => {
      const text = this.texts.get(name);
      return text === undefined ? undefined : { file: name, text };
    };
    return readSource(board, this.textOf(board), include, this.options);
  }

  private compare(): void {
    const { source } = this.open;
    const wanted = this.whole();
    expect(plainSource(source)).toEqual(plainSource(wanted));
    originsAtAgree(source);
    const index = indexTree(source.tree);
    expect(lintTree({ tree: source.tree, index, source })).toEqual(lintTree({ tree: wanted.tree, source: wanted }));
    expect(printTree(source.tree, { index, printed: this.printed })).toBe(printTree(wanted.tree));
  }
}

/** Those of one path are those that are among all, and the same ones. */
function originsAtAgree({ nodes, properties, originsAt }: SourceTree): void {
  const isSame = <Origin>(some: readonly Origin[], others: readonly Origin[]) =>
    some.length === others.length && some.every((each, at) => each === others[at]);
  for (const path of new Set(nodes.map((each) => each.path))) {
    const found = originsAt(path);
    const ofPath = (each: { readonly path: string }) => each.path === path;
    expect(isSame(found.nodes, nodes.filter(ofPath))).toBe(true);
    expect(isSame(found.properties, properties.filter(ofPath))).toBe(true);
  }
}

/** All that a reading says, worked out. */
function plainSource({ tree, plugin, labels, references, nodes, properties, findings, files }: SourceTree) {
  return {
    tree: plainTree(tree),
    plugin,
    labels: [...labels],
    references,
    nodes: nodes.map(({ path, labels: names, name, whole, body }) => ({ path, names, name, whole, body })),
    properties: properties.map(({ path, property, name, value, whole, cells }) => ({
      path,
      property,
      name,
      value,
      whole,
      cells,
    })),
    findings,
    files: [...files],
  };
}
