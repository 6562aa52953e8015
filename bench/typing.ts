/**
 * What a key costs in a device-tree source of 5,000 nodes: until the frame that shows it, and how long it holds the page. Of the
 * source by itself, and in a board's device-tree window beside its form; beside a bare Monaco with the same text.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { type Editors, nodes } from './editors.ts';
import { percentile, tasksOf } from './frame-work.ts';
import { type Row, row } from './row.ts';

/** Words, with pauses between them, as somebody types: the worker judges in the pauses. */
const words = 40;
const keysPerWord = 6;
/** Words between two pauses that are long enough for all that waits for one. */
const wordsToPause = 10;
/** Of which the median counts. */
const passes = 5;
/** A page wakes up for much that costs nothing. */
const leastTaskMs = 1;

export async function typingRows({ source, treeWindow, bare }: Editors): Promise<Row[]> {
  console.log(`typing in a source of ${nodes} nodes`);
  const ofSource = await typed(await source());
  const ofWindow = await typed(await treeWindow());
  const other = await typed(await bare());
  const key = 'until the frame of a key, p95';
  const blocked = 'how long the page is blocked meanwhile, p99 of its tasks';
  const longest = 'longest work of the page at a time meanwhile';
  return Object.entries({ 'the source': ofSource, 'the device-tree window': ofWindow }).flatMap(([where, ours]) => {
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
}

/** In milliseconds. */
interface Typed {
  /** From a key's event to the end of the frame after it: 95 of 100 take no longer. */
  readonly key: number;
  /** What one task in a hundred exceeds, in each of some passes. */
  readonly blocked: readonly number[];
  /** The longest that the page's thread worked in one go, of all these passes; waits for a processor are not work. */
  readonly longest: number;
}

async function typed(page: Page): Promise<Typed> {
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
