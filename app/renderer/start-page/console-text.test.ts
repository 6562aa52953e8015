import fc from 'fast-check';
import { expect, it } from 'vitest';
import { consoleText } from './console-text.ts';

it.each([
  ['[    0.00] Booting\r\nok\r\n', '[    0.00] Booting\nok\n'],
  ['\u001b[32mready\u001b[0m\u001b[2J\u001b[1;1H', 'ready'],
  ['\u001b]0;title\u0007login: \u001b(B', 'login: '],
  ['\u001b]0;title\u001b\\a\tb', 'a\tb'],
  ['bell\u0007 and \u009bcsi', 'bell and csi'],
  // A sequence that is cut off at the end comes whole with the next piece.
  ['cut \u001b[3', 'cut 3'],
])('%j is read as %j', (written, read) => {
  expect(consoleText(written)).toBe(read);
});

it('leaves no control in any text, and text without them as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (written) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be left
      expect(consoleText(written)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (plain) => {
      expect(consoleText(plain)).toBe(plain);
    }),
  );
});
