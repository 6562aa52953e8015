/** Themes, and which one a choice means. */
import type { themeChoices } from '../../contract/settings.ts';

export { themeChoices, themeNames } from '../../contract/settings.ts';

export type ThemeChoice = (typeof themeChoices)[number];
export type Theme = Exclude<ThemeChoice, 'system'>;

/** Pure: which theme a choice means on a system with these wishes. */
export function themeFor(choice: ThemeChoice, system: { readonly contrast: boolean; readonly light: boolean }): Theme {
  if (choice !== 'system') return choice;
  if (system.contrast) return 'contrast';
  return system.light ? 'light' : 'dark';
}
