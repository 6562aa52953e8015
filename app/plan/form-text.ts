/** A plan's text as a form shows it: each value as it is written there, and one value written anew. */
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { pairAt } from './document.ts';
import { applyEdits } from './edit.ts';
import type { PlanPath } from './finding.ts';

export interface FormText {
  /** A scalar as it is written, without quotes; undefined for what is not there, or holds more than a value. */
  written(path: PlanPath): string | undefined;
  /** How many items a list has; 0 for what is not there. */
  count(path: PlanPath): number;
}

/** Pure. Undefined for a text that is no YAML, whose values nobody knows; an empty one has none. */
export function readForm(text: string): FormText | undefined {
  const document = parseDocument(text, { intAsBigInt: true, prettyErrors: false });
  if (document.errors.length > 0) return undefined;
  if (document.contents !== null && !isMap(document.contents)) return undefined;
  const valueAt = (path: PlanPath): unknown => (document.contents === null ? undefined : document.getIn(path, true));
  return {
    written(path) {
      const node = valueAt(path);
      if (!isScalar(node) || node.value === null) return undefined;
      // A number as somebody wrote it: 0x70000000 stays that.
      return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
    },
    count(path) {
      const node = valueAt(path);
      return isSeq(node) ? node.items.length : 0;
    },
  };
}

/**
 * Pure. The text with one value written anew; undefined: it is not said any more, and a mapping that would be left empty goes
 * with it. Only the lines that must change do. Throws `plan.edit-failed` where the text has another shape.
 */
export function withValue(text: string, path: PlanPath, value: string | boolean | undefined): string {
  if (value !== undefined) return applyEdits(text, [{ op: 'set', path: [...path], value }]);
  const document = parseDocument(text, { intAsBigInt: true, prettyErrors: false });
  if (document.contents === null || pairAt(document, path) === undefined) return text;
  const holder = path.slice(0, -1);
  const mapping = holder.length === 0 ? undefined : document.getIn(holder, true);
  const isOnly = isMap(mapping) && mapping.items.length === 1 && typeof holder.at(-1) === 'string';
  return applyEdits(text, [{ op: 'remove', path: [...(isOnly ? holder : path)] }]);
}
