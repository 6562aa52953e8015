/** What a flood of output costs the window's frames: 20 MiB into a terminal of the page with the scripted host. */
import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../e2e/testing/chromium.ts';
import { servePage } from '../e2e/testing/page-server.ts';
import { inputOf } from '../e2e/testing/terminal-window.ts';
import { frameWork } from './frame-work.ts';
import { type Row, row } from './row.ts';

const runs = 3;
const mebibytes = 20;
const name = 'Terminal 1 of zynq';

/** Milliseconds of the longest frame; none of them is to be longer than 50 (what RAIL gives for an answer). */
export async function terminalRows(): Promise<Row[]> {
  console.log(`${mebibytes} MiB of output into a terminal`);
  await using server = await servePage();
  const browser = await startChromium();
  try {
    const longest: number[] = [];
    for (let run = 0; run < runs; run += 1) longest.push(await longestFrame(browser, server.address));
    return [row('longest frame while 20 MiB flow into a terminal, against 50 ms', 'ms', 'less', longest, [50], 1)];
  } finally {
    await browser.close();
  }
}

async function longestFrame(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  try {
    const page = await context.newPage();
    await page.goto(`${address}?state=devices&panel=terminal&theme=dark`);
    await flood(page, 1);
    const work = await frameWork(page, () => flood(page, mebibytes));
    if (work.length < 20) throw new Error(`only ${work.length} frames were drawn during the flood`);
    return Math.max(...work);
  } finally {
    await context.close();
  }
}

/** Until the shell asks for the next command. */
async function flood(page: Page, size: number): Promise<void> {
  await inputOf(page, name).focus();
  await page.keyboard.type(`flood ${size}`);
  await page.keyboard.press('Enter');
  await page.locator('.xterm-rows > div', { hasText: /^\$\s*$/ }).waitFor({ timeout: 120_000 });
}
