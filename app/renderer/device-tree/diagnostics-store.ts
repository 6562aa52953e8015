/** What is wrong with each source that is open, as the worker told it last. */
import { create } from 'zustand';
import type { Diagnostics } from '../../devicetree/language/diagnostics.ts';

/** By the source's name in `useSources`. */
export const useDiagnostics = create<{ readonly bySource: Readonly<Record<string, Diagnostics>> }>(() => ({
  bySource: {},
}));

export function noteDiagnostics(source: string, diagnostics: Diagnostics): void {
  useDiagnostics.setState(({ bySource }) => ({ bySource: { ...bySource, [source]: diagnostics } }));
}
