/** A node of a board's tree for a person: each property as a text says it, and what its numbers mean on this board. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Segment } from '../../plan/memory-map/segments.ts';
import { within } from '../../plan/memory-map/segments.ts';
import { type Span, spanText } from '../../plan/span.ts';
import { phandleListOf } from '../addresses/phandle-list.ts';
import { rangesOf } from '../addresses/ranges.ts';
import { regOf } from '../addresses/reg.ts';
import { toCpu } from '../addresses/translate.ts';
import { labelsOf } from '../print/labels.ts';
import { propertyText } from '../print/node-text.ts';
import { cellsOf } from '../property.ts';
import { type IndexedNode, phandleOf, type TreeIndex } from '../tree-index.ts';

export interface DetailedProperty {
  readonly name: string;
  /** `reg = <0x0 0x70000000 0x0 0x100000>;`, in lines where it is long. */
  readonly text: string;
  /** A sentence for each thing that it says. */
  readonly means: readonly string[];
}

export interface NodeDetails {
  readonly path: string;
  readonly properties: readonly DetailedProperty[];
  /** Each entry of `reg` for the CPU, as far as the buses above translate it. */
  readonly ranges: readonly Span[];
  /** Paths of the nodes that refer to it. */
  readonly usedBy: readonly string[];
}

/** `segments`: what lies where on the board; none where that is not known. */
export function nodeDetails(node: IndexedNode, index: TreeIndex, segments: readonly Segment[]): NodeDetails {
  const style = { index, labels: labelsOf(index) };
  const properties = [...node.node.properties].map(
    ([name, value]): DetailedProperty => ({
      name,
      text: propertyText(node, name, value, 0, style),
      means: meaningOf(node, name, value, index, segments),
    }),
  );
  return { path: node.path, properties, ranges: cpuRanges(node), usedBy: usersOf(node, index) };
}

function cpuRanges(node: IndexedNode): Span[] {
  // A node without sizes counts: a CPU, a device of an I2C bus.
  return regOf(node).entries.flatMap((entry) => {
    const address = entry.size === 0n ? undefined : toCpu(node, entry);
    return address === undefined ? [] : [{ address, size: entry.size }];
  });
}

function meaningOf(
  node: IndexedNode,
  name: string,
  value: Uint8Array,
  index: TreeIndex,
  segments: readonly Segment[],
): string[] {
  if (name === 'reg') return regMeaning(node, segments);
  if (name === 'ranges' || name === 'dma-ranges') return rangesMeaning(node, name);
  const list = phandleListOf(node, name, index);
  if (list !== undefined) {
    return list.entries.flatMap(({ phandle, target }) =>
      phandle === 0 ? [] : [target === undefined ? `No node has the phandle ${hex(BigInt(phandle))}.` : target.path],
    );
  }
  if (name.startsWith('#') && name.endsWith('-cells')) {
    const [count = 0] = cellsOf(value);
    return [`${count} ${count === 1 ? 'cell' : 'cells'}`];
  }
  return [];
}

function regMeaning(node: IndexedNode, segments: readonly Segment[]): string[] {
  const { entries, leftOver } = regOf(node);
  const told = entries.map((entry): string => {
    if (entry.size === 0n) return `Number ${entry.address} of its bus`;
    const cpu = toCpu(node, entry);
    const own = spanText(entry);
    if (cpu === undefined) return `${own} of its bus, which the CPU does not reach`;
    const range = { address: cpu, size: entry.size };
    const where = cpu === entry.address ? own : `${own} of its bus, ${spanText(range)} for the CPU`;
    const there = lying(range, segments);
    return there === '' ? where : `${where}: ${there}`;
  });
  return leftOver === 0 ? told : [...told, `${leftOver} ${leftOver === 1 ? 'cell is' : 'cells are'} left over`];
}

function rangesMeaning(node: IndexedNode, name: 'ranges' | 'dma-ranges'): string[] {
  const ranges = rangesOf(node, name);
  if (ranges === undefined) return [];
  if (ranges.same) return ['Addresses are the same on both sides of this bus.'];
  return ranges.entries.map(
    ({ child, parent, size }) => `${spanText({ address: child, size })} here is ${hex(parent)} above`,
  );
}

/** What lies in a range, each name once; empty where nothing is known. */
function lying(range: Span, segments: readonly Segment[]): string {
  const names = within(segments, range).flatMap(({ kind, name }) => (kind === 'hole' ? [] : [name]));
  const each = [...new Set(names)];
  const most = 4;
  if (each.length <= most) return each.join(', ');
  return `${each.slice(0, most).join(', ')} and ${each.length - most} more`;
}

function usersOf({ node, path }: IndexedNode, index: TreeIndex): string[] {
  const own = phandleOf(node);
  if (own === undefined) return [];
  return index.nodes.flatMap((each) =>
    [...each.node.properties.keys()].some((name) =>
      phandleListOf(each, name, index)?.entries.some(({ target }) => target?.path === path),
    )
      ? [each.path]
      : [],
  );
}
