import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainLine } from '../../plan/messages/explain.ts';
import { type BoardLog, type LogItem, mostEntries, shownEntries, withItems } from './log-entries.ts';

const item = (sequence: number, text = `line ${sequence}`, level = 6): LogItem => {
  const explanation = explainLine(text);
  return {
    line: { sequence, level, microseconds: sequence * 1000, text },
    ...(explanation !== undefined && { explanation }),
  };
};
const told = ({ entries }: BoardLog) =>
  entries.map((entry) => {
    if (entry.kind === 'line') return entry.line.sequence;
    return entry.kind === 'gap' ? `gap ${entry.count}` : 'boot';
  });

test('what was overwritten is a gap, what is said twice is said once, a boot begins anew', () => {
  const first = withItems(undefined, 1, [item(7), item(8)]);
  const second = withItems(first, 1, [item(8), item(9), item(12)]);
  expect(told(second)).toEqual([7, 8, 9, 'gap 2', 12]);
  expect(second.next).toBe(13);
  const third = withItems(second, 2, [item(0), item(1)]);
  expect(told(third)).toEqual([7, 8, 9, 'gap 2', 12, 'boot', 0, 1]);
  expect(third.next).toBe(2);
});

test('however lines come in pieces, each is there once and in order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6), { maxLength: 20 }), (sizes) => {
      let log: BoardLog | undefined;
      let from = 0;
      for (const size of sizes) {
        const again = Math.max(0, from - (size % 3));
        const items = Array.from({ length: from + size - again }, (_, index) => item(again + index));
        log = withItems(log, 1, items);
        from += size;
      }
      if (log !== undefined) expect(told(log)).toEqual(Array.from({ length: from }, (_, index) => index));
    }),
  );
});

test('the oldest are forgotten', () => {
  const many = Array.from({ length: mostEntries + 5 }, (_, index) => item(index));
  const { entries } = withItems(undefined, 1, many);
  expect(entries).toHaveLength(mostEntries);
  expect(entries[0]).toMatchObject({ line: { sequence: 5 } });
});

test('filters leave gaps and boots', () => {
  const lines = [
    item(1, 'usb 1-1: new device', 6),
    item(
      2,
      'uiomem: region 0 [0x70000000, 0x70001000): busy: another driver has claimed part of it; /proc/iomem says which',
      3,
    ),
    item(3, 'EXT4-fs error', 3),
    item(6, 'Uiomem said', 4),
  ];
  const { entries } = withItems(undefined, 1, lines);
  const shown = (filter: Partial<Parameters<typeof shownEntries>[1]>) =>
    told({ boot: 1, next: 0, entries: shownEntries(entries, { scope: 'all', level: 7, text: '', ...filter }) });
  expect(shown({})).toEqual([1, 2, 3, 'gap 2', 6]);
  expect(shown({ scope: 'driver' })).toEqual([2, 'gap 2', 6]);
  expect(shown({ level: 3 })).toEqual([2, 3, 'gap 2']);
  expect(shown({ text: ' ERROR' })).toEqual([3, 'gap 2']);
});
