/** A text that the device-tree worker has open beside the editor: kept the same there, asked behind each edit, and changed by its answers. */
import { useCallback, useEffect, useRef } from 'react';
import type { TreeFinding } from '../../../devicetree/finding.ts';
import type { TextChange } from '../../../devicetree/uiomem/form/changed-text.ts';
import { difference } from '../../editor/difference.ts';
import type { OpenDocument } from '../worker/open-document.ts';
import { deviceTrees } from '../worker/page-client.ts';

type Change = (document: OpenDocument) => Promise<TextChange | undefined>;

/**
 * `onRead`: the worker has read this text; undefined: it is another file. Answers how the text is changed: what is refused says why,
 * and what was typed meanwhile is not overwritten.
 */
export function useDocument(
  file: string,
  text: string,
  board: string | undefined,
  onText: (text: string, apart: boolean) => void,
  onRead: (
    read:
      | { readonly document: OpenDocument; readonly text: string; readonly findings: readonly TreeFinding[] }
      | undefined,
  ) => void,
): (change: Change) => Promise<TreeFinding | undefined> {
  const opened = useRef<OpenDocument>(undefined);
  const told = useRef(text);
  const latest = useRef({ text, board, onText, onRead });
  latest.current = { text, board, onText, onRead };

  useEffect(() => {
    const { text: first, board: by } = latest.current;
    told.current = first;
    latest.current.onRead(undefined);
    const document = deviceTrees.open({ file, text: first, board: by }, ({ findings }) =>
      latest.current.onRead({ document, text: told.current, findings }),
    );
    opened.current = document;
    return () => {
      opened.current = undefined;
      document[Symbol.dispose]();
    };
  }, [file]);

  useEffect(() => {
    if (opened.current === undefined || told.current === text) return;
    const { from, to, put } = difference(told.current, text);
    told.current = text;
    opened.current.edit([{ start: from, end: to, text: put }]);
  }, [text]);

  useEffect(() => opened.current?.use(board), [board]);

  return useCallback(async (ask) => {
    const document = opened.current;
    const before = told.current;
    const change = document === undefined ? undefined : await ask(document);
    if (change === undefined || told.current !== before || latest.current.text !== before) return changedMeanwhile;
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
