/** Keys of the window: one list for the handler and for the help. */

export type ShortcutId =
  | 'help'
  | 'palette'
  | 'next-region'
  | 'previous-region'
  | 'steps'
  | 'plan'
  | 'open-plan'
  | 'log'
  | 'close-tab'
  | 'theme';

export interface Shortcut {
  readonly id: ShortcutId;
  readonly about: string;
  /** As `event.key`, lower case; `mod` is Ctrl, or Cmd on macOS. */
  readonly key: string;
  readonly mod?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
  readonly shown: readonly string[];
}

export const shortcuts: readonly Shortcut[] = [
  { id: 'help', about: 'Show the shortcuts', key: 'f1', shown: ['F1'] },
  {
    id: 'palette',
    about: 'Run a command by name, or read and write by address',
    key: 'p',
    mod: true,
    shift: true,
    shown: ['Mod', 'Shift', 'P'],
  },
  { id: 'next-region', about: 'Go to the next part of the window', key: 'f6', shown: ['F6'] },
  { id: 'previous-region', about: 'Go to the part before', key: 'f6', shift: true, shown: ['Shift', 'F6'] },
  { id: 'steps', about: 'Show or hide the steps', key: 'j', mod: true, shown: ['Mod', 'J'] },
  { id: 'plan', about: 'Open the board’s plan', key: 'p', alt: true, shown: ['Alt', 'P'] },
  { id: 'open-plan', about: 'Open a plan from a file', key: 'o', mod: true, shown: ['Mod', 'O'] },
  { id: 'log', about: 'Open the board’s kernel log', key: 'l', alt: true, shown: ['Alt', 'L'] },
  { id: 'close-tab', about: 'Close the tab', key: 'w', alt: true, shown: ['Alt', 'W'] },
  { id: 'theme', about: 'Take the next theme', key: 't', alt: true, shown: ['Alt', 'T'] },
];

/** Keys that work where the focus is, for the help. */
export const localKeys: readonly { readonly about: string; readonly shown: readonly string[] }[] = [
  { about: 'Through boards, devices, tabs, steps', shown: ['↑', '↓', '←', '→'] },
  { about: 'Close a dialog or a menu', shown: ['Esc'] },
  { about: 'Close the focused tab', shown: ['Delete'] },
];

export interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Pure: which shortcut a key press is. */
export function shortcutOf(stroke: Stroke, mac: boolean): ShortcutId | undefined {
  const mod = mac ? stroke.metaKey : stroke.ctrlKey;
  const foreign = mac ? stroke.ctrlKey : stroke.metaKey;
  if (foreign) return undefined;
  return shortcuts.find(
    ({ key, mod: wantsMod = false, shift = false, alt = false }) =>
      stroke.key.toLowerCase() === key && mod === wantsMod && stroke.shiftKey === shift && stroke.altKey === alt,
  )?.id;
}
