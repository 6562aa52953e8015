/** What a key costs in a device-tree source of 5,000 nodes: until the frame that shows it, beside a bare Monaco with the same text. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import type { HostContract } from '../app/contract.ts';
import { startChromium } from '../e2e/testing/chromium.ts';
import { serveFolder } from '../e2e/testing/folder-server.ts';
import { openWindow, servedHost } from '../e2e/testing/served-host.ts';
import type { Client } from '../remote-helper/rpc/contract.ts';
import { bareMonaco } from './bare-monaco.ts';
import { percentile, taskTimes } from './frame-work.ts';
import { longSource } from './long-source.ts';
import { type Row, row } from './row.ts';

const nodes = 5000;
/** Words, with pauses between them, as somebody types: the worker judges in the pauses. */
const words = 40;
const keysPerWord = 6;
/** Of which the median counts. */
const passes = 3;
/** A page wakes up for much that costs nothing. */
const leastTaskMs = 1;

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
    const [mine, theirs] = [percentile(ours.keys, 0.95), percentile(other.keys, 0.95)];
    const key = `a key in a source of ${nodes} nodes until its frame, p95`;
    const task = 'how long the page is blocked meanwhile, p99 of its tasks';
    return [
      row(`${key}, against 50 ms`, 'ms', 'less', [mine], [50], 1),
      row(`${key}, against a bare Monaco`, 'ms', 'less', [mine], [theirs], 0.5),
      row(`${task}, against 16 ms`, 'ms', 'less', ours.tasks, [16], 1),
      row(`${task}, against a bare Monaco`, 'ms', 'less', ours.tasks, other.tasks, 0.8),
    ];
  } finally {
    await browser.close();
  }
}

async function inWindow(browser: Browser, client: Client<HostContract>, file: string): Promise<Typed> {
  const page = await openWindow(browser, client);
  const box = page.getByRole('combobox', { name: /device-tree file/ });
  await box.fill(file);
  await page.getByRole('option').first().waitFor();
  await box.press('Enter');
  const times = await typed(page, page.getByRole('textbox', { name: `Source ${file}` }));
  await page.context().close();
  return times;
}

async function inBareMonaco(browser: Browser, address: string): Promise<Typed> {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(`${address}?nodes=${nodes}`);
  const times = await typed(page, page.getByRole('textbox'));
  await page.context().close();
  return times;
}

interface Typed {
  /** Milliseconds of each key: from its event to the end of the frame after it. */
  readonly keys: readonly number[];
  /** Milliseconds that one task in a hundred exceeds, in each of some passes. */
  readonly tasks: readonly number[];
}

async function typed(page: Page, editor: Locator): Promise<Typed> {
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
  await typeWords(page);
  const keys = await page.evaluate(() => (window as unknown as { keyTimes: number[] }).keyTimes.slice());
  if (keys.length < words * keysPerWord) throw new Error(`only ${keys.length} keys were seen`);
  const tasks: number[] = [];
  // Apart from the keys' times: a trace costs time itself.
  for (let pass = 0; pass < passes; pass += 1) {
    await page.keyboard.press('Enter');
    const times = await taskTimes(page, () => typeWords(page));
    tasks.push(
      percentile(
        times.filter((time) => time >= leastTaskMs),
        0.99,
      ),
    );
  }
  return { keys, tasks };
}

async function typeWords(page: Page): Promise<void> {
  for (let word = 0; word < words; word += 1) {
    await page.keyboard.type(`${'abcdef'.slice(0, keysPerWord - 1)} `, { delay: 60 });
    await sleep(120);
  }
}
