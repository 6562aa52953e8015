/** Whose a key is that is pressed in a terminal: the shell's, but for a few. Pure. */
import { type Stroke, shortcutOf, shortcuts } from '../frame/shortcut-list.ts';

/** `window`: a shortcut of the window; the others are what the terminal does itself. */
export type KeyOwner = 'shell' | 'window' | 'copy' | 'paste' | 'search';

const own: Readonly<Record<string, KeyOwner>> = { c: 'copy', v: 'paste', f: 'search' };

/** Ctrl and a letter alone is a key that shells know (Ctrl+J is a new line): those of the window stay the shell's here. */
export function keyOwner(stroke: Stroke, mac: boolean): KeyOwner {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = stroke;
  const name = key.toLowerCase();
  const withMod = mac ? metaKey && !ctrlKey : ctrlKey && shiftKey && !metaKey;
  if (withMod && !altKey && own[name] !== undefined) return own[name];
  const id = shortcutOf(stroke, mac);
  const found = shortcuts.find((each) => each.id === id);
  if (found === undefined) return 'shell';
  const isPlainControl = found.mod === true && found.shift !== true && found.alt !== true;
  // Cmd is no key of a shell.
  return isPlainControl && !mac ? 'shell' : 'window';
}
