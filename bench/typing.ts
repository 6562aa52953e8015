/**
 * What a key costs in a device-tree source of 5,000 nodes: until the frame that shows it, and how long it holds the page. Of the
 * source by itself, and in a board's device-tree window beside its form; beside a bare Monaco with the same text.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import type { HostContract } from '../app/contract.ts';
import { startChromium } from '../e2e/testing/chromium.ts';
import { serveFolder } from '../e2e/testing/folder-server.ts';
import { servePage } from '../e2e/testing/page-server.ts';
import { openWindow, servedHost } from '../e2e/testing/served-host.ts';
import type { Client } from '../remote-helper/rpc/contract.ts';
import { bareMonaco } from './bare-monaco.ts';
import { percentile, tasksOf } from './frame-work.ts';
import { longSource } from './long-source.ts';
import { type Row, row } from './row.ts';

const nodes = 5000;
/** Words, with pauses between them, as somebody types: the worker judges in the pauses. */
const words = 40;
const keysPerWord = 6;
/** Words between two pauses that are long enough for all that waits for one. */
const wordsToPause = 10;
/** Of which the median counts. */
const passes = 3;
/** A page wakes up for much that costs nothing. */
const leastTaskMs = 1;

/** For the form; the devices of the long source end before it. */
const withForm = `	bram@f8000000 {
		compatible = "ikwzm,uiomem";
		reg = <0xf8000000 0x1000>;
	};

`;

export async function typingRows(scratch: string): Promise<Row[]> {
  console.log(`typing in a source of ${nodes} nodes`);
  const file = join(scratch, 'typing.dts');
  await writeFile(file, longSource(nodes));
  await using host = await servedHost();
  await using scripted = await servePage();
  await using bare = await serveFolder(await bareMonaco(scratch));
  const browser = await startChromium();
  try {
    const source = await inSource(browser, host.client, file);
    const window = await inTreeWindow(browser, scripted.address);
    const other = await inBareMonaco(browser, bare.address);
    const key = 'until the frame of a key, p95';
    const blocked = 'how long the page is blocked meanwhile, p99 of its tasks';
    const longest = 'longest work of the page at a time meanwhile';
    return Object.entries({ 'the source': source, 'the device-tree window': window }).flatMap(([where, ours]) => {
      const named = (what: string) => `${nodes} nodes in ${where}: ${what}`;
      return [
        row(`${named(key)}, against 50 ms`, 'ms', 'less', [ours.key], [50], 1),
        row(`${named(key)}, against a bare Monaco`, 'ms', 'less', [ours.key], [other.key], 0.5),
        row(`${named(blocked)}, against 16 ms`, 'ms', 'less', ours.blocked, [16], 1),
        row(`${named(blocked)}, against a bare Monaco`, 'ms', 'less', ours.blocked, other.blocked, 0.8),
        row(`${named(longest)}, against 16 ms`, 'ms', 'less', [ours.longest], [16], 1),
        row(`${named(longest)}, against a bare Monaco`, 'ms', 'less', [ours.longest], [other.longest], 0.8),
      ];
    });
  } finally {
    await browser.close();
  }
}

async function inSource(browser: Browser, client: Client<HostContract>, file: string): Promise<Typed> {
  const page = await openWindow(browser, client);
  const box = page.getByRole('combobox', { name: /device-tree file/ });
  await box.fill(file);
  await page.getByRole('option').first().waitFor();
  await box.press('Enter');
  return await typed(page, page.getByRole('textbox', { name: `Source ${file}` }));
}

/** Its host is scripted and in the page itself: no board, and nothing else of this machine has to do with the time. */
async function inTreeWindow(browser: Browser, address: string): Promise<Typed> {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(`${address}?state=tree-both`);
  const file = '/home/grace/long.dts';
  await page.getByRole('button', { name: 'Source', exact: true }).waitFor();
  const text = longSource(nodes, withForm);
  await page.evaluate(([name, put]) => void window.scripted.files.set(name, put), [file, text] as const);
  await page.getByRole('button', { name: 'Source', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Open a file…' }).click();
  await page.getByRole('textbox', { name: 'Path' }).fill(file);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('textbox', { name: 'Address of f8000000.bram' }).waitFor();
  return await typed(page, page.getByRole('textbox', { name: `Source ${file}` }));
}

async function inBareMonaco(browser: Browser, address: string): Promise<Typed> {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(`${address}?nodes=${nodes}`);
  return await typed(page, page.getByRole('textbox'));
}

/** In milliseconds. */
interface Typed {
  /** From a key's event to the end of the frame after it: 95 of 100 take no longer. */
  readonly key: number;
  /** What one task in a hundred exceeds, in each of some passes. */
  readonly blocked: readonly number[];
  /** The longest that the page's thread worked in one go, of all of them; waits for a processor are not work. */
  readonly longest: number;
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
  const blocked: number[] = [];
  let longest = 0;
  // Apart from the keys' times: a trace costs time itself.
  for (let pass = 0; pass < passes; pass += 1) {
    await page.keyboard.press('Enter');
    const tasks = (await tasksOf(page, () => typeWords(page))).filter(({ time }) => time >= leastTaskMs);
    blocked.push(
      percentile(
        tasks.map(({ time }) => time),
        0.99,
      ),
    );
    longest = Math.max(longest, ...tasks.map(({ work }) => work));
  }
  await page.context().close();
  return { key: percentile(keys, 0.95), blocked, longest };
}

async function typeWords(page: Page): Promise<void> {
  for (let word = 0; word < words; word += 1) {
    await page.keyboard.type(`${'abcdef'.slice(0, keysPerWord - 1)} `, { delay: 60 });
    await sleep(word % wordsToPause === wordsToPause - 1 ? 1_500 : 120);
  }
}
