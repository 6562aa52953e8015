/** Which cells of an overlay are references, by its `__fixups__` (to labels of the base) and `__local_fixups__` (to its own nodes). */
import { cellsOf, textsOf } from '../property.ts';
import type { NodePath } from '../tree.ts';
import type { IndexedNode, TreeIndex } from '../tree-index.ts';
import { isLabel } from './labels.ts';

export interface OverlayReferences {
  /** By path, property and byte: a label of the base. */
  readonly toBase: CellTable<string>;
  /** By path, property and byte: a node of the overlay. */
  readonly toOwn: CellTable<IndexedNode>;
}

export type CellTable<To> = ReadonlyMap<NodePath, ReadonlyMap<string, ReadonlyMap<number, To>>>;

/** Undefined where one of them names no cell that is there, or nothing that a text could refer to. */
export function overlayReferences(index: TreeIndex): OverlayReferences | undefined {
  const toBase = new Cells<string>(index);
  const toOwn = new Cells<IndexedNode>(index);
  for (const [label, value] of index.byPath.get('/__fixups__')?.node.properties ?? []) {
    const uses = textsOf(value);
    if (uses === undefined || !isLabel(label)) return undefined;
    for (const use of uses) {
      const [path = '', property = '', offset = '', ...more] = use.split(':');
      if (more.length > 0 || !/^\d+$/.test(offset)) return undefined;
      if (!toBase.add(path, property, Number(offset), () => label)) return undefined;
    }
  }
  const local = index.byPath.get('/__local_fixups__');
  const waiting = local === undefined ? [] : [local];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    const path = each.path.slice('/__local_fixups__'.length) || '/';
    for (const [property, value] of each.node.properties) {
      if (value.length % 4 !== 0) return undefined;
      for (const offset of cellsOf(value))
        if (!toOwn.add(path, property, offset, (cell) => index.byPhandle.get(cell))) return undefined;
    }
    for (const child of each.node.children) {
      const below = index.byPath.get(`${each.path}/${child.name}`);
      if (below !== undefined) waiting.push(below);
    }
  }
  return { toBase: toBase.table, toOwn: toOwn.table };
}

class Cells<To> {
  readonly table = new Map<NodePath, Map<string, Map<number, To>>>();
  readonly #index: TreeIndex;

  constructor(index: TreeIndex) {
    this.#index = index;
  }

  /** False where there is no such cell, or nothing for it to name. */
  add(path: NodePath, property: string, offset: number, named: (cell: number) => To | undefined): boolean {
    const value = this.#index.byPath.get(path)?.node.properties.get(property);
    if (value === undefined || offset + 4 > value.length) return false;
    const to = named(new DataView(value.buffer, value.byteOffset, value.byteLength).getUint32(offset));
    if (to === undefined) return false;
    const properties = this.table.get(path) ?? new Map<string, Map<number, To>>();
    const cells = properties.get(property) ?? new Map<number, To>();
    this.table.set(path, properties);
    properties.set(property, cells);
    cells.set(offset, to);
    return true;
  }
}
