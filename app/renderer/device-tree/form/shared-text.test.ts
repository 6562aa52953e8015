import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inProcess } from '../worker/testing/in-process.ts';
import { SharedTexts } from './shared-text.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const file = '/boards/board.dts';
const good = '/dts-v1/;\n/ {\n\ta = <1>;\n};\n';
const bad = good.replace('<1>;', '<1>');

test('who shows the same text shares a document, and each hears of it', async () => {
  using pair = inProcess();
  const texts = new SharedTexts(pair.client);
  const heard: string[] = [];
  const join = (who: string) =>
    texts.join(
      file,
      { text: good },
      'zynq',
      ({ findings }) => void heard.push(`${who} ${findings.map(({ id }) => id)}`),
    );
  const form = join('form');
  const bar = join('bar');
  await vi.advanceTimersByTimeAsync(1000);
  expect(heard.splice(0)).toEqual(['form ', 'bar ']);
  form.shared.change({ text: bad });
  bar.shared.change({ text: bad });
  await vi.advanceTimersByTimeAsync(1000);
  expect(heard.splice(0)).toEqual(['form device-tree.syntax', 'bar device-tree.syntax']);
  form[Symbol.dispose]();
  const again = texts.join(file, { text: bad }, 'zynq', ({ text }) => void heard.push(`again ${text === bad}`));
  // It was read already.
  expect(heard.splice(0)).toEqual(['again true']);
  const kinds = () => pair.told.flat().map(({ kind }) => kind);
  expect(kinds()).toEqual(['open', 'edit']);
  bar[Symbol.dispose]();
  again[Symbol.dispose]();
  expect(kinds()).toEqual(['open', 'edit', 'close']);
});

test('the worker is told what was typed, and of a text that came otherwise where it differs', () => {
  using pair = inProcess();
  using form = new SharedTexts(pair.client).join(file, { text: 'aaa' }, undefined, () => {});
  // A letter among its like: where it differs would be told at the end.
  form.shared.change({ text: 'aaaa', typed: { before: 'aaa', from: 1, to: 1, put: 'a' } });
  form.shared.change({ text: 'aaaaab', typed: { before: 'aaaaa', from: 5, to: 5, put: 'b' } });
  expect(pair.told.flat().flatMap((told) => (told.kind === 'edit' ? told.changes : []))).toEqual([
    { start: 1, end: 1, text: 'a' },
    { start: 4, end: 4, text: 'ab' },
  ]);
});

test('of another board it is another one', () => {
  using pair = inProcess();
  const texts = new SharedTexts(pair.client);
  using one = texts.join(file, { text: good }, 'zynq', () => {});
  using other = texts.join(file, { text: good }, undefined, () => {});
  expect(one.shared).not.toBe(other.shared);
});
