/** The bytes of a value while it is read, with what refers to something in them. */
import { CellTable, type Marker, type ParsedLabel } from './parsed-node.ts';

/** Grows as it is filled; the bytes of one property after another go through it. */
export class ValueBuilder {
  readonly cells = new CellTable();
  markers: Marker[] | undefined;
  labels: ParsedLabel[] | undefined;
  length = 0;
  private bytes = new Uint8Array(256);

  clear(): void {
    this.length = 0;
    this.markers = undefined;
    this.labels = undefined;
  }

  taken(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length] = value;
    this.length += 1;
  }

  cell(value: number): void {
    if (this.length + 4 > this.bytes.length) this.grow(4);
    const { bytes, length } = this;
    bytes[length] = value >>> 24;
    bytes[length + 1] = (value >>> 16) & 0xff;
    bytes[length + 2] = (value >>> 8) & 0xff;
    bytes[length + 3] = value & 0xff;
    this.length += 4;
  }

  all(values: Uint8Array): void {
    if (this.length + values.length > this.bytes.length) this.grow(values.length);
    this.bytes.set(values, this.length);
    this.length += values.length;
  }

  mark(marker: Marker): void {
    this.markers ??= [];
    this.markers.push(marker);
  }

  label(label: ParsedLabel): void {
    this.labels ??= [];
    this.labels.push(label);
  }

  private grow(by: number): void {
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.length + by));
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
  }
}
