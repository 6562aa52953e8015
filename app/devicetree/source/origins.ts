/** Where nodes and properties stand in the text, worked out when it is asked for: a text has a hundred thousand places, and few are looked at. */
import type { SourcePlace } from '../finding.ts';
import type { NodeOrigin, PropertyOrigin } from '../source-tree.ts';
import type { NodePath } from '../tree.ts';
import { childPath } from '../tree.ts';
import { endNode, type LiveNode } from './live-tree.ts';
import { cellWidth, type ParsedNode, type ParsedProperty, type PlacedNode } from './parsed-node.ts';
import type { InsertedBytes, Reading } from './reading.ts';
import type { TextMap } from './text-map.ts';

/** A node of the text on its way to a node of the tree. */
interface Written {
  readonly path: NodePath;
  readonly node: ParsedNode;
  readonly shift: number;
  /** Made once, so that who asks twice gets the same. */
  origin: NodePlaces | undefined;
  properties: readonly PropertyPlaces[] | undefined;
}

export class Origins {
  private readonly reading: Reading;
  private written: readonly Written[] | undefined;
  private byPath: ReadonlyMap<NodePath, readonly Written[]> | undefined;

  constructor(reading: Reading) {
    this.reading = reading;
  }

  /** In the order of the text. */
  nodes(): NodeOrigin[] {
    return this.all().map((each) => this.nodeOf(each));
  }

  properties(): PropertyOrigin[] {
    return this.propertiesOf(this.all());
  }

  /** Of one node of the tree, without the work for all. */
  at(path: NodePath): { readonly nodes: readonly NodeOrigin[]; readonly properties: readonly PropertyOrigin[] } {
    this.byPath ??= Map.groupBy(this.all(), (each) => each.path);
    const written = this.byPath.get(path) ?? [];
    return { nodes: written.map((each) => this.nodeOf(each)), properties: this.propertiesOf(written) };
  }

  private all(): readonly Written[] {
    this.written ??= writtenNodes(this.reading);
    return this.written;
  }

  private nodeOf(written: Written): NodeOrigin {
    const { path, node, shift } = written;
    written.origin ??= new NodePlaces(path, node, shift, this.reading.scanner.map);
    return written.origin;
  }

  private propertiesOf(written: readonly Written[]): PropertyOrigin[] {
    // Those behind a node are of the node around it.
    return written.flatMap((each) => this.ownProperties(each)).sort((a, b) => a.start - b.start);
  }

  private ownProperties(written: Written): readonly PropertyPlaces[] {
    if (written.properties !== undefined) return written.properties;
    const { path, node, shift } = written;
    const { scanner, inserted } = this.reading;
    const properties: PropertyPlaces[] = [];
    for (const item of node.items) {
      if (item.kind !== 'property') continue;
      properties.push(new PropertyPlaces(path, item, shift, scanner.map, inserted.get(item)));
    }
    written.properties = properties;
    return properties;
  }
}

/** Those that are part of the tree, in the order of the text. */
function writtenNodes(reading: Reading): Written[] {
  const found: Written[] = [];
  const waiting: PlacedNode[] = [];
  for (const definition of reading.defined) {
    waiting.push(definition);
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      const { node, shift } = each;
      const live = reading.nodes[found.length];
      const path = live === undefined ? '/' : pathOf(endNode(live));
      found.push({ path, node, shift, origin: undefined, properties: undefined });
      for (let at = node.items.length - 1; at >= 0; at -= 1) {
        const item = node.items[at];
        if (item?.kind === 'node') waiting.push(shift === 0 ? item : { ...item, shift: item.shift + shift });
      }
    }
  }
  return found;
}

/** Also of a node that was deleted later, which checkTree did not come by. */
function pathOf(node: LiveNode): NodePath {
  const above: LiveNode[] = [];
  let at: LiveNode | undefined = node;
  for (; at !== undefined && at.path === ''; at = at.parent === undefined ? undefined : endNode(at.parent))
    above.push(at);
  let path = at?.path ?? '/';
  for (let each = above.pop(); each !== undefined; each = above.pop()) {
    if (each.parent !== undefined || each.name !== '') path = childPath(path, each.name);
    each.path = path;
  }
  return node.path;
}

class NodePlaces implements NodeOrigin {
  readonly path: NodePath;
  private readonly node: ParsedNode;
  private readonly shift: number;
  private readonly map: TextMap;

  constructor(path: NodePath, node: ParsedNode, shift: number, map: TextMap) {
    this.path = path;
    this.node = node;
    this.shift = shift;
    this.map = map;
  }

  get labels(): NodeOrigin['labels'] {
    return this.node.head.labels.map(({ name, start, end }) => ({ name, place: this.place(start, end) }));
  }

  get name(): SourcePlace {
    const { nameStart, nameEnd } = this.node.head;
    return this.place(nameStart, nameEnd);
  }

  get whole(): SourcePlace {
    return this.place(this.node.head.start, this.node.end);
  }

  get body(): SourcePlace {
    return this.place(this.node.bodyStart, this.node.bodyEnd);
  }

  private place(start: number, end: number): SourcePlace {
    return this.map.place(start + this.shift, end + this.shift);
  }
}

class PropertyPlaces implements PropertyOrigin {
  readonly path: NodePath;
  readonly property: string;
  private readonly parsed: ParsedProperty;
  private readonly shift: number;
  private readonly map: TextMap;
  private readonly inserted: readonly InsertedBytes[];

  constructor(
    path: NodePath,
    parsed: ParsedProperty,
    shift: number,
    map: TextMap,
    inserted: readonly InsertedBytes[] | undefined,
  ) {
    this.path = path;
    this.property = parsed.name;
    this.parsed = parsed;
    this.shift = shift;
    this.map = map;
    this.inserted = inserted ?? [];
  }

  get start(): number {
    return this.parsed.head.start + this.shift;
  }

  get name(): SourcePlace {
    const { nameStart, nameEnd } = this.parsed.head;
    return this.place(nameStart, nameEnd);
  }

  get value(): SourcePlace | undefined {
    const { valueStart, valueEnd } = this.parsed;
    return valueStart < 0 ? undefined : this.place(valueStart, valueEnd);
  }

  get whole(): SourcePlace {
    return this.place(this.parsed.head.start, this.parsed.end);
  }

  get cells(): PropertyOrigin['cells'] {
    const cells: PropertyOrigin['cells'][number][] = [];
    const { table, from, to } = this.parsed.cells;
    const { data } = table;
    for (let index = from; index < to; index += cellWidth) {
      let offset = data[index + 2] ?? 0;
      for (const { at, length } of this.inserted) if (offset >= at) offset += length;
      cells.push({ place: this.place(data[index] ?? 0, data[index + 1] ?? 0), offset, bits: data[index + 3] ?? 32 });
    }
    return cells;
  }

  private place(start: number, end: number): SourcePlace {
    return this.map.place(start + this.shift, end + this.shift);
  }
}
