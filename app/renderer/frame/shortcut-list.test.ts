import { expect, it } from 'vitest';
import { type Stroke, shortcutOf, shortcuts } from './shortcut-list.ts';

const plain: Stroke = { key: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

it.each([
  [{ key: 'F6' }, false, 'next-region'],
  [{ key: 'F6', shiftKey: true }, false, 'previous-region'],
  [{ key: 'j', ctrlKey: true }, false, 'bottom'],
  [{ key: 'j', metaKey: true }, true, 'bottom'],
  [{ key: 'j', ctrlKey: true }, true, undefined],
  [{ key: 'j', ctrlKey: true, metaKey: true }, false, undefined],
  [{ key: 'j' }, false, undefined],
  [{ key: 'P', altKey: true }, false, 'plan'],
  [{ key: 'P', altKey: true, shiftKey: true }, false, undefined],
  // Option writes another letter on macOS.
  [{ key: 'π', code: 'KeyP', altKey: true }, true, 'plan'],
] as const)('%o (on macOS: %s) is %s', (stroke, mac, id) => {
  expect(shortcutOf({ ...plain, ...stroke }, mac)).toBe(id);
});

it('gives no key to two shortcuts', () => {
  const keys = shortcuts.map(({ shown }) => shown.join('+'));
  expect(new Set(keys).size).toBe(keys.length);
});
