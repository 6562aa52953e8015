/** The difference of two trees as a list that is read as that of two texts: `-` what was, `+` what is, under the path of the node. */
import { type DeviceTree, type MemoryReservation, type NodePath, parentPath } from '../tree.ts';
import { type IndexedNode, indexTree, type TreeIndex } from '../tree-index.ts';
import { type Labels, labelsOf } from './labels.ts';
import { type NodeStyle, nodeText, propertyText } from './node-text.ts';
import { type TreeChange, treeDifference } from './tree-difference.ts';

/** Empty where nothing differs. `names`: what the two are called. */
export function differenceText(
  before: DeviceTree,
  after: DeviceTree,
  names: { readonly before: string; readonly after: string },
): string {
  const changes = treeDifference(before, after);
  if (changes.length === 0) return '';
  const was = styleOf(before);
  const is = styleOf(after);
  let text = `--- ${names.before}\n+++ ${names.after}\n`;
  let at: NodePath | undefined;
  for (const change of changes) {
    const place = placeOf(change);
    if (place !== at) text += `@@ ${place} @@\n`;
    at = place;
    text += changeText(change, was, is);
  }
  return text;
}

function styleOf(tree: DeviceTree): NodeStyle {
  const index = indexTree(tree);
  return { index, labels: labelsOf(index) };
}

/** The node that a line stands in. */
function placeOf(change: TreeChange): string {
  if (change.kind === 'boot-cpu' || change.kind === 'reservations') return 'before the nodes';
  return change.kind === 'property' ? change.path : (parentPath(change.path) ?? '/');
}

function changeText(change: TreeChange, was: NodeStyle, is: NodeStyle): string {
  switch (change.kind) {
    case 'boot-cpu':
      return `-boots on CPU ${change.before}\n+boots on CPU ${change.after}\n`;
    case 'reservations':
      return marked('-', reserved(change.before)) + marked('+', reserved(change.after));
    case 'node-removed':
      return marked('-', wholeNode(change.path, was));
    case 'node-added':
      return marked('+', wholeNode(change.path, is));
    case 'property':
      return propertyLines(change, was, is);
  }
}

function propertyLines(
  { path, property, before, after }: Extract<TreeChange, { kind: 'property' }>,
  was: NodeStyle,
  is: NodeStyle,
): string {
  const line = (
    sign: string,
    value: Uint8Array | undefined,
    { index, labels }: NodeStyle,
    by: Labels = labels,
  ): string => {
    const node = index.byPath.get(path);
    return value === undefined || node === undefined ? '' : marked(sign, oneProperty(node, property, value, index, by));
  };
  const removed = line('-', before, was);
  const added = line('+', after, is);
  if (removed.slice(1) !== added.slice(1)) return removed + added;
  // The same labels, which have other phandles now: the numbers are what differs.
  const numbers: Labels = new Map();
  return line('-', before, was, numbers) + line('+', after, is, numbers);
}

function oneProperty(node: IndexedNode, name: string, value: Uint8Array, index: TreeIndex, labels: Labels): string {
  return `\t${propertyText(node, name, value, 1, { index, labels })}\n`;
}

function wholeNode(path: NodePath, style: NodeStyle): string {
  const node = style.index.byPath.get(path);
  return node === undefined ? '' : nodeText(node, style, undefined, 1);
}

function reserved(reservations: readonly MemoryReservation[]): string {
  return reservations
    .map(({ address, size }) => `/memreserve/ 0x${address.toString(16)} 0x${size.toString(16)};\n`)
    .join('');
}

/** Each line, an empty one too, behind the sign. */
function marked(sign: string, lines: string): string {
  return lines.replaceAll(/^(?=.|\n)/gm, sign);
}
