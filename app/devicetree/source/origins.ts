/** Where nodes and properties stand in the text, worked out when it is asked for: a text has a hundred thousand places, and few are looked at. */
import type { SourcePlace } from '../finding.ts';
import type { NodeOrigin, PropertyOrigin } from '../source-tree.ts';
import type { NodePath } from '../tree.ts';
import { childPath } from '../tree.ts';
import { endNode, type LiveNode } from './live-tree.ts';
import { cellWidth, type ParsedNode, type ParsedProperty, type PlacedNode } from './parsed-node.ts';
import type { InsertedBytes, Reading } from './reading.ts';
import type { TextMap } from './text-map.ts';

export interface Origins {
  readonly nodes: readonly NodeOrigin[];
  readonly properties: readonly PropertyOrigin[];
}

/** In the order of the text. */
export function originsOf(reading: Reading): Origins {
  const nodes: NodeOrigin[] = [];
  const properties: PropertyOrigin[] = [];
  const { map } = reading.scanner;
  const enter = ({ node }: PlacedNode, shift: number) => {
    const live = reading.nodes[nodes.length];
    const path = live === undefined ? '/' : pathOf(endNode(live));
    nodes.push(new NodePlaces(path, node, shift, map));
    return { node, path, shift, next: 0 };
  };
  for (const definition of reading.defined) {
    const open = [enter(definition, definition.shift)];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const item = top.node.items[top.next];
      top.next += 1;
      if (item === undefined) open.pop();
      else if (item.kind === 'node') open.push(enter(item, top.shift + item.shift));
      else if (item.kind === 'property')
        properties.push(new PropertyPlaces(top.path, item, top.shift, map, reading.inserted.get(item)));
    }
  }
  return { nodes, properties };
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
