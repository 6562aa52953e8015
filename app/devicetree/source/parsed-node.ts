/**
 * What a text says between the braces of a node, before it is put on a tree. Its places are those that it had when it was read:
 * who holds it knows how far it has moved since. Nothing of it is changed once it is closed, so that a later reading can take
 * it over; what it became on the tree is noted beside it.
 */
import type { TreeNode } from '../tree.ts';

export interface ParsedLabel {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Where a node or a property of the text begins: `/`, a name, or a reference. */
export interface Head {
  readonly start: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly labels: readonly ParsedLabel[];
}

/** A reference in a value. */
export interface Marker {
  readonly kind: 'phandle' | 'path';
  /** Bytes from the start of the value. */
  readonly offset: number;
  /** A label, or a path that starts with `/`. */
  readonly to: string;
  readonly start: number;
  readonly end: number;
}

export interface ParsedProperty {
  readonly kind: 'property';
  readonly name: string;
  readonly head: Head;
  /** References are 0xffffffff, and paths are not in it. */
  readonly bytes: Uint8Array;
  readonly markers: readonly Marker[] | undefined;
  /** Labels within the value. */
  readonly valueLabels: readonly ParsedLabel[] | undefined;
  /** -1 and -1 without a value. */
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly end: number;
  /** Its cells in a table of the text. */
  readonly cells: CellRange;
}

export interface CellRange {
  readonly table: CellTable;
  readonly from: number;
  readonly to: number;
}

/** `/delete-property/` or `/delete-node/` between the braces. */
export interface ParsedDeletion {
  readonly kind: 'no-property' | 'no-node';
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A node at the place where it stands now. */
export interface PlacedNode {
  readonly kind: 'node';
  readonly node: ParsedNode;
  /** Added to all places within. */
  readonly shift: number;
}

export interface ParsedNode {
  /** Empty for the root and for a reference. */
  readonly name: string;
  readonly head: Head;
  /** `/omit-if-no-ref/`. */
  readonly omit: boolean;
  /** Deeper than nodes are taken, or put where nothing can be: part of nothing. */
  readonly isLost: boolean;
  /** Set for `&label { … }` that stands within a node. */
  readonly reference: string | undefined;
  /** Stands in no other node. */
  readonly isOutermost: boolean;
  /** In the order of the text. */
  readonly items: (ParsedProperty | ParsedDeletion | PlacedNode)[];
  readonly bodyStart: number;
  bodyEnd: number;
  /** Behind its semicolon; 0 until it is closed. */
  end: number;
  /** Nodes within one another in it, itself among them. */
  height: number;
  /** Nothing is wrong with it as a text, and nothing in it comes from files: its letters say the same wherever they stand. */
  isSound: boolean;
  /** Its names are in order, and all that could be wrong with it on a tree is said elsewhere (check-tree.ts). */
  isChecked: boolean;
  /** What it became on the tree last. */
  became: FinishedNode | undefined;
}

/** A node of the finished tree, with its properties once more, since a list is compared faster than a map. */
export interface FinishedNode {
  readonly node: TreeNode;
  readonly names: readonly string[];
  readonly values: readonly Uint8Array[];
}

/** Start, end, offset in the value and bits of each cell of a text, one after the other. */
export class CellTable {
  data = new Int32Array(256);
  length = 0;

  push(start: number, end: number, offset: number, bits: number): void {
    const { length } = this;
    if (length + cellWidth > this.data.length) {
      const data = new Int32Array(this.data.length * 2);
      data.set(this.data);
      this.data = data;
    }
    const { data } = this;
    data[length] = start;
    data[length + 1] = end;
    data[length + 2] = offset;
    data[length + 3] = bits;
    this.length = length + cellWidth;
  }

  /** Keeps room for what it holds and no more: one may be kept for a single node. */
  trim(): void {
    this.data = this.data.slice(0, this.length);
  }
}

/** Numbers of one cell in a table. */
export const cellWidth = 4;
