/** Who gives the files that texts bring in: the panel that has the host says so. Apart from the worker, so that panels do not load it. */
import type { FileWanted, FoundFile } from './protocol.ts';

export type ReadFile = (wanted: FileWanted) => Promise<FoundFile | undefined>;

let reader: ReadFile | undefined;

export function readFilesBy(read: ReadFile): void {
  reader = read;
}

export const readFile: ReadFile = async (wanted) => await reader?.(wanted);
