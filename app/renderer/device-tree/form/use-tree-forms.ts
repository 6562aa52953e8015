/** The forms of a text, read by the device-tree worker behind each edit, and the way back into the text. */
import { useRef, useState } from 'react';
import type { TreeFinding } from '../../../devicetree/finding.ts';
import type { NodePath } from '../../../devicetree/tree.ts';
import type { NewNode } from '../../../devicetree/uiomem/form/add-node.ts';
import type { FieldValue } from '../../../devicetree/uiomem/form/changed-text.ts';
import type { TreeForms } from '../../../devicetree/uiomem/form/node-form.ts';
import type { NodeUse } from '../../../devicetree/uiomem/form/remove-node.ts';
import { useDocument } from './use-document.ts';

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
  /** `isSure` is asked where something refers to the node. */
  remove(path: NodePath, isSure: (uses: readonly NodeUse[]) => Promise<boolean>): Promise<TreeFinding | undefined>;
}

export function useTreeForms(file: string, board: string | undefined): TreeFormText {
  const [known, setKnown] = useState<KnownForms | undefined>();
  const newest = useRef(0);
  const put = useDocument(file, board, (read) => {
    newest.current += 1;
    const turn = newest.current;
    if (read === undefined) return setKnown(undefined);
    void read.document.ask('forms', undefined).then(
      (forms) => {
        if (forms === undefined || turn !== newest.current) return;
        setKnown({ ...forms, text: read.text, wrong: read.findings.filter(isOfText) });
      },
      // The worker's death is told among the findings of the text.
      () => undefined,
    );
  });
  return {
    known,
    change: (path, changes) => put((document) => document.ask('changeNode', { path, changes })),
    add: (node) => put((document) => document.ask('addNode', node)),
    remove: (path, isSure) =>
      put(async (document, before) => {
        const removal = await document.ask('removeNode', { path });
        const { uses = [] } = removal ?? {};
        return uses.length === 0 || (await isSure(uses)) ? removal : { text: before };
      }),
  };
}

/** What the reader of the text finds has no node that it is about. */
const isOfText = ({ severity, path }: TreeFinding) => severity === 'error' && path === undefined;
