/** What a text has said so far: the tree it makes, its labels, and the places of what it says. */
import type { SourcePlace } from '../finding.ts';
import type { ReadBytes } from '../source-tree.ts';
import type { MemoryReservation } from '../tree.ts';
import { buildNode, labelAt, type Misplaced } from './build-node.ts';
import { ByteFiles } from './byte-files.ts';
import {
  addChild,
  addLabel,
  addProperty,
  endNode,
  type LiveNode,
  type LiveProperty,
  liveChild,
  liveNode,
  liveProperty,
  mergeNodes,
  nodeAtPath,
} from './live-tree.ts';
import type { Head, ParsedProperty, PlacedNode } from './parsed-node.ts';
import type { Scanner } from './scanner.ts';
import type { TextBefore } from './text-before.ts';
import { ValueBuilder } from './value-builder.ts';

/** Bytes that a path took, put into a value at an offset after its cells were read. */
export interface InsertedBytes {
  readonly at: number;
  readonly length: number;
}

export class Reading {
  readonly scanner: Scanner;
  /** The text as it was read before an edit, as far as it still stands. */
  readonly before: TextBefore | undefined;
  readonly value = new ValueBuilder();
  readonly byteFiles: ByteFiles;
  readonly reservations: MemoryReservation[] = [];
  /** Labels of what could be put nowhere, so that a reference to them is not told too. */
  readonly lost = new Set<string>();
  /** All that stands between braces at the outermost level. */
  readonly definitions: PlacedNode[] = [];
  /** Those that are part of the tree. */
  readonly defined: PlacedNode[] = [];
  /** Nodes of these, in the order of the text. */
  readonly nodes: LiveNode[] = [];
  /** Paths that references put into values. */
  readonly inserted = new Map<ParsedProperty, InsertedBytes[]>();
  /** `&label { … }` that stood within a node, to be put on the tree behind the definition that is being read. */
  misplaced: Misplaced[] = [];
  /** Unknown names for which a near one was looked for. */
  suggestions = 0;
  version = false;
  plugin = false;
  root: LiveNode = liveNode('');
  hasRoot = false;
  private readonly byLabel = new Map<string, LiveNode>();
  private fresh: { readonly name: string; readonly node: LiveNode }[] = [];
  private fragments = 0;

  constructor(scanner: Scanner, readBytes: ReadBytes | undefined, before?: TextBefore) {
    this.scanner = scanner;
    this.byteFiles = new ByteFiles(readBytes);
    this.before = before;
  }

  /** Notes a label of the definition that is being read. */
  noteLabel(name: string, node: LiveNode): void {
    this.fresh.push({ name, node });
  }

  labelled(label: string): LiveNode | undefined {
    const noted = this.byLabel.get(label);
    if (noted === undefined) return undefined;
    const node = endNode(noted);
    return !node.deleted && node.labels.some(({ name, deleted }) => !deleted && name === label) ? node : undefined;
  }

  labels(): string[] {
    return [...this.byLabel.keys()];
  }

  /** Of the name of a property that the text says. */
  nameOf({ parsed, shift }: LiveProperty): SourcePlace | undefined {
    return parsed && this.scanner.map.place(parsed.head.nameStart + shift, parsed.head.nameEnd + shift);
  }

  /** The node that a reference names, a label or a path. */
  find(reference: string): LiveNode | undefined {
    if (!reference.startsWith('/')) return this.labelled(reference);
    return this.hasRoot ? nodeAtPath(this.root, reference) : undefined;
  }

  /** Takes what stands at the outermost level; how it is put on the tree is for `define` to say. False: it is no part of it. */
  take(definition: PlacedNode, define: (node: LiveNode) => boolean): boolean {
    this.definitions.push(definition);
    const before = this.nodes.length;
    const node = buildNode(this, definition);
    if (define(node)) {
      this.defined.push(definition);
      return true;
    }
    for (const { name } of this.fresh) this.lost.add(name);
    this.fresh = [];
    this.misplaced = [];
    // Part of no tree, so there are no paths to tell its places by.
    this.nodes.length = before;
    return false;
  }

  /** `/ { … };` */
  defineRoot(node: LiveNode): boolean {
    if (this.hasRoot) mergeNodes(this.root, node);
    else this.root = node;
    this.hasRoot = true;
    this.settle();
    return true;
  }

  /** `&label { … };`. False: there is no such node, and the definition is not part of the tree. */
  defineAt(reference: string, node: LiveNode, head: Head): boolean {
    const target = this.plugin && reference.startsWith('/') ? undefined : this.find(reference);
    if (target !== undefined) {
      mergeNodes(target, node);
    } else if (this.plugin) {
      this.addFragment(reference, node, head);
      this.hasRoot = true;
    } else {
      return false;
    }
    this.settle();
    return true;
  }

  private settle(): void {
    for (const { name, node } of this.fresh) if (this.labelled(name) === undefined) this.byLabel.set(name, node);
    this.fresh = [];
    const { misplaced } = this;
    this.misplaced = [];
    for (const { to, node, head } of misplaced) this.defineAt(to, node, head);
  }

  /** A fragment of an overlay: what it is put on, and what is put there. Numbers go up from 0 whatever the text calls its own. */
  private addFragment(reference: string, node: LiveNode, { nameStart, nameEnd }: Head): void {
    const fragment = liveNode(`fragment@${this.fragments}`, nameStart, nameEnd);
    this.fragments += 1;
    if (reference.startsWith('/')) {
      addProperty(fragment, liveProperty('target-path', new TextEncoder().encode(`${reference}\0`)));
    } else {
      const target = liveProperty('target', new Uint8Array(4).fill(0xff));
      target.markers = [{ kind: 'phandle', offset: 0, to: reference, start: nameStart, end: nameEnd }];
      addProperty(fragment, target);
    }
    node.name = '__overlay__';
    addChild(fragment, node);
    addChild(this.root, fragment);
  }

  /** Labels of a reference that is defined (`label: &other { … }`) belong to its node, newest first. */
  labelNode(node: LiveNode, labels: Head['labels'], shift: number): void {
    for (let index = labels.length - 1; index >= 0; index -= 1) {
      const label = labels[index];
      if (label === undefined) continue;
      addLabel(node, labelAt(label, shift));
      this.noteLabel(label.name, node);
    }
  }

  /** A node below the root, made when it is not there. */
  childOf(parent: LiveNode, name: string): LiveNode {
    const there = liveChild(parent, name);
    if (there !== undefined) return there;
    const made = liveNode(name);
    made.path = parent.path === '/' ? `/${name}` : `${parent.path}/${name}`;
    addChild(parent, made);
    return made;
  }
}
