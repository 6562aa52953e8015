/** What the editor says of a change, taken over into a text outside of it. */
import type * as monaco from 'monaco-editor/editor/editor.api.js';
import type { PiecedText } from './pieced-text.ts';
import type { TypedChange } from './text-home.ts';

type Change = Pick<monaco.editor.IModelContentChange, 'rangeOffset' | 'rangeLength' | 'text'>;
type Changed = Pick<monaco.editor.IModelContentChangedEvent, 'changes' | 'isFlush' | 'isEolChange'>;

/** Changes the text as the editor's was. False: the changes do not say what became of it, and it is left as it was. */
export function takeChanges(text: PiecedText, { changes, isFlush, isEolChange }: Changed): boolean {
  if (isFlush || isEolChange) return false;
  // Each is of the text behind the one before it.
  for (const { rangeOffset, rangeLength, text: put } of changes)
    text.replace(rangeOffset, rangeOffset + rangeLength, put);
  return true;
}

/** Pure. Undefined where it is none, or not one alone. */
export function typedChange(before: string, { changes, isFlush, isEolChange }: Changed): TypedChange | undefined {
  const [change] = changes;
  if (isFlush || isEolChange || change === undefined || changes.length > 1) return undefined;
  const { rangeOffset: from, rangeLength, text: put } = change;
  return { before, from, to: from + rangeLength, put };
}

/** Pure. In turns, of which the changes of each are all of the text before that turn. */
export function inTurns<Each extends Change>(changes: readonly Each[]): Each[][] {
  const turns: Each[][] = [];
  let start = -1;
  for (const change of changes) {
    const turn = turns.at(-1);
    if (turn !== undefined && change.rangeOffset < start && change.rangeOffset + change.rangeLength <= start)
      turn.push(change);
    else turns.push([change]);
    start = change.rangeOffset;
  }
  return turns;
}
