/** A text that the device-tree worker has open beside the editor: kept the same there, asked behind each edit, and changed by its answers. */
import { useCallback, useEffect, useRef } from 'react';
import type { TreeFinding } from '../../../devicetree/finding.ts';
import type { TextChange } from '../../../devicetree/uiomem/form/changed-text.ts';
import { sourceText, useSources } from '../source-store.ts';
import type { OpenDocument } from '../worker/open-document.ts';
import { deviceTrees } from '../worker/page-client.ts';
import { type JoinedText, type ReadText, SharedTexts } from './shared-text.ts';

const texts = new SharedTexts(deviceTrees);

/** `before`: the text that is changed. */
type Change = (document: OpenDocument, before: string) => Promise<TextChange | undefined>;

/**
 * Of a file in `useSources`. `onRead`: the worker has read this text; undefined: it is another file. Answers how the text is
 * changed: what is refused says why, and what was typed meanwhile is not overwritten.
 */
export function useDocument(
  file: string,
  board: string | undefined,
  onRead: (read: ReadText | undefined) => void,
): (change: Change) => Promise<TreeFinding | undefined> {
  const joined = useRef<JoinedText>(undefined);
  const of = useRef<string>(undefined);
  const hear = useRef(onRead);
  hear.current = onRead;

  useEffect(() => {
    if (of.current !== file) hear.current(undefined);
    of.current = file;
    const mine = texts.join(file, sourceText(file) ?? '', board, (read) => hear.current(read));
    joined.current = mine;
    let telling: ReturnType<typeof setTimeout> | undefined;
    const stopFollowing = useSources.subscribe(() => {
      // Behind the frame that shows the key.
      telling ??= setTimeout(() => {
        telling = undefined;
        mine.shared.change(sourceText(file) ?? '');
      });
    });
    return () => {
      stopFollowing();
      clearTimeout(telling);
      joined.current = undefined;
      mine[Symbol.dispose]();
    };
  }, [file, board]);

  return useCallback(
    async (ask) => {
      const shared = joined.current?.shared;
      const before = sourceText(file);
      if (shared === undefined || before === undefined) return changedMeanwhile;
      shared.change(before);
      const change = await ask(shared.document, before);
      if (change === undefined || sourceText(file) !== before) return changedMeanwhile;
      if (change.text === undefined) return change.refusal;
      if (change.text !== before) useSources.getState().change(file, change.text);
      return undefined;
    },
    [file],
  );
}

const changedMeanwhile: TreeFinding = {
  id: 'device-tree.edit-no-node',
  severity: 'error',
  message: 'The text was changed meanwhile.',
  why: 'What was asked is not of this text any more.',
  hint: 'Do it again.',
};
