/** What the keys of the hex view mean. Pure, so that the table of them is tested as one. */
import type { CaretMove } from './caret.ts';

export type HexKey =
  | { readonly does: 'move'; readonly move: CaretMove; readonly extend: boolean }
  | { readonly does: 'go-to' | 'refresh' | 'copy' | 'select-all' | 'edit' | 'escape' | 'restore' }
  | { readonly does: 'type'; readonly digit: string };

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const moves: Readonly<Record<string, CaretMove>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'row-start',
  End: 'row-end',
};

/** Undefined: the key is somebody else's. */
export function hexKey(pressed: Pressed): HexKey | undefined {
  const { key, altKey, shiftKey } = pressed;
  const control = pressed.ctrlKey || pressed.metaKey;
  if (altKey) return undefined;
  const move = moves[key];
  if (move !== undefined) {
    if (!control) return { does: 'move', move, extend: shiftKey };
    if (key === 'Home') return { does: 'move', move: 'start', extend: shiftKey };
    if (key === 'End') return { does: 'move', move: 'end', extend: shiftKey };
    return undefined;
  }
  if (control) {
    const letter = key.toLowerCase();
    if (letter === 'g' && !shiftKey) return { does: 'go-to' };
    if (letter === 'c' && !shiftKey) return { does: 'copy' };
    if (letter === 'a' && !shiftKey) return { does: 'select-all' };
    if (letter === 'z' && !shiftKey) return { does: 'restore' };
    return undefined;
  }
  if (key === 'F5' || key === 'r' || key === 'R') return { does: 'refresh' };
  if (key === 'Enter' || key === 'F2') return { does: 'edit' };
  if (key === 'Escape') return { does: 'escape' };
  if (/^[0-9a-f]$/i.test(key)) return { does: 'type', digit: key.toLowerCase() };
  return undefined;
}
