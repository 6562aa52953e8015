/** Themes by name, and which one a choice means. */

export const themeChoices = ['system', 'dark', 'light', 'contrast'] as const;
export type ThemeChoice = (typeof themeChoices)[number];
export type Theme = Exclude<ThemeChoice, 'system'>;

export const themeNames: Readonly<Record<ThemeChoice, string>> = {
  system: 'System',
  dark: 'Dark',
  light: 'Light',
  contrast: 'High contrast',
};

/** Pure: which theme a choice means on a system with these wishes. */
export function themeFor(choice: ThemeChoice, system: { readonly contrast: boolean; readonly light: boolean }): Theme {
  if (choice !== 'system') return choice;
  if (system.contrast) return 'contrast';
  return system.light ? 'light' : 'dark';
}
