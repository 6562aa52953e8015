/** The lines that nodes were printed as before, for as long as all that they hang on says the same. */
import { interruptParentOf } from '../addresses/phandle-list.ts';
import type { TreeNode } from '../tree.ts';
import { cellCounts, type IndexedNode, type TreeIndex } from '../tree-index.ts';
import type { Labels } from './labels.ts';

/** What the lines of a node's properties say of other nodes. */
export class LineUses {
  /** Phandles in its values, with the nodes that they name and what these are called. */
  readonly phandles: number[] = [];
  readonly targets: (TreeNode | undefined)[] = [];
  readonly labels: (string | undefined)[] = [];
  /** The node that its interrupts go to. */
  controller: TreeNode | undefined;
  hasInterrupts = false;

  target(phandle: number, { byPhandle }: TreeIndex, labels: Labels): void {
    const target = byPhandle.get(phandle);
    this.phandles.push(phandle);
    this.targets.push(target?.node);
    this.labels.push(target && labels.get(target.path)?.[0]);
  }

  interrupts(controller: IndexedNode | undefined): void {
    this.hasInterrupts = true;
    this.controller = controller?.node;
  }

  areAsBefore(node: IndexedNode, index: TreeIndex, labels: Labels): boolean {
    const { phandles, targets } = this;
    for (let at = 0; at < phandles.length; at += 1) {
      const target = index.byPhandle.get(phandles[at] ?? 0);
      if (target?.node !== targets[at]) return false;
      if (target !== undefined && labels.get(target.path)?.[0] !== this.labels[at]) return false;
    }
    return !this.hasInterrupts || interruptParentOf(node, index)?.node === this.controller;
  }
}

interface Printed {
  readonly lines: Uint8Array;
  readonly level: number;
  /** Cells of the node that it is in. */
  readonly address: number;
  readonly size: number;
  readonly uses: LineUses;
}

/** To be kept with a tree that is printed after each edit. Nodes that are no more are forgotten. */
export class PrintedNodes {
  /** What the last text took, and a little more. */
  room: number | undefined;
  private readonly nodes = new WeakMap<TreeNode, Printed>();
  private parent: TreeNode | undefined;
  private cells = { address: 0, size: 0 };

  /** Of its properties; undefined: they are to be printed anew. */
  linesOf(node: IndexedNode, level: number, index: TreeIndex, labels: Labels): Uint8Array | undefined {
    const printed = this.nodes.get(node.node);
    if (printed === undefined || printed.level !== level) return undefined;
    const { address, size } = this.cellsAround(node);
    if (printed.address !== address || printed.size !== size) return undefined;
    return printed.uses.areAsBefore(node, index, labels) ? printed.lines : undefined;
  }

  keep(node: IndexedNode, level: number, lines: Uint8Array, uses: LineUses): void {
    this.nodes.set(node.node, { lines, level, ...this.cellsAround(node), uses });
  }

  private cellsAround({ parent }: IndexedNode): { readonly address: number; readonly size: number } {
    // Of children one after the other it is the same.
    if (parent?.node !== this.parent) {
      this.parent = parent?.node;
      this.cells = parent === undefined ? { address: 0, size: 0 } : cellCounts(parent.node);
    }
    return this.cells;
  }
}
