/** Debian's Chromium, without a window. */
import { type Browser, chromium } from 'playwright-core';

/** Those that run in this process, for what a test that failed can tell of its pages. */
export const browsers = new Set<Browser>();

/** As root Chromium has no sandbox of its own. */
export async function startChromium(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  browsers.add(browser);
  browser.on('disconnected', () => browsers.delete(browser));
  return browser;
}
