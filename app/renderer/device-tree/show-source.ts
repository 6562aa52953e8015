/** A place of a source that is led to, in the panel that has the file; the wish lasts until that has shown it. */
import { create } from 'zustand';
import { openPanel } from '../dock/dock-store.ts';
import { openSource } from '../module/open-source.ts';
import { isSource } from './source-store.ts';

/** In a file that may not have been read yet. */
type ShownPlace = { readonly line: number; readonly column: number } | { readonly offset: number };

interface Shown {
  readonly file: string;
  readonly place: ShownPlace;
}

export const useShown = create<{ readonly shown: Shown | undefined }>(() => ({ shown: undefined }));

/** A header of the kernel's is shown as a source in C, which nobody edits here. */
export function showSource(file: string, place: ShownPlace): void {
  if (!isSource(file)) {
    openSource({ file, ...('line' in place ? place : { line: 1, column: 1 }) });
    return;
  }
  useShown.setState({ shown: { file, place } });
  openPanel({ kind: 'source', name: file });
}

/** It is shown: a panel that comes back does not show it again. */
export function takeShown(): void {
  useShown.setState({ shown: undefined });
}
