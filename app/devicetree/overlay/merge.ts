/** What the fragments of an overlay change, gathered and judged before any of it is done (drivers/of/overlay.c, build_changeset). */
import type { TreeFinding } from '../finding.ts';
import { textOf } from '../property.ts';
import { childPath, type NodePath, type TreeNode } from '../tree.ts';
import { type IndexedNode, phandleOf, type TreeIndex } from '../tree-index.ts';
import type { Fragment } from './fragments.ts';
import type { OverlayValues } from './overlay-values.ts';
import { type OverlayPlaces, type Refusal, refusal } from './refusal.ts';

/** Where something of the merged tree was said: a fragment, and a node of the overlay's tree. */
export interface OverlayOrigin {
  /** `/fragment@0`, or `/__symbols__` for labels. */
  readonly fragment: NodePath;
  readonly node: NodePath;
}

export interface Changes {
  /** By path of a node that the tree has: properties that are new or have another value. */
  readonly properties: ReadonlyMap<NodePath, ReadonlyMap<string, Uint8Array>>;
  /** By path of a node that the tree has: children that are new, whole. */
  readonly children: ReadonlyMap<NodePath, readonly TreeNode[]>;
  /** Each new node, by its path in the merged tree. */
  readonly nodeOrigins: ReadonlyMap<NodePath, OverlayOrigin>;
  /** Each property that the overlay says, by path and name. */
  readonly propertyOrigins: ReadonlyMap<NodePath, ReadonlyMap<string, OverlayOrigin>>;
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly TreeFinding[];
}

/** A node of the overlay, and what it becomes: one that the tree has, or a new one. */
type Step =
  | { readonly from: IndexedNode; readonly live: IndexedNode }
  | { readonly from: IndexedNode; readonly grown: Grown; readonly path: NodePath };

interface Grown {
  readonly name: string;
  readonly properties: ReadonlyMap<string, Uint8Array>;
  readonly children: Grown[];
}

/** `loosely`: as libfdt merges, which overwrites whatever is there; labels are then left to who has all fragments. */
export function changesOf(
  base: TreeIndex,
  fragments: readonly Fragment[],
  values: OverlayValues,
  places: OverlayPlaces,
  loosely = false,
): Changes {
  const properties = new Map<NodePath, Map<string, Uint8Array>>();
  const children = new Map<NodePath, Grown[]>();
  const nodeOrigins = new Map<NodePath, OverlayOrigin>();
  const propertyOrigins = new Map<NodePath, Map<string, OverlayOrigin>>();
  const refusals: Refusal[] = [];
  const twice: Refusal[] = [];
  const lost = new Map<number, { readonly from: NodePath; readonly live: NodePath }>();
  const { byPath } = values.index;

  const say = (path: NodePath, property: string, origin: OverlayOrigin) => {
    const own = entry(propertyOrigins, path);
    const before = own.get(property);
    if (before !== undefined) twice.push(propertyTwice(path, property, before, origin, places));
    else own.set(property, origin);
  };

  for (const fragment of fragments) {
    const waiting: Step[] = [{ from: fragment.content, live: fragment.target }];
    for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
      const { from } = step;
      const origin = { fragment: fragment.path, node: from.path };
      const next: Step[] = [];
      if ('grown' in step) {
        for (const name of step.grown.properties.keys()) say(step.path, name, origin);
      } else {
        const { live } = step;
        const phandle = phandleOf({ ...from.node, properties: values.of(from.path) });
        if (!loosely && phandle !== undefined && phandle !== 0) lost.set(phandle, { from: from.path, live: live.path });
        for (const [name, value] of values.of(from.path)) {
          // A node that is there keeps these.
          if (!loosely && (name === 'name' || name === 'phandle' || name === 'linux,phandle')) continue;
          const is = live.node.properties.get(name);
          if (!loosely && is !== undefined && (name === '#address-cells' || name === '#size-cells')) {
            if (!equal(is, value)) refusals.push(cellsChanged(live.path, name, from.path, places));
            continue;
          }
          entry(properties, live.path).set(name, value);
          say(live.path, name, origin);
        }
      }
      let byLower: Map<string, TreeNode> | undefined;
      for (const { name } of from.node.children) {
        const child = byPath.get(childPath(from.path, name));
        if (child === undefined) continue;
        let live: IndexedNode | undefined;
        if ('live' in step) {
          // Names are compared without regard to case here (include/linux/of.h, of_node_cmp).
          byLower ??= new Map(step.live.node.children.toReversed().map((each) => [each.name.toLowerCase(), each]));
          const same = loosely ? { name } : byLower.get(name.toLowerCase());
          live = same && base.byPath.get(childPath(step.live.path, same.name));
        }
        if (live !== undefined) {
          if (!loosely && (phandleOf(child.node) ?? 0) !== 0 && (phandleOf(live.node) ?? 0) !== 0)
            refusals.push(phandleTwice(live, child.path, places));
          else next.push({ from: child, live });
          continue;
        }
        const grown: Grown = { name, properties: values.of(child.path), children: [] };
        const path = childPath('live' in step ? step.live.path : step.path, name);
        const before = nodeOrigins.get(path);
        if (before !== undefined)
          twice.push(nodeTwice(path, before, { fragment: fragment.path, node: child.path }, places));
        else nodeOrigins.set(path, { fragment: fragment.path, node: child.path });
        if ('live' in step) {
          const siblings = children.get(step.live.path);
          if (siblings === undefined) children.set(step.live.path, [grown]);
          else siblings.push(grown);
        } else step.grown.children.push(grown);
        // What lies in a node that is refused would be refused again, property by property.
        if (before === undefined) next.push({ from: child, grown, path });
      }
      for (let index = next.length - 1; index >= 0; index -= 1) {
        const each = next[index];
        if (each !== undefined) waiting.push(each);
      }
    }
  }

  const symbols = base.byPath.get('/__symbols__');
  const warnings: TreeFinding[] = [...lostPhandles(values, lost, places)];
  for (const [label, value] of symbols === undefined || loosely ? [] : values.of('/__symbols__')) {
    if (label === 'name' || label === 'phandle' || label === 'linux,phandle') continue;
    const path = labelPath(value, fragments);
    if (symbols?.node.properties.has(label))
      refusals.push(labelTwice(label, textOf(symbols.node.properties.get(label)), places));
    else if (path === undefined) refusals.push(labelOutside(label, textOf(value), places));
    else {
      entry(properties, '/__symbols__').set(label, new TextEncoder().encode(`${path}\0`));
      say('/__symbols__', label, { fragment: '/__symbols__', node: '/__symbols__' });
    }
  }
  return { properties, children, nodeOrigins, propertyOrigins, refusals: [...refusals, ...twice], warnings };
}

