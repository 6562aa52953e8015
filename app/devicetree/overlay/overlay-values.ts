/** An overlay's properties while its phandles are being resolved: the values of its tree, and what has been written over them. */

import type { NodePath } from '../tree.ts';
import type { TreeIndex } from '../tree-index.ts';

export class OverlayValues {
  readonly index: TreeIndex;
  readonly #written = new Map<NodePath, Map<string, Uint8Array>>();

  constructor(index: TreeIndex) {
    this.index = index;
  }

  get(path: NodePath, property: string): Uint8Array | undefined {
    return this.#written.get(path)?.get(property) ?? this.index.byPath.get(path)?.node.properties.get(property);
  }

  /** All of a node, in the order of the tree. */
  of(path: NodePath): ReadonlyMap<string, Uint8Array> {
    const properties = this.index.byPath.get(path)?.node.properties ?? new Map<string, Uint8Array>();
    const written = this.#written.get(path);
    if (written === undefined) return properties;
    return new Map([...properties].map(([name, value]) => [name, written.get(name) ?? value]));
  }

  /** The cell `offset` bytes into a value; undefined where it does not lie in it whole. */
  cell(path: NodePath, property: string, offset: number): number | undefined {
    const bytes = this.get(path, property);
    if (bytes === undefined || offset < 0 || offset + 4 > bytes.length) return undefined;
    return viewOf(bytes).getUint32(offset);
  }

  /** False where the cell does not lie in the value whole. */
  writeCell(path: NodePath, property: string, offset: number, cell: number): boolean {
    const bytes = this.get(path, property);
    if (bytes === undefined || offset < 0 || offset + 4 > bytes.length) return false;
    let written = this.#written.get(path);
    if (written === undefined) {
      written = new Map();
      this.#written.set(path, written);
    }
    let own = written.get(property);
    if (own === undefined) {
      own = bytes.slice();
      written.set(property, own);
    }
    viewOf(own).setUint32(offset, cell);
    return true;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
