/** The theme that the user chose, kept between starts, and the one that is shown. `public/first-paint.js` does the same before the first paint. */
import { create } from 'zustand';
import { type Theme, type ThemeChoice, themeChoices, themeFor } from './theme-choice.ts';

/** Of localStorage. */
const key = 'uiomem-theme';

const moreContrast = matchMedia('(prefers-contrast: more)');
const lightScheme = matchMedia('(prefers-color-scheme: light)');

function shown(choice: ThemeChoice): Theme {
  return themeFor(choice, { contrast: moreContrast.matches, light: lightScheme.matches });
}

function stored(): ThemeChoice {
  const found = localStorage.getItem(key);
  return themeChoices.find((choice) => choice === found) ?? 'system';
}

interface ThemeState {
  readonly choice: ThemeChoice;
  readonly theme: Theme;
  choose(choice: ThemeChoice): void;
}

export const useTheme = create<ThemeState>((set) => ({
  choice: stored(),
  theme: shown(stored()),
  choose(choice) {
    localStorage.setItem(key, choice);
    set({ choice, theme: shown(choice) });
  },
}));

function draw({ theme }: Pick<ThemeState, 'theme'>): void {
  document.documentElement.dataset.theme = theme;
}

/** Follows the choice, the system and other windows for the life of the page. */
export function followTheme(): void {
  draw(useTheme.getState());
  useTheme.subscribe(draw);
  const again = () => {
    const choice = stored();
    useTheme.setState({ choice, theme: shown(choice) });
  };
  moreContrast.addEventListener('change', again);
  lightScheme.addEventListener('change', again);
  addEventListener('storage', again);
}
