import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changed, type History, mostVersions, noHistory, redone, togetherMs, undone } from './history.ts';

/** A text with its history, changed, undone and redone at times. */
class Text {
  now = '';
  history: History<string> = noHistory;
  change(text: string, at: number) {
    this.history = changed(this.history, this.now, at);
    this.now = text;
  }
  step(by: typeof undone | typeof redone): boolean {
    const found = by<string>(this.history, this.now);
    if (found === undefined) return false;
    this.now = found.version;
    this.history = found.history;
    return true;
  }
}

test('changes that follow soon are undone as one, others one by one', () => {
  const text = new Text();
  text.change('1', 0);
  text.change('12', togetherMs - 1);
  text.change('123', togetherMs * 3);
  expect([text.step(undone), text.now]).toEqual([true, '12']);
  expect([text.step(undone), text.now]).toEqual([true, '']);
  expect([text.step(undone), text.now]).toEqual([false, '']);
  expect([text.step(redone), text.step(redone), text.step(redone), text.now]).toEqual([true, true, false, '123']);
});

test('a change after an undo is one of its own, and what was undone is gone', () => {
  const text = new Text();
  text.change('a', 0);
  text.change('ab', 10_000);
  text.step(undone);
  text.change('ax', 10_001);
  expect(text.step(redone)).toBe(false);
  text.step(undone);
  expect(text.now).toBe('a');
});

test('the newest versions are kept, and no more', () => {
  const text = new Text();
  for (let number = 1; number <= mostVersions + 50; number += 1) text.change(String(number), number * 10_000);
  let back = 0;
  while (text.step(undone)) back += 1;
  expect([back, text.now]).toEqual([mostVersions, '50']);
});

test('whatever is done, undoing all comes to the beginning or to the oldest version that is kept, and redoing all back', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('change' as const), text: fc.string(), pause: fc.nat(2 * togetherMs) }),
    fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: mostVersions * 2 }), (steps) => {
      const text = new Text();
      let at = 0;
      let changes = 0;
      for (const each of steps) {
        if (each.kind === 'change') {
          at += each.pause;
          changes += 1;
          text.change(each.text, at);
        } else text.step(each.kind === 'undo' ? undone : redone);
      }
      while (text.step(redone));
      const last = text.now;
      let back = 0;
      while (text.step(undone)) back += 1;
      if (changes <= mostVersions) expect(text.now).toBe('');
      expect(back).toBeLessThanOrEqual(mostVersions);
      let on = 0;
      while (text.step(redone)) on += 1;
      expect([on, text.now]).toEqual([back, last]);
    }),
  );
});
