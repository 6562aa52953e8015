/** Adding a board shows it. */
import { AddBoardDialog as AddBoard } from '../connection/add-board-dialog.tsx';
import { openPanel } from '../dock/dock-store.ts';

export function AddBoardDialog({ from, onClose }: { from: string; onClose(): void }) {
  return <AddBoard from={from} onAdded={(board) => openPanel({ kind: 'board', board })} onClose={onClose} />;
}
