/** Nodes as lines in the kernel's style: tabs, properties before nodes, a blank line between nodes. */
import type { NodePath } from '../tree.ts';
import type { IndexedNode, TreeIndex } from '../tree-index.ts';
import { GrowingText } from './growing-text.ts';
import type { Labels } from './labels.ts';
import { LineUses, type PrintedNodes } from './printed-nodes.ts';
import { propertyLayout } from './property-layout.ts';
import { putValue } from './value-text.ts';

/** Deeper nodes are not moved in any further: the kernel takes 64 levels, and lines would grow with each. */
const deepestIndent = 64;

/** What a text can say for a name; dtc takes the same for nodes and properties (Devicetree Specification 0.4, 6.3 and 6.4). */
const sayable = /^[0-9a-zA-Z,._+*#?@-]+$/;

export interface NodeStyle {
  readonly index: TreeIndex;
  readonly labels: Labels;
  /** What stands in the place of cells of a property, by bytes, where that is known better than by the property's name. */
  readonly references?: ((path: NodePath, property: string) => ReadonlyMap<number, string> | undefined) | undefined;
  /** What was printed before, where neither of the others is given. */
  readonly printed?: PrintedNodes | undefined;
  readonly leavesOut?: ((node: IndexedNode, property?: string) => boolean) | undefined;
}

/**
 * The node and all that is in it, with a semicolon and a line end behind. `head` stands before its brace in place of labels
 * and name. `level` is how far it is moved in.
 */
export function nodeText(start: IndexedNode, style: NodeStyle, head?: string, level = 0): string {
  const { nodes } = style.index;
  const out = new GrowingText(style.printed?.room);
  const open: IndexedNode[] = [];
  /** Whether the last line is a brace that opens. */
  let fresh = true;
  const levelOf = (depth: number) => Math.min(depth - start.depth + level, deepestIndent);
  const close = () => {
    const node = open.pop();
    if (node === undefined) return;
    out.tabs(levelOf(node.depth));
    out.put('};\n');
    fresh = false;
  };

  // Nodes of an index are in the order of the text, so that those of a node follow it.
  let at = start.depth === 0 ? 0 : nodes.indexOf(start);
  const skip = (depth: number) => {
    while ((nodes[at + 1]?.depth ?? 0) > depth) at += 1;
  };
  for (let node = nodes[at]; node !== undefined && (node === start || node.depth > start.depth); node = nodes[at]) {
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= node.depth) close();
    if (node !== start && style.leavesOut?.(node)) skip(node.depth);
    else if (node !== start && !sayable.test(node.node.name)) {
      out.tabs(levelOf(node.depth));
      out.putAny(`/* ${quotedInComment(node.node.name)} is a node whose name no text can say. */\n`);
      skip(node.depth);
    } else {
      if (!fresh) out.put('\n');
      out.tabs(levelOf(node.depth));
      if (node === start && head !== undefined) out.put(head);
      else putName(out, node, style.labels);
      out.put(' {\n');
      fresh = true;
      const inner = levelOf(node.depth + 1);
      if (putProperties(out, node, inner, style)) fresh = false;
      open.push(node);
    }
    at += 1;
  }
  while (open.length > 0) close();
  if (style.printed !== undefined) style.printed.room = out.size + 1024;
  return out.text();
}

/** False: there are none. */
function putProperties(out: GrowingText, node: IndexedNode, level: number, style: NodeStyle): boolean {
  const { printed, index, labels } = style;
  const before = printed?.linesOf(node, level, index, labels);
  if (before !== undefined) {
    out.putBytes(before);
    return before.length > 0;
  }
  const start = out.size;
  const uses = printed && new LineUses();
  for (const [name, value] of node.node.properties) {
    if (style.leavesOut?.(node, name)) continue;
    out.tabs(level);
    putProperty(out, node, name, value, level, style, uses);
    out.put('\n');
  }
  if (uses !== undefined) printed?.keep(node, level, out.bytes(start), uses);
  return out.size > start;
}

function putName(out: GrowingText, { path, node }: IndexedNode, labels: Labels): void {
  for (const label of labels.get(path) ?? []) {
    out.put(label);
    out.put(': ');
  }
  out.put(node.name === '' ? '/' : node.name);
}

/** `name = value;`, without the indent, which has `level` tabs. */
export function propertyText(
  node: IndexedNode,
  name: string,
  value: Uint8Array,
  level: number,
  style: NodeStyle,
): string {
  const out = new GrowingText();
  putProperty(out, node, name, value, level, style);
  return out.text();
}

function putProperty(
  out: GrowingText,
  node: IndexedNode,
  name: string,
  value: Uint8Array,
  level: number,
  { index, labels, references }: NodeStyle,
  uses?: LineUses,
): void {
  if (!sayable.test(name)) {
    out.putAny(`/* ${quotedInComment(name)} is a property whose name no text can say. */`);
    return;
  }
  out.put(name);
  if (value.length > 0) {
    out.put(' = ');
    const known = references?.(node.path, name);
    const layout = propertyLayout(node, name, value, index, labels, uses);
    const column = level * 8 + name.length + 3;
    putValue(out, value, known === undefined ? layout : { ...layout, references: known }, column);
  }
  out.put(';');
}

/** Without the end of a comment in it. */
function quotedInComment(name: string): string {
  return JSON.stringify(name).replaceAll('*/', '*\\/');
}
