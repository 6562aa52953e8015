/** A source that a build speaks of, opened at its line; the wish lasts until the panel has shown it. */
import { create } from 'zustand';
import { openPanel } from '../dock/dock-store.ts';
import type { SourcePlace } from './build-line.ts';

export const useWished = create<{ readonly place: SourcePlace | undefined }>(() => ({ place: undefined }));

export function openSource(place: SourcePlace): void {
  useWished.setState({ place });
  openPanel({ kind: 'code', name: place.file });
}

/** It is shown: a panel that comes back does not show it again. */
export function takeWished(): void {
  useWished.setState({ place: undefined });
}
