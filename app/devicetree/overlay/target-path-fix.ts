/** Targets by path in place of labels that the tree does not know, where the path can be told. */
import type { TextEdit, TreeFinding } from '../finding.ts';
import type { Reference } from '../source-tree.ts';
import type { NodePath } from '../tree.ts';
import type { TreeIndex } from '../tree-index.ts';
import { usesOf } from './fixup-uses.ts';
import type { OverlayPlaces } from './refusal.ts';

/**
 * Undefined unless it mends all of them: each use is a target that the text spells out, and its path is known by `labels`
 * or by an alias of the same name. A phandle in a value has no spelling by path in an overlay.
 */
export function withTargetPath(
  base: TreeIndex,
  wanted: readonly (readonly [label: string, uses: Uint8Array])[],
  places: OverlayPlaces,
  labels: ReadonlyMap<string, NodePath>,
): TreeFinding['fix'] {
  const edits: TextEdit[] = [];
  for (const [label, uses] of wanted) {
    const path = labels.get(label) ?? base.aliases.get(label);
    if (path === undefined || !base.byPath.has(path)) return undefined;
    for (const use of usesOf(uses).uses) {
      if (use.property !== 'target') return undefined;
      const edit = byPath(use.path, label, path, places);
      if (edit === undefined) return undefined;
      if (!edits.some(({ file, start }) => file === edit.file && start === edit.start)) edits.push(edit);
    }
  }
  return edits.length === 0 ? undefined : { title: 'Name the target by its path', edits };
}

function byPath(fragment: NodePath, label: string, path: NodePath, { source }: OverlayPlaces): TextEdit | undefined {
  if (source === undefined) return undefined;
  const target = source.properties.find((each) => each.path === fragment && each.property === 'target');
  if (target !== undefined) return { ...placeOf(target.whole), text: `target-path = "${path}";` };
  // `&label { … }`
  const node = source.nodes.find(
    (each) => each.path === `${fragment}/__overlay__` && textAt(source.files, each.name) === `&${label}`,
  );
  return node === undefined ? undefined : { ...placeOf(node.name), text: `&{${path}}` };
}

function placeOf({ file, start, end }: Reference['place']) {
  return { file, start, end };
}

function textAt(files: ReadonlyMap<string, string>, { file, start, end }: Reference['place']): string | undefined {
  return files.get(file)?.slice(start, end);
}
