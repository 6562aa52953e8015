/** A wish from outside of the panel to open a file, which the panel fulfils as soon as it is there. */
import { create } from 'zustand';

export const useOpenRequest = create<{ readonly board: string | undefined }>(() => ({ board: undefined }));

export function requestOpen(board: string): void {
  useOpenRequest.setState({ board });
}

export function takeOpenRequest(): void {
  useOpenRequest.setState({ board: undefined });
}
