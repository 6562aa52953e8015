/** Macros as values. */
import type { LanguageDocument } from '../document.ts';
import { macrosOf } from '../macro-definitions.ts';
import type { CompletionItem } from './completion-item.ts';

export function macroItems(document: LanguageDocument): CompletionItem[] {
  const seen = new Set<string>();
  return macrosOf(document).flatMap(({ name, hasParameters, body }): CompletionItem[] => {
    // A guard against a file's being read twice stands for nothing.
    if (seen.has(name) || body === '') return [];
    seen.add(name);
    const insert = hasParameters ? `${name}($1)` : name;
    return [{ label: name, kind: 'macro', insert, isSnippet: hasParameters, detail: body.slice(0, 60) }];
  });
}
