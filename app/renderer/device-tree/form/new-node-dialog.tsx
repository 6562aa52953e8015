/** Asks for what a new node is made of, and stays open with the reason where the text has no place for it. */
import { type ReactNode, useState } from 'react';
import type { TreeFinding } from '../../../devicetree/finding.ts';
import type { NewNode } from '../../../devicetree/uiomem/form/add-node.ts';
import { Banner } from '../../components/banner.tsx';
import { Dialog } from '../../components/dialog.tsx';

export interface AddsNode {
  /** Answers why it was not added. */
  onAdd(node: NewNode): Promise<TreeFinding | undefined>;
  onClose(): void;
}

export function NewNodeDialog({
  title,
  about,
  node,
  children,
  onAdd,
  onClose,
}: AddsNode & {
  title: string;
  about: string;
  /** Undefined while something is missing. */
  node: NewNode | undefined;
  children: ReactNode;
}) {
  const [refusal, setRefusal] = useState<TreeFinding | undefined>();
  const run = async () => {
    if (node === undefined) return;
    const why = await onAdd(node);
    setRefusal(why);
    if (why === undefined) onClose();
  };
  return (
    <Dialog
      title={title}
      about={<p>{about}</p>}
      confirm={{ label: 'Add the node', disabled: node === undefined, run: () => void run() }}
      onClose={onClose}
    >
      {children}
      {refusal !== undefined && (
        <Banner tone="bad" id={refusal.id} title={refusal.message} hint={refusal.hint ?? refusal.why} />
      )}
    </Dialog>
  );
}
