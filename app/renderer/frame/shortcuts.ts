/** What runs a shortcut. */
import { useEffect } from 'react';
import { changeSettings, useSetting, useSettings } from '../settings/settings-store.ts';
import { type ShortcutId, shortcutOf } from './shortcut-list.ts';

/** A key alone can be in the way of speech input, so it can be turned off (WCAG 2.1.4). */
export function useQuestionMark(): { readonly on: boolean; set(on: boolean): void } {
  const on = useSetting('keys.questionMark');
  return { on, set: (to) => void changeSettings({ 'keys.questionMark': to }) };
}

/** Not before it is known that the user wants it. */
function questionMarkIsOn(): boolean {
  const { told, settings } = useSettings.getState();
  return told !== undefined && settings['keys.questionMark'];
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Milliseconds: a key pressed earlier than this before the window was there is forgotten, for nobody expects its effect any more. */
const keptMs = 5000;

let runner: ((id: ShortcutId) => void) | undefined;
let early: { readonly id: ShortcutId; readonly at: number }[] = [];

/** For the life of the page, from before the window is there: what is pressed while it comes takes effect once it does. */
export function listenForShortcuts(mac: boolean): void {
  const take = (event: KeyboardEvent) => {
    // A dialog has the keyboard for itself.
    if (event.defaultPrevented || document.querySelector('[role=dialog]') !== null) return;
    const question = event.key === '?' && questionMarkIsOn() && !isTyping(event.target);
    const id = question ? 'help' : shortcutOf(event, mac);
    if (id === undefined) return;
    event.preventDefault();
    if (runner === undefined) early.push({ id, at: performance.now() });
    else runner(id);
  };
  addEventListener('keydown', take);
  // Tabs take arrows for themselves, whatever is pressed with them.
  const onTab = ({ target, altKey }: KeyboardEvent) => altKey && target instanceof Element && target.role === 'tab';
  addEventListener('keydown', (event) => onTab(event) && take(event), { capture: true });
}

/** `ready`: the window shows what the keys are about. */
export function useShortcuts(ready: boolean, run: (id: ShortcutId) => void): void {
  useEffect(() => {
    if (!ready) return;
    runner = run;
    const since = performance.now() - keptMs;
    const pressed = early.filter(({ at }) => at >= since);
    early = [];
    for (const { id } of pressed) run(id);
    return () => {
      runner = undefined;
    };
  }, [ready, run]);
}
