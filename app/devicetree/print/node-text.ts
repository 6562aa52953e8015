/** Nodes as lines in the kernel's style: tabs, properties before nodes, a blank line between nodes. */
import type { NodePath } from '../tree.ts';
import type { IndexedNode, TreeIndex } from '../tree-index.ts';
import type { Labels } from './labels.ts';
import { propertyLayout } from './property-layout.ts';
import { valueText } from './value-text.ts';

/** Deeper nodes are not moved in any further: the kernel takes 64 levels, and lines would grow with each. */
const deepestIndent = 64;

const indents = Array.from({ length: deepestIndent + 1 }, (_, level) => '\t'.repeat(level));

/** What a text can say for a name; dtc takes the same for nodes and properties (Devicetree Specification 0.4, 6.3 and 6.4). */
const sayable = /^[0-9a-zA-Z,._+*#?@-]+$/;

export interface NodeStyle {
  readonly index: TreeIndex;
  readonly labels: Labels;
  /** What stands in the place of cells of a property, by bytes, where that is known better than by the property's name. */
  readonly references?: ((path: NodePath, property: string) => ReadonlyMap<number, string> | undefined) | undefined;
  readonly leavesOut?: ((node: IndexedNode, property?: string) => boolean) | undefined;
}

/**
 * The node and all that is in it, with a semicolon and a line end behind. `head` stands before its brace in place of labels and name.
 * `level` is how far it is moved in.
 */
export function nodeText(start: IndexedNode, style: NodeStyle, head?: string, level = 0): string {
  const { nodes } = style.index;
  // One text that grows: a list of lines to be joined takes many times as long.
  let text = '';
  const open: IndexedNode[] = [];
  /** Whether the last line is a brace that opens. */
  let fresh = true;
  const tabs = (depth: number) => indents[Math.min(depth - start.depth + level, deepestIndent)] ?? '';
  const close = () => {
    const node = open.pop();
    if (node === undefined) return;
    text += `${tabs(node.depth)}};\n`;
    fresh = false;
  };

  // Nodes of an index are in the order of the text, so that those of a node follow it.
  let at = start.depth === 0 ? 0 : nodes.indexOf(start);
  const skip = (depth: number) => {
    while ((nodes[at + 1]?.depth ?? 0) > depth) at += 1;
  };
  for (let node = nodes[at]; node !== undefined && (node === start || node.depth > start.depth); node = nodes[at]) {
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= node.depth) close();
    const indent = tabs(node.depth);
    if (node !== start && style.leavesOut?.(node)) skip(node.depth);
    else if (node !== start && !sayable.test(node.node.name)) {
      text += `${indent}/* ${quotedInComment(node.node.name)} is a node whose name no text can say. */\n`;
      skip(node.depth);
    } else {
      if (!fresh) text += '\n';
      text += `${indent}${(node === start ? head : undefined) ?? nameText(node, style.labels)} {\n`;
      fresh = true;
      const inner = tabs(node.depth + 1);
      for (const [name, value] of node.node.properties) {
        if (style.leavesOut?.(node, name)) continue;
        text += inner;
        text += propertyText(node, name, value, inner.length, style);
        text += '\n';
        fresh = false;
      }
      open.push(node);
    }
    at += 1;
  }
  while (open.length > 0) close();
  return text;
}

function nameText({ path, node }: IndexedNode, labels: Labels): string {
  const before = labels.get(path)?.map((label) => `${label}: `) ?? [];
  return `${before.join('')}${node.name === '' ? '/' : node.name}`;
}

/** `name = value;`, without the indent, which has `level` tabs. */
export function propertyText(
  node: IndexedNode,
  name: string,
  value: Uint8Array,
  level: number,
  { index, labels, references }: NodeStyle,
): string {
  if (!sayable.test(name)) return `/* ${quotedInComment(name)} is a property whose name no text can say. */`;
  if (value.length === 0) return `${name};`;
  const known = references?.(node.path, name);
  const layout = propertyLayout(node, name, value, index, labels);
  const text = valueText(
    value,
    known === undefined ? layout : { ...layout, references: known },
    level * 8 + name.length + 3,
  );
  return `${name} = ${text};`;
}

/** Without the end of a comment in it. */
function quotedInComment(name: string): string {
  return JSON.stringify(name).replaceAll('*/', '*\\/');
}
