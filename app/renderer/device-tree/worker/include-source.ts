/** Who gives the files that texts include: the panel that has the host says so. Apart from the worker, so that panels do not load it. */
import type { IncludedFile, IncludeWanted } from './protocol.ts';

export type ReadIncluded = (wanted: IncludeWanted) => Promise<IncludedFile | undefined>;

let reader: ReadIncluded | undefined;

export function readIncludesBy(read: ReadIncluded): void {
  reader = read;
}

export const readIncluded: ReadIncluded = async (wanted) => await reader?.(wanted);
