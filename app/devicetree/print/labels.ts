/** What nodes of a tree are called: the labels that `__symbols__` keeps of its source. */
import type { NodePath } from '../tree.ts';
import type { TreeIndex } from '../tree-index.ts';

/** The first is the one that references use. */
export type Labels = ReadonlyMap<NodePath, readonly string[]>;

export function labelsOf({ symbols, byPath }: TreeIndex): Map<NodePath, string[]> {
  const labels = new Map<NodePath, string[]>();
  for (const [label, path] of symbols) {
    if (!isLabel(label) || !byPath.has(path)) continue;
    const there = labels.get(path);
    if (there === undefined) labels.set(path, [label]);
    else there.push(label);
  }
  return labels;
}

/** What a text can say for a label (Devicetree Specification 0.4, 6.2). */
export function isLabel(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}
