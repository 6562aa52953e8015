/** What is wrong with each source that is open, as the worker told it last. */
import { create } from 'zustand';
import type { Diagnostics } from '../../devicetree/language/diagnostics.ts';
import { sourceText } from './source-store.ts';

export interface KnownDiagnostics extends Diagnostics {
  /** The text that they are of. */
  readonly of: string | undefined;
}

/** By the source's name in `useSources`. */
export const useDiagnostics = create<{ readonly bySource: Readonly<Record<string, KnownDiagnostics>> }>(() => ({
  bySource: {},
}));

export function noteDiagnostics(source: string, diagnostics: Diagnostics): void {
  const known = { ...diagnostics, of: sourceText(source) };
  useDiagnostics.setState(({ bySource }) => ({ bySource: { ...bySource, [source]: known } }));
}
