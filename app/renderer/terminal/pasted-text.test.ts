import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pastedText } from './pasted-text.ts';

test('no control but lines and tabs is left, and all else is as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const isKept = (character: string) => {
        const code = character.codePointAt(0) ?? 0;
        return '\t\n\r'.includes(character) || (code >= 0x20 && (code < 0x7f || code > 0x9f));
      };
      expect(pastedText(text)).toBe([...text].filter(isKept).join(''));
    }),
  );
  expect(pastedText('ls\u001b[201~\nrm -r /\n')).toBe('ls[201~\nrm -r /\n');
});
