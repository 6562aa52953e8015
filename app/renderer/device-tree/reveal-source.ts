/** A wish to see a place of a source, from wherever it is listed; the editor that shows its text fulfils it. */
import { create } from 'zustand';
import type { SourcePlace } from '../../devicetree/finding.ts';

export const useSourceReveal = create<{ readonly place: SourcePlace | undefined }>(() => ({ place: undefined }));

export function revealIn(place: SourcePlace | undefined): void {
  if (place !== undefined) useSourceReveal.setState({ place });
}

/** It is shown: an editor that comes back does not show it again. */
export function takeSourceReveal(): void {
  useSourceReveal.setState({ place: undefined });
}
