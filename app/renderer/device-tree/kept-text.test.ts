import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inPieces, type KeptText, nothingKept } from './kept-text.ts';

test('pieces are the text, also where it repeats what it was, and those that hold still are not written again', () => {
  const line = 'x'.repeat(1 << 12);
  // Of whole pieces and a rest, so that what it begins with and what it ends with may be the same letters.
  const text = fc
    .array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 40 })
    .map((parts) => parts.map((each) => each + line).join(''));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
      const shelf = new Map<number, string>();
      let kept: KeptText = nothingKept;
      let ids = 0;
      for (const each of texts) {
        const before = new Set(kept.pieces.map(({ id }) => id));
        const made = inPieces(kept, each, () => {
          ids += 1;
          return ids;
        });
        kept = made.kept;
        for (const piece of made.fresh) shelf.set(piece.id, piece.text);
        expect(kept.pieces.map(({ id }) => shelf.get(id)).join('') === each).toBe(true);
        expect(kept.pieces.every(({ id, length }) => shelf.get(id)?.length === length)).toBe(true);
        const fresh = new Set(made.fresh.map(({ id }) => id));
        expect(kept.pieces.every(({ id }) => before.has(id) !== fresh.has(id))).toBe(true);
      }
      expect(inPieces(kept, texts.at(-1) ?? '', () => 0).fresh).toEqual([]);
    }),
  );
});

test('a text that loses or repeats what it has of a kind', () => {
  const piece = 'a'.repeat(1 << 15);
  let ids = 0;
  const newId = () => {
    ids += 1;
    return ids;
  };
  const three = inPieces(nothingKept, piece.repeat(3), newId).kept;
  const four = inPieces(three, piece.repeat(4), newId).kept.pieces.map(({ id }) => id);
  expect(new Set(four).size).toBe(4);
  const two = inPieces(three, piece.repeat(2), newId);
  expect([two.kept.pieces.length, two.fresh]).toEqual([2, []]);
  const half = inPieces(three, piece.slice(0, 1 << 14), newId);
  expect(half.kept.pieces.map(({ length }) => length)).toEqual([1 << 14]);
  const more = inPieces(three, `${piece.repeat(3)}aa`, newId);
  expect([more.kept.pieces.map(({ length }) => length), more.fresh.length]).toEqual([
    [1 << 15, 1 << 15, 1 << 15, 2],
    1,
  ]);
});
