/** Arrow keys, Home and End among the items of a list, that are marked `data-item`. */
import type { KeyboardEvent } from 'react';

export function arrowList(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-item]')];
  const now = items.indexOf(event.target as HTMLElement);
  if (now < 0) return;
  const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[Math.min(items.length - 1, Math.max(0, to))]?.focus();
}
