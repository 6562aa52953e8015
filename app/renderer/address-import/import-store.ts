/** Whether addresses are being imported into the plan of a board, and of which file. */
import { create } from 'zustand';

export const useImport = create<{ readonly board: string | undefined; readonly file: File | undefined }>(() => ({
  board: undefined,
  file: undefined,
}));

/** Without a file it is asked for. */
export function openImport(board: string, file?: File): void {
  useImport.setState({ board, file });
}

export function closeImport(): void {
  useImport.setState({ board: undefined, file: undefined });
}
