import { expect, test } from 'vitest';
import { copyForms } from './copy-text.ts';
import { hexKey } from './hex-keys.ts';

const press = (text: string) => {
  const parts = text.split('+');
  return hexKey({
    key: parts.at(-1) ?? '',
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Cmd'),
    altKey: parts.includes('Alt'),
    shiftKey: parts.includes('Shift'),
  });
};

test('each key does one thing, and the others are somebody else’s', () => {
  const table: readonly (readonly [string, ReturnType<typeof hexKey>])[] = [
    ['ArrowUp', { does: 'move', move: 'up', extend: false }],
    ['Shift+PageDown', { does: 'move', move: 'page-down', extend: true }],
    ['Home', { does: 'move', move: 'row-start', extend: false }],
    ['Ctrl+Home', { does: 'move', move: 'start', extend: false }],
    ['Ctrl+Shift+End', { does: 'move', move: 'end', extend: true }],
    ['Ctrl+g', { does: 'go-to' }],
    ['Cmd+c', { does: 'copy' }],
    ['Ctrl+z', { does: 'restore' }],
    ['r', { does: 'refresh' }],
    ['F5', { does: 'refresh' }],
    ['Enter', { does: 'edit' }],
    ['A', { does: 'type', digit: 'a' }],
    ['7', { does: 'type', digit: '7' }],
    ['g', undefined],
    ['Ctrl+r', undefined],
    ['Ctrl+Shift+c', undefined],
    ['Alt+ArrowLeft', undefined],
    ['Ctrl+ArrowLeft', undefined],
    ['Tab', undefined],
  ];
  for (const [text, wanted] of table) expect([text, press(text)]).toEqual([text, wanted]);
});

test('a selection is copied as it is shown, as C, and byte by byte', () => {
  const bytes = Uint8Array.from({ length: 20 }, (_, k) => k);
  const [hex, c, plain] = copyForms.map((form) => form.text(bytes, 32, false));
  expect(hex).toBe('03020100 07060504 0b0a0908 0f0e0d0c\n13121110');
  expect(c).toBe('uint32_t data[5] = {\n  0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c,\n  0x13121110,\n};');
  expect(plain).toBe('00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n10 11 12 13');
  expect(copyForms[0]?.text(bytes, 64, true)).toBe('0001020304050607 08090a0b0c0d0e0f');
});