/** The path in the merged tree of a label of the overlay; undefined where its node does not come to be. */
export function labelPath(
  value: Uint8Array,
  fragments: readonly (Pick<Fragment, 'content'> & { readonly target: Pick<IndexedNode, 'path'> })[],
): string | undefined {
  const end = value.indexOf(0);
  if (end < 1) return undefined;
  const path = new TextDecoder().decode(value.subarray(0, end));
  const fragment = fragments.find(({ content }) => path === content.path || path.startsWith(`${content.path}/`));
  if (fragment === undefined) return undefined;
  const tail = path.slice(fragment.content.path.length);
  return fragment.target.path === '/' && tail !== '' ? tail : fragment.target.path + tail;
}

/** Phandles of nodes that keep their own: what refers to them refers to nothing. */
function lostPhandles(
  values: OverlayValues,
  lost: ReadonlyMap<number, { readonly from: NodePath; readonly live: NodePath }>,
  places: OverlayPlaces,
): TreeFinding[] {
  const findings: TreeFinding[] = [];
  if (lost.size === 0) return findings;
  const prefix = '/__local_fixups__';
  for (const { path, node } of values.index.nodes) {
    if (!path.startsWith(`${prefix}/`)) continue;
    const of = path.slice(prefix.length);
    for (const [property, offsets] of node.properties) {
      const view = new DataView(offsets.buffer, offsets.byteOffset, offsets.byteLength);
      for (let at = 0; at + 4 <= offsets.length; at += 4) {
        const node = lost.get(values.cell(of, property, view.getUint32(at)) ?? 0);
        if (node === undefined) continue;
        findings.push({
          id: 'device-tree.overlay-phandle-lost',
          severity: 'warning',
          path: of,
          property,
          place: places.property(of, property),
          message: `${property} of ${of} refers to ${node.from}, which merges into ${node.live}; that one keeps its own phandle.`,
          why: 'The kernel gives no node that is there a phandle, so the reference leads nowhere (drivers/of/overlay.c, add_changeset_property).',
          hint: `Refer to ${node.live} by a label of the tree.`,
        });
      }
    }
  }
  return findings;
}

