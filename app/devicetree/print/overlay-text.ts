/** An overlay as the text that it was made of: `/plugin/`, references, `&label { };`. */
import { cellsOf, textsOf } from '../property.ts';
import { type NodePath, splitName } from '../tree.ts';
import type { IndexedNode, TreeIndex } from '../tree-index.ts';
import { labelsOf } from './labels.ts';
import { type NodeStyle, nodeText } from './node-text.ts';
import { type OverlayReferences, overlayReferences } from './overlay-references.ts';

/** What dtc makes of labels and references. */
const made = ['/__symbols__', '/__fixups__', '/__local_fixups__'];

/** Undefined for a tree that is no overlay, and for one of which no text would be compiled to the same. */
export function overlayText(index: TreeIndex): string | undefined {
  const fragments = index.nodes.filter(({ depth, node }) => depth === 1 && node.name.startsWith('fragment@'));
  const isOverlay = fragments.some(({ path }) => index.byPath.has(`${path}/__overlay__`));
  if (!isOverlay || index.tree.reservations.length > 0) return undefined;
  const references = overlayReferences(index);
  const labels = labelsOf(index);
  if (references === undefined || [...labels.values()].flat().length !== symbolCount(index)) return undefined;
  addLabels(labels, references, index);
  const style: NodeStyle = {
    index,
    labels,
    references: (path, property) => texts(references, labels, path, property),
    leavesOut: ({ path, depth }, property) => {
      if (property === undefined) return depth === 1 && made.includes(path);
      return (property === 'phandle' || property === 'linux,phandle') && labels.has(path);
    },
  };
  const heads = fragments.map((fragment, at) => shortHead(fragment, at, index, references, labels));
  const others =
    index.tree.root.children.length - made.filter((path) => index.byPath.has(path)).length > fragments.length;
  const parts: string[] = [];
  if (!others && index.tree.root.properties.size === 0 && heads.every((head) => head !== undefined)) {
    fragments.forEach(({ path }, at) => {
      const content = index.byPath.get(`${path}/__overlay__`);
      if (content !== undefined) parts.push(nodeText(content, style, heads[at]));
    });
  } else {
    const [root] = index.nodes;
    if (root !== undefined) parts.push(nodeText(root, style));
  }
  return `/dts-v1/;\n/plugin/;\n\n${parts.join('\n')}`;
}

function symbolCount(index: TreeIndex): number {
  return index.byPath.get('/__symbols__')?.node.properties.size ?? 0;
}

/** `&label` or `&{/path}` where that alone makes the fragment, with the number that it has. */
function shortHead(
  { path, node }: IndexedNode,
  at: number,
  { byPath }: TreeIndex,
  { toBase }: OverlayReferences,
  labels: ReadonlyMap<NodePath, readonly string[]>,
): string | undefined {
  const content = byPath.get(`${path}/__overlay__`);
  const plain = node.name === `fragment@${at}` && node.children.length === 1 && node.properties.size === 1;
  if (!plain || content === undefined || labels.has(path) || labels.has(content.path)) return undefined;
  const target = node.properties.get('target');
  if (target !== undefined) {
    const label = target.length === 4 ? toBase.get(path)?.get('target')?.get(0) : undefined;
    return label === undefined ? undefined : `&${label}`;
  }
  const to = textsOf(node.properties.get('target-path'));
  return to?.length === 1 && /^\/[0-9a-zA-Z,._+*#?@/-]*$/.test(to[0] ?? '') ? `&{${to[0]}}` : undefined;
}

/** Nodes that others refer to and that have no label get one. */
function addLabels(labels: Map<NodePath, string[]>, { toOwn, toBase }: OverlayReferences, index: TreeIndex): void {
  const taken = new Set([...labels.values()].flat());
  for (const properties of toBase.values())
    for (const cells of properties.values()) for (const label of cells.values()) taken.add(label);
  for (const properties of toOwn.values()) {
    for (const cells of properties.values()) {
      for (const { path, node } of cells.values()) {
        if (labels.has(path)) continue;
        const base =
          splitName(node.name)
            .base.replaceAll(/[^A-Za-z0-9_]/g, '_')
            .replace(/^(?=\d)/, '_') || 'node';
        const number = cellsOf(index.byPath.get(path)?.node.properties.get('phandle'))[0] ?? 0;
        let label = base;
        for (let more = number; taken.has(label); more += 1) label = `${base}_${more}`;
        taken.add(label);
        labels.set(path, [label]);
      }
    }
  }
}

function texts(
  { toBase, toOwn }: OverlayReferences,
  labels: ReadonlyMap<NodePath, readonly string[]>,
  path: NodePath,
  property: string,
): ReadonlyMap<number, string> | undefined {
  const base = toBase.get(path)?.get(property);
  const own = toOwn.get(path)?.get(property);
  if (base === undefined && own === undefined) return undefined;
  const found = new Map<number, string>();
  for (const [offset, label] of base ?? []) found.set(offset, `&${label}`);
  for (const [offset, node] of own ?? []) found.set(offset, `&${labels.get(node.path)?.[0] ?? ''}`);
  return found;
}
