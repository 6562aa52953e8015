/** Debian's Chromium, without a window. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { chromiumSwitches } from '../../app/main/chromium-switches.ts';

/**
 * The same Chromium built without its own windows, tabs and settings: each page of tests costs a process less. Where only the
 * whole one is there, that.
 */
const executablePath =
  ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync) ?? '/usr/bin/chromium';

/** Those that run in this process, for what a test that failed can tell of its pages. */
export const browsers = new Set<Browser>();

/** As the app starts it; as root it has no sandbox of its own. */
export async function startChromium(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...Object.entries(chromiumSwitches).map(([name, value]) => `--${name}=${value}`),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  browsers.add(browser);
  browser.on('disconnected', () => browsers.delete(browser));
  return browser;
}
