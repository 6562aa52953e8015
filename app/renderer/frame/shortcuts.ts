/** Keys of the window: one list for the handler and for the help. */
import { useEffect } from 'react';
import { create } from 'zustand';

export type ShortcutId =
  | 'help'
  | 'next-region'
  | 'previous-region'
  | 'steps'
  | 'plan'
  | 'open-plan'
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
  { id: 'next-region', about: 'Go to the next part of the window', key: 'f6', shown: ['F6'] },
  { id: 'previous-region', about: 'Go to the part before', key: 'f6', shift: true, shown: ['Shift', 'F6'] },
  { id: 'steps', about: 'Show or hide the steps', key: 'j', mod: true, shown: ['Mod', 'J'] },
  { id: 'plan', about: 'Open the board’s plan', key: 'p', alt: true, shown: ['Alt', 'P'] },
  { id: 'open-plan', about: 'Open a plan from a file', key: 'o', mod: true, shown: ['Mod', 'O'] },
  { id: 'close-tab', about: 'Close the tab', key: 'w', alt: true, shown: ['Alt', 'W'] },
  { id: 'theme', about: 'Take the next theme', key: 't', alt: true, shown: ['Alt', 'T'] },
];

/** Keys that work where the focus is, for the help. */
export const localKeys: readonly { readonly about: string; readonly shown: readonly string[] }[] = [
  { about: 'Through boards, devices, tabs, steps', shown: ['↑', '↓', '←', '→'] },
  { about: 'Close a dialog or a menu', shown: ['Esc'] },
  { about: 'Close the focused tab', shown: ['Delete'] },
];

/** A key alone can be in the way of speech input, so it can be turned off (WCAG 2.1.4). */
export const useQuestionMark = create<{ readonly on: boolean; set(on: boolean): void }>((set) => ({
  on: localStorage.getItem('uiomem-question-mark') !== 'off',
  set(on) {
    localStorage.setItem('uiomem-question-mark', on ? 'on' : 'off');
    set({ on });
  },
}));

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

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

export function useShortcuts(mac: boolean, run: (id: ShortcutId) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A dialog has the keyboard for itself.
      if (event.defaultPrevented || document.querySelector('[role=dialog]') !== null) return;
      const question = event.key === '?' && useQuestionMark.getState().on && !isTyping(event.target);
      const id = question ? 'help' : shortcutOf(event, mac);
      if (id === undefined) return;
      event.preventDefault();
      run(id);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [mac, run]);
}

/** Moves the focus to the next of the parts that are marked `data-region`, where it was there before. */
export function cycleRegions(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  const now = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions.at((now < 0 && step > 0 ? 0 : now + step) % regions.length);
  if (next === undefined) return;
  const before = lastFocus.get(next);
  if (before !== undefined && next.contains(before)) before.focus();
  else {
    const first = next.querySelector<HTMLElement>(
      '[data-region-start], button:not(:disabled):not([tabindex="-1"]), [href], input, select, textarea, [tabindex="0"]',
    );
    (first ?? next).focus();
  }
}

const lastFocus = new WeakMap<HTMLElement, HTMLElement>();

/** Remembers where the focus was in each part. */
export function rememberFocus(): () => void {
  const onFocus = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return;
    const region = target.closest<HTMLElement>('[data-region]');
    if (region !== null && region !== target) lastFocus.set(region, target);
  };
  addEventListener('focusin', onFocus);
  return () => removeEventListener('focusin', onFocus);
}
