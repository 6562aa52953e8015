/** A text with the tree that it says, as forms read and change it. */

import type { TreeFinding } from '../../finding.ts';
import { hasText } from '../../lint/cells.ts';
import { type JudgedNode, judgedTree } from '../../lint/judged-tree.ts';
import { sourcePlaces } from '../../lint/source-places.ts';
import { uiomemBinding } from '../../lint/uiomem-binding.ts';
import type { SourceTree } from '../../source-tree.ts';
import type { NodePath } from '../../tree.ts';
import { indexTree, type TreeIndex } from '../../tree-index.ts';
import { blocksOf, type FormNode, type FormText } from './form-node.ts';
import { inclusion } from './refused.ts';
import { reservedMemoryPath } from './reservation-choices.ts';

/** `base`: of an overlay the tree that it is for. The text itself is the first of the source’s files. */
export function formText(source: SourceTree, base: TreeIndex | undefined): FormText {
  const [file = '', text = ''] = source.files.entries().next().value ?? [];
  return {
    source,
    places: sourcePlaces(source),
    tree: judgedTree(indexTree(source.tree), base),
    file,
    text,
  };
}

/** Uiomem nodes and reservations; a uiomem node within /reserved-memory is what its driver makes of it. */
export function formNodes(form: FormText): FormNode[] {
  return form.tree.nodes.flatMap((node): FormNode[] => {
    const kind = kindOf(node);
    return kind === undefined ? [] : [{ ...form, kind, node }];
  });
}

export function formNodeAt(form: FormText, path: NodePath): FormNode | undefined {
  const node = form.tree.byPath.get(path);
  const kind = node === undefined ? undefined : kindOf(node);
  return node === undefined || kind === undefined ? undefined : { ...form, kind, node };
}

function kindOf({ node, parent }: JudgedNode): FormNode['kind'] | undefined {
  if (hasText(node.properties.get('compatible'), uiomemBinding.compatible)) return 'uiomem';
  return parent?.becomes === reservedMemoryPath ? 'reservation' : undefined;
}

/** Why a form cannot change the node: what is wrong with the text there, or that it stands in no place that can be changed. */
export function lockOf(form: FormText, path: NodePath): TreeFinding | undefined {
  const origins = form.places.nodesAt(path);
  const wrong = form.source.findings.find(
    ({ severity, place }) =>
      severity === 'error' &&
      place !== undefined &&
      origins.some(({ whole }) => whole.file === place.file && place.start <= whole.end && place.end >= whole.start),
  );
  if (wrong !== undefined) return wrong;
  if (blocksOf(form, path).length > 0) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const [origin] = origins;
  if (origin !== undefined && origin.name.file !== form.file) return inclusion(name, origin.name);
  return {
    id: 'device-tree.edit-macro',
    severity: 'error',
    message: `${name} comes of a macro.`,
    why: 'Its letters stand in no text.',
    hint: 'Change the macro, or write in the text what it stands for.',
    ...(origin !== undefined && { place: origin.name }),
  };
}
