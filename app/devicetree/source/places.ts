/** The places of a property's text. Those of its cells are made when they are asked for: a text has a hundred thousand of them. */
import type { SourcePlace } from '../finding.ts';
import type { PropertyOrigin } from '../source-tree.ts';
import type { NodePath } from '../tree.ts';
import type { TextMap } from './text-map.ts';

/** Start, end, offset in the value and bits of each cell of a text, one after the other. */
export type CellTable = readonly number[];
export const cellTableWidth = 4;

export class PropertyPlaces implements PropertyOrigin {
  path: NodePath = '';
  readonly property: string;
  readonly name: SourcePlace;
  value: SourcePlace | undefined;
  whole: SourcePlace;
  /** Bytes that a path took, put into the value at an offset after the cells were read. */
  private inserted: { readonly at: number; readonly length: number }[] | undefined;
  private readonly map: TextMap;
  private readonly table: CellTable;
  private readonly from: number;
  private to: number;

  constructor(property: string, name: SourcePlace, map: TextMap, table: CellTable) {
    this.property = property;
    this.name = name;
    this.whole = name;
    this.map = map;
    this.table = table;
    this.from = table.length;
    this.to = table.length;
  }

  end(value: SourcePlace | undefined, whole: SourcePlace): void {
    this.value = value;
    this.whole = whole;
    this.to = this.table.length;
  }

  insert(at: number, length: number): void {
    this.inserted ??= [];
    this.inserted.push({ at, length });
  }

  get cells(): PropertyOrigin['cells'] {
    const cells: PropertyOrigin['cells'][number][] = [];
    const { table, map } = this;
    for (let index = this.from; index < this.to; index += cellTableWidth) {
      let offset = table[index + 2] ?? 0;
      for (const { at, length } of this.inserted ?? []) if (offset >= at) offset += length;
      cells.push({ place: map.place(table[index] ?? 0, table[index + 1] ?? 0), offset, bits: table[index + 3] ?? 32 });
    }
    return cells;
  }
}
