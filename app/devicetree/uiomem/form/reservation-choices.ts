/** The reservations that a text and its board have, as a memory-region can name them. */
import { cpuRange } from '../../lint/cpu-range.ts';
import { baseNode, type JudgedNode, type JudgedTree } from '../../lint/judged-tree.ts';
import { childPath, type NodePath } from '../../tree.ts';
import type { FormText } from './form-node.ts';
import type { ReservationChoice } from './node-form.ts';

export const reservedMemoryPath = '/reserved-memory';

/** Of the text first. Of two that are one on the board that of the text counts. */
export function reservationChoices({ tree, source }: FormText): ReservationChoice[] {
  const labels = labelsByPath(source.labels);
  const own = reservationNodes(tree).map((node) => choice(node, labels.get(node.path), node.path));
  const symbols = labelsByPath(tree.base?.symbols ?? new Map());
  const seen = new Set(own.map(({ value }) => value));
  const reserved = tree.base?.byPath.get(reservedMemoryPath);
  const others = (reserved?.node.children ?? []).flatMap(({ name }): ReservationChoice[] => {
    const path = childPath(reservedMemoryPath, name);
    const indexed = tree.base?.byPath.get(path);
    if (indexed === undefined || seen.has(path)) return [];
    return [choice(baseNode(indexed), symbols.get(path), undefined)];
  });
  return [...own, ...others];
}

export function reservationNodes({ nodes }: JudgedTree): JudgedNode[] {
  return nodes.filter(({ parent }) => parent?.becomes === reservedMemoryPath);
}

function choice(node: JudgedNode, label: string | undefined, path: NodePath | undefined): ReservationChoice {
  return {
    value: node.becomes ?? node.path,
    name: node.node.name,
    label,
    range: cpuRange(node),
    noMap: node.node.properties.has('no-map'),
    path,
  };
}

function labelsByPath(labels: ReadonlyMap<string, NodePath>): Map<NodePath, string> {
  const byPath = new Map<NodePath, string>();
  for (const [label, path] of labels) if (!byPath.has(path)) byPath.set(path, label);
  return byPath;
}
