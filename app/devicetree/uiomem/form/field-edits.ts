/** A field's new value as edits of the text: the property is changed where it stands, put in where it belongs, or taken away. */
import type { SourceTree } from '../../source-tree.ts';
import { childPath, type NodePath, parentPath } from '../../tree.ts';
import type { TreeIndex } from '../../tree-index.ts';
import { fields } from './fields.ts';
import { formNodeAt, formText, lockOf } from './form-text.ts';
import type { FieldName, FormEdit } from './node-form.ts';
import { noNode, Refused } from './refused.ts';

/** `value`: as the form of the node has it; undefined: the node does not say it any more. */
export function fieldEdits(
  source: SourceTree,
  path: NodePath,
  name: FieldName,
  value: string | undefined,
  { base }: { readonly base?: TreeIndex | undefined } = {},
): FormEdit {
  const form = formText(source, base);
  const node = formNodeAt(form, path);
  const field = node && fields[node.kind].find((each) => each.name === name);
  if (node === undefined || field === undefined) {
    return { refusal: noNode(path, name).finding };
  }
  const locked = lockOf(form, path);
  if (locked !== undefined) return { refusal: locked };
  try {
    const change = field.change(node, value);
    return {
      edits: change.edits,
      path: change.name === undefined ? path : childPath(parentPath(path) ?? '/', change.name),
    };
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.finding };
    throw error;
  }
}
