/** When a page can be used, from its own clock: the element is there, and a frame with it was made. */
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** Milliseconds after the navigation began. */
    interactiveAt?: number;
  }
}

/** To be called before the navigation. */
export async function watchForElement(page: Page, selector: string): Promise<void> {
  await page.addInitScript((wanted) => {
    const look = () => {
      if (document.querySelector(wanted) === null) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        setTimeout(() => {
          window.interactiveAt ??= performance.now();
        });
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  }, selector);
}

/** Waits for it. */
export async function interactiveAt(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => window.interactiveAt);
  return Number(await handle.jsonValue());
}
