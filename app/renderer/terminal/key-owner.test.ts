import { expect, test } from 'vitest';
import { shortcuts } from '../frame/shortcut-list.ts';
import { keyOwner } from './key-owner.ts';

const plain = { key: 'a', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

test.each([
  [{ key: 'F6' }, 'window'],
  [{ key: 'F6', shiftKey: true }, 'window'],
  [{ key: 'F1' }, 'window'],
  [{ key: 'P', ctrlKey: true, shiftKey: true }, 'window'],
  [{ key: 'p', altKey: true }, 'window'],
  [{ key: 'C', ctrlKey: true, shiftKey: true }, 'copy'],
  [{ key: 'V', ctrlKey: true, shiftKey: true }, 'paste'],
  [{ key: 'F', ctrlKey: true, shiftKey: true }, 'search'],
  [{ key: 'c', ctrlKey: true }, 'shell'],
  [{ key: 'v', ctrlKey: true }, 'shell'],
  [{ key: 'j', ctrlKey: true }, 'shell'],
  [{ key: 'o', ctrlKey: true }, 'shell'],
  [{ key: 'f', altKey: true }, 'shell'],
  [{ key: 'Tab' }, 'shell'],
  [{ key: 'Escape' }, 'shell'],
  [{ key: 'F2' }, 'shell'],
  [{ key: '?' }, 'shell'],
] as const)('%o is for the %s', (stroke, owner) => {
  expect(keyOwner({ ...plain, ...stroke }, false)).toBe(owner);
});

test('with Cmd the window’s shortcuts all work, and Ctrl is the shell’s alone', () => {
  for (const { key, mod = false, shift = false, alt = false } of shortcuts) {
    expect(keyOwner({ key, ctrlKey: false, metaKey: mod, shiftKey: shift, altKey: alt }, true)).toBe('window');
  }
  expect(keyOwner({ ...plain, key: 'c', metaKey: true }, true)).toBe('copy');
  expect(keyOwner({ ...plain, key: 'c', ctrlKey: true }, true)).toBe('shell');
});
