/** What the editor says of a change, taken over into a text outside of it. */
import type * as monaco from 'monaco-editor/editor/editor.api.js';

type Change = Pick<monaco.editor.IModelContentChange, 'rangeOffset' | 'rangeLength' | 'text'>;
type Changed = Pick<monaco.editor.IModelContentChangedEvent, 'changes' | 'isFlush' | 'isEolChange'>;

/** Pure. Undefined where the changes do not say what became of the text. */
export function changedText(before: string, { changes, isFlush, isEolChange }: Changed): string | undefined {
  if (isFlush || isEolChange) return undefined;
  // Each is of the text behind the one before it.
  let text = before;
  for (const { rangeOffset, rangeLength, text: put } of changes)
    text = text.slice(0, rangeOffset) + put + text.slice(rangeOffset + rangeLength);
  return text;
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
