/** The places of a property's text, made when they are asked for: a text has a hundred thousand of them, and few are looked at. */
import type { SourcePlace } from '../finding.ts';
import type { PropertyOrigin } from '../source-tree.ts';
import type { NodePath } from '../tree.ts';
import type { TextMap } from './text-map.ts';

/** Start, end, offset in the value and bits of each cell of a text, one after the other. */
export class CellTable {
  data = new Int32Array(4_096);
  length = 0;

  push(start: number, end: number, offset: number, bits: number): void {
    const { length } = this;
    if (length + width > this.data.length) {
      const data = new Int32Array(this.data.length * 2);
      data.set(this.data);
      this.data = data;
    }
    const { data } = this;
    data[length] = start;
    data[length + 1] = end;
    data[length + 2] = offset;
    data[length + 3] = bits;
    this.length = length + width;
  }
}

const width = 4;

export class PropertyPlaces implements PropertyOrigin {
  path: NodePath = '';
  readonly property: string;
  private readonly start: number;
  private readonly nameStart: number;
  private valueStart = -1;
  private valueEnd = -1;
  private wholeEnd: number;
  /** Bytes that a path took, put into the value at an offset after the cells were read. */
  private inserted: { readonly at: number; readonly length: number }[] | undefined;
  private readonly map: TextMap;
  private readonly table: CellTable;
  private readonly from: number;
  private to: number;

  /** `start` is that of its first label. */
  constructor(property: string, start: number, nameStart: number, map: TextMap, table: CellTable) {
    this.property = property;
    this.start = start;
    this.nameStart = nameStart;
    this.wholeEnd = nameStart + property.length;
    this.map = map;
    this.table = table;
    this.from = table.length;
    this.to = table.length;
  }

  setValue(start: number, end: number): void {
    this.valueStart = start;
    this.valueEnd = Math.max(start, end);
  }

  setEnd(end: number): void {
    this.wholeEnd = Math.max(end, this.wholeEnd);
    this.to = this.table.length;
  }

  get name(): SourcePlace {
    return this.map.place(this.nameStart, this.nameStart + this.property.length);
  }

  get value(): SourcePlace | undefined {
    return this.valueStart < 0 ? undefined : this.map.place(this.valueStart, this.valueEnd);
  }

  get whole(): SourcePlace {
    return this.map.place(this.start, this.wholeEnd);
  }

  insert(at: number, length: number): void {
    this.inserted ??= [];
    this.inserted.push({ at, length });
  }

  get cells(): PropertyOrigin['cells'] {
    const cells: PropertyOrigin['cells'][number][] = [];
    const { map } = this;
    const { data } = this.table;
    for (let index = this.from; index < this.to; index += width) {
      let offset = data[index + 2] ?? 0;
      for (const { at, length } of this.inserted ?? []) if (offset >= at) offset += length;
      cells.push({ place: map.place(data[index] ?? 0, data[index + 1] ?? 0), offset, bits: data[index + 3] ?? 32 });
    }
    return cells;
  }
}
