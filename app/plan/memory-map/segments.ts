/** The memory map as a row of segments: each address up to the last that is known, once, as what it is shown as. */
import { common, endOf, type Span } from '../span.ts';
import { type Layer, mapKinds } from './layers.ts';

export interface Segment extends Span {
  readonly kind: Layer['kind'];
  readonly name: string;
  /** All that is said of it, the first as what it is shown. None: a hole. */
  readonly layers: readonly Layer[];
}

const rank = ({ kind }: Layer): number => mapKinds.indexOf(kind);

/** From address 0 to the end of the last layer, without a gap and in order; neighbours differ in what is said of them. */
export function segmentsOf(layers: readonly Layer[]): Segment[] {
  const edges = [...new Set([0n, ...layers.flatMap((layer) => [layer.address, endOf(layer)])])].sort((a, b) =>
    a < b ? -1 : 1,
  );
  // The narrower of two of a kind is the better word for what is there.
  const ordered = layers.toSorted((a, b) => rank(a) - rank(b) || (a.size === b.size ? 0 : a.size < b.size ? -1 : 1));
  const segments: Segment[] = [];
  for (const [index, address] of edges.entries()) {
    const end = edges[index + 1];
    if (end === undefined) break;
    const here = ordered.filter((layer) => layer.address <= address && endOf(layer) >= end);
    const before = segments.at(-1);
    if (before !== undefined && isSame(before.layers, here)) {
      segments[segments.length - 1] = { ...before, size: end - before.address };
    } else {
      const [top] = here;
      segments.push({
        kind: top?.kind ?? 'hole',
        name: top?.name ?? 'Nothing known',
        layers: here,
        address,
        size: end - address,
      });
    }
  }
  return segments;
}

function isSame(a: readonly Layer[], b: readonly Layer[]): boolean {
  return a.length === b.length && a.every((layer, index) => layer === b[index]);
}

/** Several narrow ranges as one row, until somebody looks closer. */
export interface Cluster extends Span {
  readonly kind: 'cluster';
  readonly name: string;
  readonly segments: readonly Segment[];
}
export type Row = Segment | Cluster;

/** Holes that are wider part what lies before and behind them. */
const widestInside = 64n << 20n;
const fewest = 4;
const isSmall = ({ kind }: Segment): boolean => kind === 'claimed' || kind === 'device';
const isBetween = ({ kind, size }: Segment): boolean =>
  (kind === 'hole' || kind === 'room' || kind === 'window' || kind === 'logic') && size <= widestInside;

/** Where four or more devices lie side by side they become one row. */
export function rowsOf(segments: readonly Segment[]): Row[] {
  const rows: Row[] = [];
  for (let index = 0; index < segments.length; ) {
    let last = index;
    let count = 0;
    for (let at = index; at < segments.length; at += 1) {
      const segment = segments[at] as Segment;
      if (isSmall(segment)) {
        count += 1;
        last = at;
      } else if (count === 0 || !isBetween(segment)) break;
    }
    const inside = segments.slice(index, last + 1);
    const [first] = inside;
    const final = inside.at(-1);
    if (first === undefined || final === undefined) break;
    if (count >= fewest) {
      rows.push({
        kind: 'cluster',
        name: `${count} devices`,
        segments: inside,
        address: first.address,
        size: endOf(final) - first.address,
      });
      index = last + 1;
    } else {
      rows.push(first);
      index += 1;
    }
  }
  return rows;
}

/** The parts of segments that lie in a range. */
export function within(segments: readonly Segment[], range: Span): Segment[] {
  return segments.flatMap((each) => {
    const part = common(each, range);
    return part === undefined ? [] : [{ ...each, ...part }];
  });
}
