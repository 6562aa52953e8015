/** What a form does to a text as a whole: several fields at once, or a node that comes to it. */
import type { TreeFinding } from '../../finding.ts';
import { applyTextEdits } from '../../mend.ts';
import type { SourceTree } from '../../source-tree.ts';
import type { NodePath } from '../../tree.ts';
import type { TreeIndex } from '../../tree-index.ts';
import { addNode, type NewNode } from './add-node.ts';
import { fieldEdits } from './field-edits.ts';
import type { FieldName } from './node-form.ts';
import { type NodeUse, nodeRemoval } from './remove-node.ts';

/** A text that can be read again as another one. */
export interface ReadText {
  readonly file: string;
  readonly source: SourceTree;
  readAgain(texts: ReadonlyMap<string, string>): SourceTree;
}

export interface FieldValue {
  readonly field: FieldName;
  /** Undefined: it is not said any more. */
  readonly value: string | undefined;
}

export type TextChange =
  | { readonly text: string; readonly refusal?: undefined }
  | { readonly refusal: TreeFinding; readonly text?: undefined };

/** One after the other, since the places of each are those of the text before it. All of them, or none. */
export function textWithFields(
  { file, source, readAgain }: ReadText,
  base: TreeIndex | undefined,
  path: NodePath,
  changes: readonly FieldValue[],
): TextChange {
  let now = source;
  let text = source.files.get(file) ?? '';
  let at = path;
  for (const { field, value } of changes) {
    const change = fieldEdits(now, at, field, value, { base });
    if (change.edits === undefined) return { refusal: change.refusal };
    text = applyTextEdits(text, change.edits);
    at = change.path;
    now = readAgain(new Map([[file, text]]));
  }
  return { text };
}

/** `uses`: what refers to the node, and stays in the text. */
export function textWithoutNode(
  { file, source }: ReadText,
  base: TreeIndex | undefined,
  path: NodePath,
): TextChange & { readonly uses?: readonly NodeUse[] } {
  const { edits, refusal, ...rest } = nodeRemoval(source, path, base);
  if (edits === undefined) return { refusal };
  return { text: applyTextEdits(source.files.get(file) ?? '', edits), ...rest };
}

/** A text without anything becomes an overlay. */
export function textWithNode(
  { file, source, readAgain }: ReadText,
  base: TreeIndex | undefined,
  node: NewNode,
): TextChange {
  const written = source.files.get(file) ?? '';
  const text = written.trim() === '' ? '/dts-v1/;\n/plugin/;\n' : written;
  const { edits, refusal } = addNode(text === written ? source : readAgain(new Map([[file, text]])), node, base);
  return edits === undefined ? { refusal } : { text: applyTextEdits(text, edits) };
}
