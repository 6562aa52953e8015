/**
 * The theme that is shown: the setting `appearance.theme`, or what the system wants. localStorage keeps only what was shown last,
 * for the first paint, which is before the host is asked (`public/first-paint.js` does the same before this is loaded).
 */
import { create } from 'zustand';
import { changeSettings, useSettings } from '../settings/settings-store.ts';
import { type Theme, type ThemeChoice, themeChoices, themeFor } from './theme-choice.ts';

/** Of localStorage. */
const mirror = 'uiomem-theme';

const moreContrast = matchMedia('(prefers-contrast: more)');
const lightScheme = matchMedia('(prefers-color-scheme: light)');

function shown(choice: ThemeChoice): Theme {
  return themeFor(choice, { contrast: moreContrast.matches, light: lightScheme.matches });
}

function shownLast(): ThemeChoice {
  const found = localStorage.getItem(mirror);
  return themeChoices.find((choice) => choice === found) ?? 'system';
}

interface ThemeState {
  readonly choice: ThemeChoice;
  readonly theme: Theme;
  /** Changes the setting; see settings-store.ts for what comes of it when the host does not take it. */
  choose(choice: ThemeChoice): void;
}

export const useTheme = create<ThemeState>(() => ({
  choice: shownLast(),
  theme: shown(shownLast()),
  choose: (choice) => void changeSettings({ 'appearance.theme': choice }),
}));

/** Shows a theme that the host knows of. */
export function takeTheme(choice: ThemeChoice): void {
  localStorage.setItem(mirror, choice);
  useTheme.setState({ choice, theme: shown(choice) });
}

function draw({ theme }: Pick<ThemeState, 'theme'>): void {
  document.documentElement.dataset.theme = theme;
}

/** Follows the setting and the system for the life of the page. */
export function followTheme(): void {
  draw(useTheme.getState());
  useTheme.subscribe(draw);
  useSettings.subscribe(({ told, settings }) => {
    const choice = settings['appearance.theme'];
    // Before the host has said anything, what was shown last stays.
    if (told !== undefined && choice !== useTheme.getState().choice) takeTheme(choice);
  });
  const again = () => takeTheme(useTheme.getState().choice);
  moreContrast.addEventListener('change', again);
  lightScheme.addEventListener('change', again);
}
