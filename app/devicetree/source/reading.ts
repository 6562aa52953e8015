/** What a text has said so far: the tree it makes, its labels, and the places of what it says. */
import type { NodeOrigin, ReadBytes } from '../source-tree.ts';
import type { MemoryReservation, NodePath } from '../tree.ts';
import { ByteFiles } from './byte-files.ts';
import {
  addChild,
  addLabel,
  addProperty,
  endNode,
  type LiveNode,
  liveChild,
  liveNode,
  liveProperty,
  mergeNodes,
  nodeAtPath,
} from './live-tree.ts';
import type { PropertyPlaces } from './places.ts';
import type { Scanner } from './scanner.ts';
import { ValueBuilder } from './value-builder.ts';

/** Where a node of the text begins: `/`, a name, or a reference. */
export interface NodeHead {
  readonly start: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly labels: readonly { readonly name: string; readonly start: number; readonly end: number }[];
}

export class Reading {
  readonly scanner: Scanner;
  readonly value = new ValueBuilder();
  readonly byteFiles: ByteFiles;
  readonly reservations: MemoryReservation[] = [];
  /** Labels of what could be put nowhere, so that a reference to them is not told too. */
  readonly lost = new Set<string>();
  readonly nodes: { readonly node: LiveNode; readonly origin: NodeOrigin & { path: NodePath } }[] = [];
  readonly properties: { readonly node: LiveNode; readonly places: PropertyPlaces }[] = [];
  /** `&label { … }` that stood within a node, to be put on the tree behind the definition that is being read. */
  misplaced: { readonly to: string; readonly node: LiveNode; readonly head: NodeHead }[] = [];
  /** Unknown names for which a near one was looked for. */
  suggestions = 0;
  version = false;
  plugin = false;
  root: LiveNode = liveNode('');
  hasRoot = false;
  private readonly byLabel = new Map<string, LiveNode>();
  private fresh: { readonly name: string; readonly node: LiveNode }[] = [];
  private fragments = 0;

  constructor(scanner: Scanner, readBytes: ReadBytes | undefined) {
    this.scanner = scanner;
    this.byteFiles = new ByteFiles(readBytes);
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

  /** The node that a reference names, a label or a path. */
  find(reference: string): LiveNode | undefined {
    if (!reference.startsWith('/')) return this.labelled(reference);
    return this.hasRoot ? nodeAtPath(this.root, reference) : undefined;
  }

  /** `/ { … };` */
  defineRoot(node: LiveNode): void {
    if (this.hasRoot) mergeNodes(this.root, node);
    else this.root = node;
    this.hasRoot = true;
    this.settle();
  }

  /** `&label { … };`. False: there is no such node, and the definition is not part of the tree. */
  defineAt(reference: string, node: LiveNode, head: NodeHead): boolean {
    const target = this.plugin && reference.startsWith('/') ? undefined : this.find(reference);
    if (target !== undefined) {
      mergeNodes(target, node);
    } else if (this.plugin) {
      this.addFragment(reference, node, head);
      this.hasRoot = true;
    } else {
      this.drop();
      return false;
    }
    this.settle();
    return true;
  }

  /** Leaves what was read last out of the tree. */
  drop(): void {
    for (const { name } of this.fresh) this.lost.add(name);
    this.fresh = [];
    this.misplaced = [];
  }

  private settle(): void {
    for (const { name, node } of this.fresh) if (this.labelled(name) === undefined) this.byLabel.set(name, node);
    this.fresh = [];
    const { misplaced } = this;
    this.misplaced = [];
    for (const { to, node, head } of misplaced) this.defineAt(to, node, head);
  }

  /** A fragment of an overlay: what it is put on, and what is put there. Numbers go up from 0 whatever the text calls its own. */
  private addFragment(reference: string, node: LiveNode, { nameStart, nameEnd }: NodeHead): void {
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
  labelNode(node: LiveNode, labels: NodeHead['labels']): void {
    for (let index = labels.length - 1; index >= 0; index -= 1) {
      const label = labels[index];
      if (label === undefined) continue;
      addLabel(node, { ...label, deleted: false });
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
