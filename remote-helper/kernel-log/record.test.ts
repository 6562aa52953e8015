import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRecord } from './record.ts';

test('level, number, time and text; the facility and the dictionary are left out', () => {
  expect(
    parseRecord('30,4711,5140900,-;uiomem uiomem0: driver installed.\n SUBSYSTEM=uiomem\n DEVICE=c240:0\n'),
  ).toEqual({
    level: 6,
    sequence: 4711,
    microseconds: 5140900,
    text: 'uiomem uiomem0: driver installed.',
  });
  expect(parseRecord('4,1,0,-,caller=T12;a;b')?.text).toBe('a;b');
  expect(parseRecord('garbage')).toBeUndefined();
});

test('escaped bytes come back as the text that was logged', () => {
  const escaped = (text: string): string =>
    [...Buffer.from(text)]
      .map((byte) =>
        byte < 32 || byte >= 127 || byte === 92
          ? `\\x${byte.toString(16).padStart(2, '0')}`
          : String.fromCharCode(byte),
      )
      .join('');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(parseRecord(`6,1,2,-;${escaped(text)}\n`)?.text).toBe(text);
    }),
  );
});
