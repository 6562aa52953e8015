/** A text that the device-tree worker has open beside the editor: kept the same there, asked behind each edit, and changed by its answers. */
import { useCallback, useEffect, useRef } from 'react';
import type { TreeFinding } from '../../../devicetree/finding.ts';
import type { TextChange } from '../../../devicetree/uiomem/form/changed-text.ts';
import { type Source, useSources } from '../source-store.ts';
import type { OpenDocument } from '../worker/open-document.ts';
import { deviceTrees } from '../worker/page-client.ts';
import { type JoinedText, type ReadText, SharedTexts } from './shared-text.ts';

const sourceOf = (file: string): Source | undefined => useSources.getState().sources[file];
const gone: Source = { text: '' };

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
    const mine = texts.join(file, sourceOf(file) ?? gone, board, (read) => hear.current(read));
    joined.current = mine;
    let telling: ReturnType<typeof setTimeout> | undefined;
    const stopFollowing = useSources.subscribe(() => {
      // Behind the frame that shows the key.
      telling ??= setTimeout(() => {
        telling = undefined;
        mine.shared.change(sourceOf(file) ?? gone);
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
      const source = sourceOf(file);
      if (shared === undefined || source === undefined) return changedMeanwhile;
      const { text: before } = source;
      shared.change(source);
      const change = await ask(shared.document, before);
      if (change === undefined || sourceOf(file)?.text !== before) return changedMeanwhile;
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
