/** A text that the device-tree worker has open beside the editor: kept the same there, asked behind each edit, and changed by its answers. */
import { useCallback, useEffect, useRef } from 'react';
import type { TreeFinding } from '../../../devicetree/finding.ts';
import type { TextChange } from '../../../devicetree/uiomem/form/changed-text.ts';
import type { OpenDocument } from '../worker/open-document.ts';
import { deviceTrees } from '../worker/page-client.ts';
import { type JoinedText, type ReadText, SharedTexts } from './shared-text.ts';

const texts = new SharedTexts(deviceTrees);

/** `before`: the text that is changed. */
type Change = (document: OpenDocument, before: string) => Promise<TextChange | undefined>;

/**
 * `onRead`: the worker has read this text; undefined: it is another file. Answers how the text is changed: what is refused says why,
 * and what was typed meanwhile is not overwritten.
 */
export function useDocument(
  file: string,
  text: string,
  board: string | undefined,
  onText: (text: string, apart: boolean) => void,
  onRead: (read: ReadText | undefined) => void,
): (change: Change) => Promise<TreeFinding | undefined> {
  const joined = useRef<JoinedText>(undefined);
  const of = useRef<string>(undefined);
  const latest = useRef({ text, onText, onRead });
  latest.current = { text, onText, onRead };

  useEffect(() => {
    if (of.current !== file) latest.current.onRead(undefined);
    of.current = file;
    const mine = texts.join(file, latest.current.text, board, (read) => latest.current.onRead(read));
    joined.current = mine;
    return () => {
      joined.current = undefined;
      mine[Symbol.dispose]();
    };
  }, [file, board]);

  useEffect(() => joined.current?.shared.change(text), [text]);

  return useCallback(async (ask) => {
    const shared = joined.current?.shared;
    const before = shared?.text;
    if (shared === undefined || before === undefined) return changedMeanwhile;
    const change = await ask(shared.document, before);
    if (change === undefined || shared.text !== before || latest.current.text !== before) return changedMeanwhile;
    if (change.text === undefined) return change.refusal;
    if (change.text !== before) latest.current.onText(change.text, true);
    return undefined;
  }, []);
}

const changedMeanwhile: TreeFinding = {
  id: 'device-tree.edit-no-node',
  severity: 'error',
  message: 'The text was changed meanwhile.',
  why: 'What was asked is not of this text any more.',
  hint: 'Do it again.',
};
