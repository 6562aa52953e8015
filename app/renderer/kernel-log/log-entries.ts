/** The lines of a board's kernel log as the window keeps and filters them. Pure. */
import type { z } from 'zod';
import type { logContract } from '../../contract/log.ts';

export type LogItem = z.output<(typeof logContract)['log.read']['items']>;

export type Entry =
  | ({ readonly kind: 'line'; readonly key: string } & LogItem)
  /** Lines that the kernel had overwritten before they were read. */
  | { readonly kind: 'gap'; readonly key: string; readonly count: number }
  /** The board has booted again. */
  | { readonly kind: 'boot'; readonly key: string };

export interface BoardLog {
  /** Which of the board's boots the last entries are of. */
  readonly boot: number;
  readonly entries: readonly Entry[];
  /** Sequence number to go on from. */
  readonly next: number | undefined;
}

/** More are forgotten, the oldest first. */
export const mostEntries = 20_000;

/** The kernel numbers its lines without a hole, and from 0 at each boot. */
export function withItems(before: BoardLog | undefined, boot: number, items: readonly LogItem[]): BoardLog {
  const entries: Entry[] = [];
  let next = before?.boot === boot ? before.next : undefined;
  if (before !== undefined && before.boot !== boot) entries.push({ kind: 'boot', key: `boot ${boot}` });
  for (const item of items) {
    const { sequence } = item.line;
    const key = `${boot} ${sequence}`;
    // Said twice when a link was lost in between.
    if (next !== undefined && sequence < next) continue;
    if (next !== undefined && sequence > next) entries.push({ kind: 'gap', key: `${key} gap`, count: sequence - next });
    entries.push({ kind: 'line', key, ...item });
    next = sequence + 1;
  }
  return { boot, next, entries: [...(before?.entries ?? []), ...entries].slice(-mostEntries) };
}

export interface Filter {
  readonly scope: 'driver' | 'all';
  /** The mildest that is shown; 7: all. */
  readonly level: number;
  readonly text: string;
}

export function isDriverLine({ line, explanation }: LogItem): boolean {
  return explanation !== undefined || /uiomem/i.test(line.text);
}

/** Gaps and boots stay, for they are about what one does not see. */
export function shownEntries(entries: readonly Entry[], { scope, level, text }: Filter): Entry[] {
  const wanted = text.trim().toLowerCase();
  return entries.filter(
    (entry) =>
      entry.kind !== 'line' ||
      ((scope === 'all' || isDriverLine(entry)) &&
        entry.line.level <= level &&
        (wanted === '' || entry.line.text.toLowerCase().includes(wanted))),
  );
}

/** Seconds since boot, as dmesg writes them. */
export function timeText(microseconds: number): string {
  return `[${(microseconds / 1e6).toFixed(6).padStart(12)}]`;
}