function cellsChanged(path: NodePath, name: string, from: NodePath, places: OverlayPlaces): Refusal {
  return refusal(
    {
      id: 'device-tree.overlay-cells-changed',
      path: from,
      property: name,
      place: places.property(from, name),
      message: `${name} of ${path} is another in the tree, and an overlay may not change it.`,
      why: 'What lies below is written in the old cells; the kernel refuses the overlay (drivers/of/overlay.c, add_changeset_property).',
      hint: `Leave ${name} out and write addresses in the tree's cells.`,
    },
    `OF: overlay: ERROR: changing value of ${name} is not allowed in ${path}`,
  );
}

function phandleTwice(live: IndexedNode, from: NodePath, places: OverlayPlaces): Refusal {
  return refusal({
    id: 'device-tree.overlay-phandle-twice',
    path: from,
    place: places.node(from),
    message: `${live.path} has a phandle already, and the overlay gives ${from} one: by a label, or a reference to it.`,
    why: 'Other nodes may hold either number; the kernel refuses the overlay (drivers/of/overlay.c, add_changeset_node). fdtoverlay would overwrite the first.',
    hint: 'Take the label off the node in the overlay, and refer to it by the label that the tree has for it.',
  });
}

function nodeTwice(path: NodePath, before: OverlayOrigin, again: OverlayOrigin, places: OverlayPlaces): Refusal {
  return refusal(
    {
      id: 'device-tree.overlay-node-twice',
      path: again.node,
      place: places.node(again.node),
      ...also(places.node(before.node), 'added here too'),
      message: `Both ${before.fragment} and ${again.fragment} add ${path}.`,
      why: 'The kernel refuses an overlay in which two fragments add the same node (drivers/of/overlay.c, find_dup_cset_node_entry). fdtoverlay would merge them.',
      hint: 'Say all of the node in one fragment.',
    },
    `OF: overlay: ERROR: multiple fragments add and/or delete node ${path}`,
  );
}

function propertyTwice(
  path: NodePath,
  property: string,
  before: OverlayOrigin,
  again: OverlayOrigin,
  places: OverlayPlaces,
): Refusal {
  return refusal(
    {
      id: 'device-tree.overlay-property-twice',
      path: again.node,
      property,
      place: places.property(again.node, property),
      ...also(places.property(before.node, property), 'set here too'),
      message: `Both ${before.fragment} and ${again.fragment} set ${property} of ${path}.`,
      why: 'The kernel refuses an overlay in which two fragments set the same property (drivers/of/overlay.c, find_dup_cset_prop). fdtoverlay would take the last.',
      hint: 'Set it in one fragment.',
    },
    `OF: overlay: ERROR: multiple fragments add, update, and/or delete property ${path}/${property}`,
  );
}

function labelTwice(label: string, is: string | undefined, places: OverlayPlaces): Refusal {
  return refusal({
    id: 'device-tree.overlay-label-twice',
    path: '/__symbols__',
    property: label,
    place: labelPlace(label, places),
    message: `The overlay brings a label ${label}, and the tree has one already${is === undefined ? '' : `, ${is}`}.`,
    why: 'The kernel refuses to give a label anew (drivers/of/overlay.c, add_changeset_property). fdtoverlay would overwrite it.',
    hint: 'Give the label another name, or leave it out where only the overlay’s author reads it.',
  });
}

function labelOutside(label: string, path: string | undefined, places: OverlayPlaces): Refusal {
  return refusal(
    {
      id: 'device-tree.overlay-label-outside',
      path: '/__symbols__',
      property: label,
      place: labelPlace(label, places),
      message: `The label ${label} is on ${path ?? 'no path'}, which is not in an __overlay__ and does not come to be.`,
      why: 'The kernel refuses the overlay with ENOMEM (drivers/of/overlay.c, dup_and_fixup_symbol_prop).',
      hint: 'Take the label off, or put it on a node inside of __overlay__.',
    },
    undefined,
    'ENOMEM',
  );
}

function labelPlace(label: string, places: OverlayPlaces) {
  return places.source?.nodes.flatMap(({ labels }) => labels).find(({ name }) => name === label)?.place;
}

function also(place: ReturnType<OverlayPlaces['node']>, message: string): Pick<TreeFinding, 'related'> {
  return place === undefined ? {} : { related: [{ message, place }] };
}

function entry<V>(map: Map<NodePath, Map<string, V>>, path: NodePath): Map<string, V> {
  let own = map.get(path);
  if (own === undefined) {
    own = new Map();
    map.set(path, own);
  }
  return own;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
