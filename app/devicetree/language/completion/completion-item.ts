/** A thing that can stand at a place, and what the place is. */
import type { Around } from '../around.ts';
import type { Context } from '../context.ts';
import type { LanguageDocument } from '../document.ts';

export interface CompletionItem {
  readonly label: string;
  readonly kind: 'property' | 'value' | 'reference' | 'keyword' | 'node' | 'file' | 'macro' | 'snippet';
  readonly insert: string;
  /** `insert` has places to fill in, `$1` and `${1:usual}`, as editors take them. */
  readonly isSnippet?: boolean;
  /** In a few words, beside the label. */
  readonly detail?: string | undefined;
  /** In sentences. */
  readonly about?: string | undefined;
  /** What was put in is to be completed in its turn. */
  readonly goesOn?: boolean;
}

export interface Asked {
  readonly document: LanguageDocument;
  readonly file: string;
  readonly context: Context;
  readonly around: Around | undefined;
  /** What stands before the caret of what an item takes the place of. */
  readonly typed: string;
}
