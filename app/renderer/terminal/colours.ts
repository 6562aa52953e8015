/** The colours of a terminal, from the design tokens as they are now. */
import type { ITheme } from '@xterm/xterm';
import '../design/ansi.css';

/** Of text on its ground, which the terminal keeps whatever colours a program puts together (WCAG 1.4.3, 1.4.6). */
export const leastContrast = (theme: string | undefined): number => (theme === 'contrast' ? 7 : 4.5);

export function terminalColours(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const ansi = (name: string) => token(`ansi-${name}`);
  return {
    background: token('bg-input'),
    foreground: token('text'),
    cursor: token('text'),
    cursorAccent: token('bg-input'),
    selectionBackground: token('bg-selected'),
    selectionInactiveBackground: token('bg-active'),
    scrollbarSliderBackground: token('border-control'),
    scrollbarSliderHoverBackground: token('text-muted'),
    scrollbarSliderActiveBackground: token('text-muted'),
    black: ansi('black'),
    red: ansi('red'),
    green: ansi('green'),
    yellow: ansi('yellow'),
    blue: ansi('blue'),
    magenta: ansi('magenta'),
    cyan: ansi('cyan'),
    white: ansi('white'),
    brightBlack: ansi('bright-black'),
    brightRed: ansi('bright-red'),
    brightGreen: ansi('bright-green'),
    brightYellow: ansi('bright-yellow'),
    brightBlue: ansi('bright-blue'),
    brightMagenta: ansi('bright-magenta'),
    brightCyan: ansi('bright-cyan'),
    brightWhite: ansi('bright-white'),
  };
}

/** Of what is found, all and the one that is shown; as `#rrggbb`, which the search wants. */
export function searchColours() {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    matchBackground: token('bg-selected'),
    matchOverviewRuler: token('accent'),
    activeMatchBackground: token('mark-bg'),
    activeMatchBorder: token('mark'),
    activeMatchColorOverviewRuler: token('mark'),
  };
}

/** Monospace, as the rest of the page has it. */
export function terminalFont(): string {
  return getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim() || 'monospace';
}
