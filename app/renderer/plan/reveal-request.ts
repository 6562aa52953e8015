/** A wish to see the place of a finding in a plan, from wherever it is listed. */
import { create } from 'zustand';
import type { Finding, PlanPath } from '../../plan/finding.ts';

export interface Reveal {
  readonly board: string;
  readonly line: number;
  readonly column: number;
  /** What it is about, for a form. */
  readonly path: PlanPath;
}

export const useReveal = create<{ readonly reveal: Reveal | undefined }>(() => ({ reveal: undefined }));

export function revealFinding(board: string, { place, path }: Finding): void {
  if (place === undefined) return;
  const { line, column } = place;
  useReveal.setState({ reveal: { board, line, column, path } });
}

/** It is shown: a panel that comes back does not show it again. */
export function takeReveal(): void {
  useReveal.setState({ reveal: undefined });
}
