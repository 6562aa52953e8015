/** The page with the scripted host, as window tests use it: opened in a state, and looked at by role and name. */
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { startChromium } from './chromium.ts';
import type { FolderServer } from './folder-server.ts';
import { servePage } from './page-server.ts';
import type { themes } from './scenario-names.ts';
import { newContext, type WatchedPage, watchedPage } from './watched-page.ts';

/** `theme`: `own` leaves it to the page; absent: dark. `panel`: one of app/renderer/testing/panels.tsx instead of the frame. `late`: milliseconds that each answer of the host takes. */
export type OpenWindow = (
  state: string,
  options?: BrowserContextOptions & {
    readonly theme?: 'own' | (typeof themes)[number];
    readonly panel?: string;
    readonly late?: number;
  },
) => Promise<WatchedPage>;

/** Serves the page and starts a browser for the tests of a file. */
export function scriptedWindow(): OpenWindow {
  let server: FolderServer;
  let browser: Browser;
  /** For windows of usual options, one after the other: it has read and compiled the page's scripts already. */
  let used: BrowserContext | undefined;
  let free = true;
  beforeAll(async () => {
    server = await servePage();
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });
  return async (state, { theme = 'dark', panel, late, ...options } = {}) => {
    const query = [
      `state=${state}`,
      theme !== 'own' && `theme=${theme}`,
      panel !== undefined && `panel=${panel}`,
      late !== undefined && `late=${late}`,
    ];
    const address = `${server.address}?${query.filter(Boolean).join('&')}`;
    if (!free || Object.keys(options).length > 0) {
      const context = await newContext(browser, options);
      return await watchedPage(context, address, () => context.close());
    }
    free = false;
    used ??= await newContext(browser);
    const context = used;
    return await watchedPage(context, address, async (page) => {
      // A test may have closed it, to see what comes of that.
      if (page.isClosed()) used = undefined;
      else await forget(page);
      for (const each of context.pages()) await each.close();
      free = true;
    });
  };
}

/** All that a page has kept, so that the next window is as new. */
async function forget(page: Page): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await browser.send('Storage.clearDataForOrigin', { origin, storageTypes: 'local_storage,indexeddb,cookies' });
  await page.context().clearPermissions();
}

export const button = (where: Page | Locator, name: string | RegExp) =>
  where.getByRole('button', { name, exact: true });
export const main = (page: Page) => page.getByRole('main');
export const status = (page: Page) => page.getByRole('region', { name: 'Status' });
export const seen = (locator: Locator) => locator.filter({ visible: true }).first().waitFor();

/** Holds long work at this step, from 0, until it is cancelled. */
export function holdAt(page: Page, step: number): Promise<void> {
  return page.evaluate((wanted) => {
    const { scripted } = window;
    scripted.heldAt = wanted;
  }, step);
}

/** What was asked of the host by that name, in order; without `connected`, which all that asks a board says (connected-only.ts). */
export function calls(page: Page, name: string): Promise<unknown[]> {
  return page.evaluate((wanted) => {
    const { scripted } = window;
    const asked = scripted.calls.filter((call) => call.name === wanted);
    return asked.map(({ input: { connected: _, ...input } }) => input);
  }, name);
}
