/** Adding a board shows it. */
import { AddBoardDialog as Dialog } from '../connection/add-board-dialog.tsx';
import { useLayout } from './layout-store.ts';

export function AddBoardDialog({ from, onClose }: { from: string; onClose(): void }) {
  const chooseBoard = useLayout((layout) => layout.chooseBoard);
  return <Dialog from={from} onAdded={chooseBoard} onClose={onClose} />;
}
