import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PiecedText } from './pieced-text.ts';

const story = fc.array(fc.record({ at: fc.nat(60), length: fc.nat(30), put: fc.string({ maxLength: 40 }) }), {
  maxLength: 12,
});

test('after each change it is the text that a string would be', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.integer({ min: 1, max: 9 }), story, (before, length, changes) => {
      const pieced = new PiecedText(before, length);
      let text = before;
      for (const { at, length: cut, put } of changes) {
        const start = Math.min(at, text.length);
        const end = Math.min(start + cut, text.length);
        pieced.replace(start, end, put);
        text = `${text.slice(0, start)}${put}${text.slice(end)}`;
        expect(pieced.toString()).toBe(text);
      }
    }),
  );
});

test('a place that it has not is refused, and changes nothing', () => {
  const pieced = new PiecedText('one two', 2);
  for (const [start, end] of [
    [-1, 2],
    [0, 8],
    [8, 8],
    [4, 2],
    [Number.NaN, 2],
  ] as const) {
    expect(() => pieced.replace(start, end, 'x')).toThrow(RangeError);
    expect(pieced.toString()).toBe('one two');
  }
});
