/** Fixes of a text taken, one pass after the other, until none is left. */
import type { SourcePlace, TextEdit, TreeFinding } from './finding.ts';

/** Passes over one text; more would be fixes that undo each other. */
const mostPasses = 50;

/** Pure. As they stand in the text; what is put to one place keeps its order. */
export const inOrder = <Edit extends { readonly start: number; readonly end: number }>(
  edits: readonly Edit[],
): Edit[] => [...edits].sort((a, b) => a.start - b.start || a.end - b.end);

/** Edits of one text, which do not overlap, in any order. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of inOrder(edits)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/**
 * The text after the fixes; `judge` gives the findings of one. Only fixes that change this file alone are taken: what it includes
 * belongs to others, too. A text that comes back ends it, since fixes that undo each other have no answer.
 */
export function mend(file: string, text: string, judge: (text: string) => readonly TreeFinding[]): string {
  const seen = new Set<string>();
  let now = text;
  while (seen.size < mostPasses && !seen.has(now)) {
    seen.add(now);
    const edits = fixesApart(
      judge(now).flatMap(({ fix }) => (fix?.edits.every((edit) => edit.file === file) ? [fix.edits] : [])),
    ).flat();
    if (edits.length === 0) return now;
    now = applyTextEdits(now, edits);
  }
  return now;
}

/** Of fixes whose places meet, the first; the other is judged anew. */
export function fixesApart(fixes: readonly (readonly TextEdit[])[]): (readonly TextEdit[])[] {
  const taken: TextEdit[] = [];
  const meets = (a: SourcePlace, b: SourcePlace) => a.start <= b.end && b.start <= a.end;
  return fixes.filter((edits) => {
    if (edits.some((edit) => taken.some((each) => meets(edit, each)))) return false;
    taken.push(...edits);
    return true;
  });
}
