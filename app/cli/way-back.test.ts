import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlRightBracket, tildeDot, type WayBack } from './way-back.ts';

/** What got through, until it is left. */
function through(make: () => WayBack, pieces: readonly Uint8Array[]): { text: string; left: boolean } {
  const watch = make();
  let text = '';
  for (const piece of pieces) {
    const { bytes, left } = watch(piece);
    text += Buffer.from(bytes).toString('latin1');
    if (left) return { text, left };
  }
  return { text, left: false };
}
const keys = (text: string) => [Buffer.from(text, 'latin1')];

describe('tilde and dot', () => {
  it.each([
    ['~.', '', true],
    ['ls\r~.rest', 'ls\r', true],
    ['ls\n~.', 'ls\n', true],
    ['ls ~.', 'ls ~.', false],
    ['~~.', '~.', false],
    ['\r~~', '\r~', false],
    ['~/x\r', '~/x\r', false],
    ['~\r~.', '~\r', true],
  ])('%j sends %j', (typed, text, left) => {
    expect(through(tildeDot, keys(typed))).toEqual({ text, left });
  });
});

describe('Ctrl-]', () => {
  it.each([
    ['ab\u001dcd', 'ab', true],
    ['~.\r', '~.\r', false],
  ])('%j sends %j', (typed, text, left) => {
    expect(through(controlRightBracket, keys(typed))).toEqual({ text, left });
  });
});

it.each([tildeDot, controlRightBracket])('%o does the same however the keys come in pieces', (make) => {
  const key = fc.constantFrom(...'~.a\r\n\u001d');
  fc.assert(
    fc.property(fc.array(fc.array(key)), (pieces) => {
      const whole = pieces.flat().join('');
      expect(
        through(
          make,
          pieces.map((each) => Buffer.from(each.join(''), 'latin1')),
        ),
      ).toEqual(through(make, keys(whole)));
    }),
  );
});
