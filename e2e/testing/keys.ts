/** A window by keys alone, as somebody uses it who has no pointer: each stop of the focus on the way must be seen. */
import type { Locator, Page } from 'playwright-core';

type Role = Parameters<Page['getByRole']>[0];

/** Presses on the way to something: more would be no way for a person. */
const mostPresses = 60;

export interface Keys {
  /** One after the other. Throws where the focus is then and cannot be seen. */
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Presses a key until the focus is on that. Throws when it does not come there, or where it cannot be seen on the way. */
  to(key: string, role: Role, name: string | RegExp): Promise<void>;
}

export function keysOf(page: Page): Keys {
  const press = async (key: string) => {
    // Nobody has it before the first key.
    const had = await page.evaluate(() => document.activeElement !== document.body);
    await page.keyboard.press(key);
    const fault = await lasting(page, had);
    if (fault !== undefined) throw new Error(`after ${key} the focus is ${fault}`);
  };
  return {
    async press(...keys) {
      for (const key of keys) await press(key);
    },
    type: (text) => page.keyboard.type(text),
    async to(key, role, name) {
      const wanted = page.getByRole(role, { name, exact: typeof name === 'string' });
      await ready(page, wanted);
      for (let presses = 0; presses <= mostPresses; presses += 1) {
        if (await wanted.evaluateAll((all) => all.includes(document.activeElement as HTMLElement))) return;
        await press(key);
      }
      throw new Error(`${key} does not lead to ${role} ${name}`);
    },
  };
}

/** Somebody waits for what is not there yet, or cannot be used yet; Tab would pass it by, and leave the window. */
async function ready(page: Page, wanted: Locator): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await wanted.and(page.locator(':not(:disabled)')).first().waitFor({ state: 'attached' });
  await page.waitForFunction(() =>
    [...document.querySelectorAll('[role=status]')].every(
      (status) => !status.checkVisibility() || !status.textContent.startsWith('Loading'),
    ),
  );
}

/** What opens or closes moves the focus a frame later. */
async function lasting(page: Page, had: boolean): Promise<string | undefined> {
  for (let tries = 0; ; tries += 1) {
    const fault = await focusFault(page);
    if (fault === undefined || (fault === 'nowhere' && !had) || tries === 20)
      return had || fault !== 'nowhere' ? fault : undefined;
    await page.waitForTimeout(50);
  }
}

/** Undefined when one sees where the focus is (WCAG 2.2, 2.4.7, 2.4.11; its contrast 1.4.11). */
function focusFault(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return 'nowhere';
    const called = `on ${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 40)}"`;
    if (element.matches('[data-base-ui-focus-guard]')) return `${called}, a guard that should hand it on`;
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const isTyped = element.closest('.monaco-editor, .xterm') !== null;
    if (!isTyped && (right < 2 || bottom < 2 || left > innerWidth - 2 || top > innerHeight - 2))
      return `${called}, out of the window`;

    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const colourOf = (text: string): readonly [number, number, number, number] => {
      if (canvas === null) throw new Error('no canvas');
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [red, green, blue, alpha];
    };
    const luminance = (text: string) => {
      const [red, green, blue] = colourOf(text).map((value) => {
        const share = value / 255;
        return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      }) as [number, number, number, number];
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundOf = (from: Element | null): string => {
      if (from === null) return 'white';
      const { backgroundColor } = getComputedStyle(from);
      return colourOf(backgroundColor)[3] === 255 ? backgroundColor : groundOf(from.parentElement);
    };
    const contrast = (one: string, other: string) => {
      const [a, b] = [luminance(one), luminance(other)];
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    };
    // A ring, of its own or around what it is in.
    for (
      let around: Element | null = element, steps = 0;
      around !== null && steps < 6;
      around = around.parentElement, steps += 1
    ) {
      const { outlineStyle, outlineWidth, outlineColor, outlineOffset } = getComputedStyle(around);
      const beside = Number.parseFloat(outlineOffset) < 0 ? around : around.parentElement;
      const isRing = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && colourOf(outlineColor)[3] > 0;
      if (isRing && contrast(outlineColor, groundOf(beside)) >= 3) return undefined;
    }
    // Of a list, the one that Enter takes is another colour than the rest.
    const isLit = (item: Element) => groundOf(item) !== groundOf(item.parentElement);
    const active = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
    if ([element, active].some((item) => item?.matches('[data-highlighted]') === true && isLit(item))) return undefined;
    // A text's caret.
    if (isTyped) return undefined;
    return `${called}, and nothing shows it`;
  });
}
