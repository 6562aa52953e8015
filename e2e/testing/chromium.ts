/** Debian's Chromium, without a window. */
import { type Browser, chromium } from 'playwright-core';

/** As root Chromium has no sandbox of its own. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
