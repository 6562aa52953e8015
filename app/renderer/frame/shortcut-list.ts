/** Keys of the window: one list for the handler and for the help. */
type Resize = 'wider' | 'narrower' | 'taller' | 'shorter';

export type ShortcutId =
  | 'help'
  | 'palette'
  | 'next-region'
  | 'previous-region'
  | 'boards'
  | 'bottom'
  | 'plan'
  | 'review'
  | 'module'
  | 'tree'
  | 'open-plan'
  | 'memory'
  | 'log'
  | 'steps'
  | 'terminal'
  | 'new-terminal'
  | 'start'
  | 'settings'
  | 'problems'
  | 'next-tab'
  | 'previous-tab'
  | 'close-tab'
  | 'maximize'
  | Resize
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

function resize(id: Resize, key: string, sign: string): Shortcut {
  const about = `Make the panel ${id}`;
  return { id, about, key: key.toLowerCase(), alt: true, shift: true, shown: ['Alt', 'Shift', sign] };
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
  { id: 'start', about: 'Open the start page', key: 'h', alt: true, shown: ['Alt', 'H'] },
  { id: 'settings', about: 'Open the settings', key: ',', mod: true, shown: ['Mod', ','] },
  { id: 'boards', about: 'Show or hide the list of boards', key: 'b', mod: true, shown: ['Mod', 'B'] },
  { id: 'bottom', about: 'Show or hide what is docked at the bottom', key: 'j', mod: true, shown: ['Mod', 'J'] },
  { id: 'plan', about: 'Open the board’s plan', key: 'p', alt: true, shown: ['Alt', 'P'] },
  {
    id: 'review',
    about: 'Review the board’s plan, to apply it',
    key: 'r',
    alt: true,
    shown: ['Alt', 'R'],
  },
  { id: 'module', about: 'Open the board’s module', key: 'k', alt: true, shown: ['Alt', 'K'] },
  { id: 'tree', about: 'Open the board’s device tree', key: 'd', alt: true, shown: ['Alt', 'D'] },
  { id: 'open-plan', about: 'Open a plan from a file', key: 'o', mod: true, shown: ['Mod', 'O'] },
  { id: 'memory', about: 'Open the memory of the board’s device', key: 'm', alt: true, shown: ['Alt', 'M'] },
  { id: 'log', about: 'Open the board’s kernel log', key: 'l', alt: true, shown: ['Alt', 'L'] },
  { id: 'terminal', about: 'Open the board’s terminal', key: '`', mod: true, shown: ['Mod', '`'] },
  {
    id: 'new-terminal',
    about: 'Open one more terminal on the board',
    key: 'n',
    alt: true,
    shown: ['Alt', 'N'],
  },
  { id: 'steps', about: 'Open the steps of the board’s newest apply', key: 's', alt: true, shown: ['Alt', 'S'] },
  {
    id: 'problems',
    about: 'Open the list of problems',
    key: 'm',
    mod: true,
    shift: true,
    shown: ['Mod', 'Shift', 'M'],
  },
  { id: 'next-tab', about: 'Go to the next tab', key: 'pagedown', alt: true, shown: ['Alt', 'PageDown'] },
  { id: 'previous-tab', about: 'Go to the tab before', key: 'pageup', alt: true, shown: ['Alt', 'PageUp'] },
  { id: 'close-tab', about: 'Close the tab', key: 'w', alt: true, shown: ['Alt', 'W'] },
  { id: 'maximize', about: 'Give the panel the whole room, or take it back', key: 'z', alt: true, shown: ['Alt', 'Z'] },
  resize('wider', 'ArrowRight', '→'),
  resize('narrower', 'ArrowLeft', '←'),
  resize('taller', 'ArrowUp', '↑'),
  resize('shorter', 'ArrowDown', '↓'),
  { id: 'theme', about: 'Take the next theme', key: 't', alt: true, shown: ['Alt', 'T'] },
];

/** Keys that work where the focus is, for the help. */
export const localKeys: readonly { readonly about: string; readonly shown: readonly string[] }[] = [
  { about: 'Through boards, devices, tabs, steps', shown: ['↑', '↓', '←', '→'] },
  { about: 'Close a dialog or a menu', shown: ['Esc'] },
  { about: 'Close the focused tab', shown: ['Delete'] },
  { about: 'In the form of a plan: go to the next finding', shown: ['F8'] },
  { about: 'In the form of a plan: go to the finding before', shown: ['Shift', 'F8'] },
  { about: 'In the list of commands: copy what would run as a command line', shown: ['Mod', 'Enter'] },
];

export interface Stroke {
  readonly key: string;
  /** Of the key itself, as `KeyP`, whatever it writes. */
  readonly code?: string;
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
  const pressed = mac && stroke.altKey ? (/^Key([A-Z])$/.exec(stroke.code ?? '')?.[1] ?? stroke.key) : stroke.key;
  return shortcuts.find(
    ({ key, mod: wantsMod = false, shift = false, alt = false }) =>
      pressed.toLowerCase() === key && mod === wantsMod && stroke.shiftKey === shift && stroke.altKey === alt,
  )?.id;
}
