/** What a key costs in a device-tree source of 5,000 nodes: until the frame that shows it, beside a bare Monaco with the same text. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { HostContract } from '../app/contract.ts';
import { startChromium } from '../e2e/testing/chromium.ts';
import { serveFolder } from '../e2e/testing/folder-server.ts';
import { openWindow, servedHost } from '../e2e/testing/served-host.ts';
import type { Client } from '../remote-helper/rpc/contract.ts';
import { bareMonaco } from './bare-monaco.ts';
import { percentile } from './frame-work.ts';
import { longSource } from './long-source.ts';
import { type Row, row } from './row.ts';

const nodes = 5000;
/** Words, with pauses between them, as somebody types: the worker judges in the pauses. */
const words = 40;
const keysPerWord = 6;

export async function typingRows(scratch: string): Promise<Row[]> {
  console.log(`typing in a source of ${nodes} nodes`);
  const file = join(scratch, 'typing.dts');
  await writeFile(file, longSource(nodes));
  await using host = await servedHost();
  await using bare = await serveFolder(await bareMonaco(scratch));
  const browser = await startChromium();
  try {
    const ours = await inWindow(browser, host.client, file);
    const other = await inBareMonaco(browser, bare.address);
    const [mine, theirs] = [percentile(ours, 0.95), percentile(other, 0.95)];
    const what = `a key in a source of ${nodes} nodes until its frame, p95`;
    return [
      row(`${what}, against 50 ms`, 'ms', 'less', [mine], [50], 1),
      row(`${what}, against a bare Monaco`, 'ms', 'less', [mine], [theirs], 0.5),
    ];
  } finally {
    await browser.close();
  }
}

async function inWindow(browser: Browser, client: Client<HostContract>, file: string): Promise<number[]> {
  const page = await openWindow(browser, client);
  const box = page.getByRole('combobox', { name: /device-tree file/ });
  await box.fill(file);
  await page.getByRole('option').first().waitFor();
  await box.press('Enter');
  const times = await typed(page, page.getByRole('textbox', { name: `Source ${file}` }));
  await page.context().close();
  return times;
}

async function inBareMonaco(browser: Browser, address: string): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(`${address}?nodes=${nodes}`);
  const times = await typed(page, page.getByRole('textbox'));
  await page.context().close();
  return times;
}

/** Milliseconds of each key: from its event to the end of the frame after it. */
async function typed(page: Page, editor: ReturnType<Page['getByRole']>): Promise<number[]> {
  await editor.waitFor({ state: 'attached' });
  await sleep(3_000);
  await editor.focus();
  await page.keyboard.press('Control+Home');
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { keyTimes: times });
    addEventListener(
      'keydown',
      ({ timeStamp }) => requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - timeStamp))),
      { capture: true },
    );
  });
  // In a comment, which may say anything.
  await page.keyboard.insertText('/*  */\n');
  await page.keyboard.press('Control+Home');
  for (let right = 0; right < 3; right += 1) await page.keyboard.press('ArrowRight');
  await page.evaluate(() => (window as unknown as { keyTimes: number[] }).keyTimes.splice(0));
  for (let word = 0; word < words; word += 1) {
    await page.keyboard.type(`${'abcdef'.slice(0, keysPerWord - 1)} `, { delay: 60 });
    await sleep(120);
  }
  const times = await page.evaluate(() => (window as unknown as { keyTimes: number[] }).keyTimes);
  if (times.length < words * keysPerWord) throw new Error(`only ${times.length} keys were seen`);
  return times;
}
