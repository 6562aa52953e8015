/** What can stand at a place of a text: also in one that is not whole, as it is while somebody types. */
import { aroundAt } from '../around.ts';
import { contextAt } from '../context.ts';
import type { LanguageDocument } from '../document.ts';
import type { Asked, CompletionItem } from './completion-item.ts';
import { goesWith } from './goes-with.ts';
import { bodyItems } from './in-body.ts';
import { valueItems } from './in-value.ts';
import { includableNames } from './includable.ts';
import { outsideItems, targetItems } from './outside.ts';

export interface Completion {
  /** What an item takes the place of, in offsets of the file; the caret is between them. */
  readonly from: number;
  readonly to: number;
  /** The likeliest first. */
  readonly items: readonly CompletionItem[];
  /** There are more that begin as what stands there does not: to be asked again with the next letter. */
  readonly isCut: boolean;
}

/** As many as a list is looked through. */
const mostItems = 200;

export function completionAt(document: LanguageDocument, file: string, offset: number): Completion {
  const text = document.textOf(file);
  const at = Math.min(Math.max(offset, 0), text.length);
  const context = contextAt(text, document.tokensOf(file), at);
  const { start, end, kind } = context.word;
  const quote = context.kind === 'text' ? 1 : 0;
  const from = Math.min(start + quote, at);
  const isClosed = quote === 1 && end > at && text[end - 1] === '"' && end - 1 > start;
  const to = kind === 'mark' ? at : Math.max(at, isClosed ? end - 1 : kind === 'text' ? at : end);
  const around = aroundAt(document, file, context.open);
  const typed = text.slice(from, at);
  const asked = { document, file, context, around, typed };
  const found = itemsFor(asked, text.slice(start, at)).filter(({ label }) => goesWith(label, typed));
  return { from, to, items: found.slice(0, mostItems), isCut: found.length > mostItems };
}

function itemsFor(asked: Asked, typed: string): readonly CompletionItem[] {
  const { context } = asked;
  switch (context.kind) {
    case 'outside':
      return outsideItems(asked);
    case 'body':
      return bodyItems(asked);
    case 'behind':
      return targetItems(asked);
    case 'value':
    case 'cells':
    case 'text':
      return valueItems(asked);
    case 'included':
      return includableNames(asked.document, typed);
    case 'directive':
    case 'head':
    case 'bytes':
    case 'comment':
      return [];
  }
}
