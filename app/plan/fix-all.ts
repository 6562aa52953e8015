/** Every fix of a plan that has one answer, one after the other. */
import { applyEdits } from './edit.ts';
import type { Finding } from './finding.ts';

/** Fixes of one plan; more would be fixes that undo each other. */
const mostFixes = 50;

/**
 * Pure but for `judge`, which gives the findings of a text. The text after the fixes: each is judged anew, since one may make another
 * needless. A text that comes back ends it: fixes that undo each other have no answer. Throws what `judge` throws, and `plan.edit-failed`.
 */
export async function fixAll(text: string, judge: (text: string) => Promise<readonly Finding[]>): Promise<string> {
  const seen = new Set<string>();
  let now = text;
  while (seen.size < mostFixes && !seen.has(now)) {
    seen.add(now);
    const edits = (await judge(now)).find(({ fix }) => fix !== undefined)?.fix?.edits;
    if (edits === undefined) return now;
    now = applyEdits(now, edits);
  }
  return now;
}
