/** A place of a source that is led to, in the panel that has the file; the wish lasts until that has shown it. */
import { create } from 'zustand';
import { openPanel } from '../dock/dock-store.ts';
import { openSource } from '../module/open-source.ts';
import { isSource } from './source-store.ts';

interface Shown {
  readonly file: string;
  readonly place: { readonly line: number; readonly column: number };
}

export const useShown = create<{ readonly shown: Shown | undefined }>(() => ({ shown: undefined }));

/** A header of the kernel's is shown as a source in C, which nobody edits here. */
export function showSource(file: string, place: Shown['place']): void {
  if (!isSource(file)) {
    openSource({ file, ...place });
    return;
  }
  useShown.setState({ shown: { file, place } });
  openPanel({ kind: 'source', name: file });
}

/** It is shown: a panel that comes back does not show it again. */
export function takeShown(): void {
  useShown.setState({ shown: undefined });
}
