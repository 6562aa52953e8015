import { expect, it } from 'vitest';
import { themeFor } from './theme-choice.ts';

it.each([
  ['dark', { contrast: true, light: true }, 'dark'],
  ['light', { contrast: false, light: false }, 'light'],
  ['contrast', { contrast: false, light: true }, 'contrast'],
  ['system', { contrast: true, light: true }, 'contrast'],
  ['system', { contrast: false, light: true }, 'light'],
  ['system', { contrast: false, light: false }, 'dark'],
] as const)('%s on %o is %s', (choice, system, theme) => {
  expect(themeFor(choice, system)).toBe(theme);
});
