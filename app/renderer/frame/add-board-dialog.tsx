/** Adding a board shows it. */
import { AddBoardDialog as Dialog } from '../connection/add-board-dialog.tsx';
import { openPanel } from '../dock/dock-store.ts';

export function AddBoardDialog({ from, onClose }: { from: string; onClose(): void }) {
  return <Dialog from={from} onAdded={(board) => openPanel({ kind: 'board', board })} onClose={onClose} />;
}
