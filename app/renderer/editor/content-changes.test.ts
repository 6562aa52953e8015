import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyTextEdits } from '../../devicetree/mend.ts';
import { inTurns, takeChanges, typedChange } from './content-changes.ts';
import { PiecedText } from './pieced-text.ts';

/** Changes of which each is of the text behind the one before. */
const story = fc.array(fc.record({ at: fc.nat(20), length: fc.nat(5), text: fc.string({ maxLength: 4 }) }), {
  maxLength: 6,
});

function told(before: string, steps: readonly { at: number; length: number; text: string }[]) {
  let text = before;
  const changes = steps.map(({ at, length, text: put }) => {
    const rangeOffset = Math.min(at, text.length);
    const rangeLength = Math.min(length, text.length - rangeOffset);
    text = `${text.slice(0, rangeOffset)}${put}${text.slice(rangeOffset + rangeLength)}`;
    return { rangeOffset, rangeLength, text: put };
  });
  return { changes, after: text };
}

const event = { isFlush: false, isEolChange: false };

test('the text outside is the text inside, and turns of changes that are told together make it too', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), story, (before, steps) => {
      const { changes, after } = told(before, steps);
      const outside = new PiecedText(before);
      expect(takeChanges(outside, { ...event, changes })).toBe(true);
      expect(outside.toString()).toBe(after);
      const typed = typedChange(before, { ...event, changes });
      expect(typed === undefined).toBe(changes.length !== 1);
      if (typed !== undefined) expect(before.slice(0, typed.from) + typed.put + before.slice(typed.to)).toBe(after);
      const edits = inTurns(changes).map((turn) =>
        turn.map(({ rangeOffset, rangeLength, text }) => ({
          file: '',
          start: rangeOffset,
          end: rangeOffset + rangeLength,
          text,
        })),
      );
      expect(edits.reduce(applyTextEdits, before)).toBe(after);
    }),
  );
});

test('several carets are one turn', () => {
  const at = (rangeOffset: number) => ({ rangeOffset, rangeLength: 1, text: 'x' });
  expect(inTurns([at(9), at(5), at(4)])).toEqual([[at(9), at(5), at(4)]]);
  expect(inTurns([at(4), at(5)])).toEqual([[at(4)], [at(5)]]);
});

test('a text that was set, or got other ends of lines, is not known by its changes', () => {
  const changes = [{ rangeOffset: 0, rangeLength: 1, text: 'b' }];
  const outside = new PiecedText('a');
  expect(takeChanges(outside, { ...event, isFlush: true, changes })).toBe(false);
  expect(takeChanges(outside, { ...event, isEolChange: true, changes })).toBe(false);
  expect(outside.toString()).toBe('a');
  expect(typedChange('a', { ...event, isFlush: true, changes })).toBeUndefined();
  expect(typedChange('a', { ...event, isEolChange: true, changes })).toBeUndefined();
});
