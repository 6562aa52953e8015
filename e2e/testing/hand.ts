/** What a window is worked with: a pointer, or keys alone. Steps of a journey are written once and done by either. */
import type { Locator, Page } from 'playwright-core';
import { keysOf } from './keys.ts';

export interface Hand {
  readonly page: Page;
  /** As a click, once it is there and can be pressed. */
  press(target: Locator): Promise<void>;
  /** Gives it the focus, for what is pressed or typed next. */
  enter(target: Locator): Promise<void>;
}

export const hands = { pointer: pointerOf, keys: keyHandOf } as const;

export function pointerOf(page: Page): Hand {
  return { page, press: (target) => target.click(), enter: (target) => target.focus() };
}

/** Somebody who sees where what they want is, and takes the way there that is usual. */
export function keyHandOf(page: Page): Hand {
  const keys = keysOf(page);
  let began = false;
  const enter = async (target: Locator) => {
    // What is typed into is a point in Monaco's text.
    await target.waitFor({ state: 'attached' });
    if (began) await hasFocus(page);
    began = true;
    for (let presses = 0; presses <= mostPresses; presses += 1) {
      const key = await target.evaluate(nextKey);
      if (key === undefined) return;
      await keys.press(key);
    }
    throw new Error(`no way leads to ${target}`);
  };
  return {
    page,
    enter,
    async press(target) {
      await pressable(target);
      await enter(target);
      const key = await target.evaluate(pressKey);
      if (key !== undefined) await keys.press(key);
    },
  };
}

const mostPresses = 90;

async function pressable(target: Locator): Promise<void> {
  await target.waitFor();
  const element = await target.elementHandle();
  await element?.waitForElementState('enabled');
}

/** Nobody can see where the focus is when nothing has it. */
async function hasFocus(page: Page): Promise<void> {
  await page
    .waitForFunction(() => document.activeElement !== document.body, undefined, { timeout: 2000 })
    .catch(() => Promise.reject(new Error('the focus was lost')));
}

/** Of the page: from where the focus is; undefined: it is there. */
function nextKey(wanted: Element): string | undefined {
  const at = document.activeElement ?? document.body;
  if (at === wanted) return undefined;
  if (wanted.getAttribute('role') === 'menuitem') return 'ArrowDown';
  const part = wanted.closest('[data-region], [role=dialog]');
  // A part of the window that it is not in.
  if (part?.contains(at) === false) return 'F6';
  const isAhead = (at.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  // Of several that have one stop together, arrows lead to the others.
  const isRadio = wanted.matches('[type=radio]');
  const together = wanted.closest('[role=group], [role=tree], [role=tablist]');
  const isBeside = isRadio
    ? at.getAttribute('name') === wanted.getAttribute('name')
    : wanted.getAttribute('tabindex') === '-1' && together?.contains(at) === true;
  if (!isBeside) return isAhead ? 'Tab' : 'Shift+Tab';
  if (together?.getAttribute('role') === 'tree') return isAhead ? 'ArrowDown' : 'ArrowUp';
  return isAhead ? 'ArrowRight' : 'ArrowLeft';
}

/** Of the page; undefined: an arrow has chosen it on the way. */
function pressKey(at: Element): string | undefined {
  if (at.matches(':checked')) return undefined;
  return at.matches('[type=radio], [type=checkbox]') ? 'Space' : 'Enter';
}
