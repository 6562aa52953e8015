/** The forms of a text, read by the device-tree worker behind each edit, and the way back into the text. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { TreeFinding } from '../../../devicetree/finding.ts';
import type { NodePath } from '../../../devicetree/tree.ts';
import type { NewNode } from '../../../devicetree/uiomem/form/add-node.ts';
import type { FieldValue, TextChange } from '../../../devicetree/uiomem/form/changed-text.ts';
import type { TreeForms } from '../../../devicetree/uiomem/form/node-form.ts';
import { difference } from '../../editor/difference.ts';
import type { OpenDocument } from '../worker/open-document.ts';
import { deviceTrees } from '../worker/page-client.ts';

export interface KnownForms extends TreeForms {
  /** That they are of. */
  readonly text: string;
  /** What is wrong with that text as a text. */
  readonly wrong: readonly TreeFinding[];
}

export interface TreeFormText {
  /** Undefined until the worker has read the text once. */
  readonly known: KnownForms | undefined;
  /** A change that was taken is in the text already; a refusal says why it is not. */
  change(path: NodePath, changes: readonly FieldValue[]): Promise<TreeFinding | undefined>;
  add(node: NewNode): Promise<TreeFinding | undefined>;
}

export function useTreeForms(
  file: string,
  text: string,
  board: string | undefined,
  onText: (text: string, apart: boolean) => void,
): TreeFormText {
  const [known, setKnown] = useState<KnownForms | undefined>();
  const opened = useRef<OpenDocument>(undefined);
  const told = useRef(text);
  const give = useRef(onText);
  give.current = onText;
  const first = useRef({ text, board });
  first.current = { text, board };

  useEffect(() => {
    told.current = first.current.text;
    setKnown(undefined);
    let isOver = false;
    const document = deviceTrees.open({ file, ...first.current }, ({ findings }) => {
      const of = told.current;
      void document.ask('forms', undefined).then(
        (forms) => {
          if (isOver || forms === undefined || told.current !== of) return;
          setKnown({ ...forms, text: of, wrong: findings.filter((each) => isOfText(each)) });
        },
        // The worker's death is told among the findings of the text.
        () => undefined,
      );
    });
    opened.current = document;
    return () => {
      isOver = true;
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

  const taken = useCallback(async (asked: Promise<TextChange | undefined> | undefined) => {
    const before = told.current;
    const change = await asked;
    // Typed in meanwhile: what was asked is not of this text any more.
    if (change === undefined || told.current !== before) return changedMeanwhile;
    if (change.text === undefined) return change.refusal;
    if (change.text !== before) give.current(change.text, true);
    return undefined;
  }, []);

  return {
    known,
    change: (path, changes) => taken(opened.current?.ask('changeNode', { path, changes })),
    add: (node) => taken(opened.current?.ask('addNode', node)),
  };
}

const changedMeanwhile: TreeFinding = {
  id: 'device-tree.edit-no-node',
  severity: 'error',
  message: 'The text was changed meanwhile.',
  why: 'It was changed since it was looked at.',
  hint: 'Do it again.',
};

/** What the reader of the text finds has no node that it is about. */
const isOfText = ({ severity, path }: TreeFinding) => severity === 'error' && path === undefined;
