/** What holds the page when one does something with a source of 5,000 nodes as a whole, beside a bare Monaco with the same text. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { type Editors, nodes } from './editors.ts';
import { tasksOf } from './frame-work.ts';
import { type Row, row } from './row.ts';

/** Of which the median counts. */
const passes = 3;
/** Until what follows an act is done: the worker reads the text again. */
const afterMs = 2_500;

const firstKey = 'the first key after it was opened';

/** Keys, one after the other; where a text stands, its letters. */
const acts: Readonly<Record<string, readonly string[]>> = {
  [firstKey]: ['x', 'Backspace'],
  'searching it while one types': ['Control+Home', 'Control+F', 'device-7', 'Enter', 'Escape', 'Control+Home'],
  'folding and unfolding all of it': ['Control+K', 'Control+0', 'Control+K', 'Control+J'],
  'copying 200 lines and pasting them': [
    ...Array.from({ length: 200 }, () => 'Shift+ArrowDown'),
    'Control+C',
    'Control+Home',
    'Control+V',
    'Control+Z',
    'Control+Home',
  ],
  'deleting all of it, and taking that back': ['Control+A', 'Delete', 'Control+Z', 'Control+Home'],
};

export async function wholeTextRows({ source, bare }: Editors): Promise<Row[]> {
  console.log(`acts on a source of ${nodes} nodes as a whole`);
  const ours = await longestOf(await source());
  const other = await longestOf(await bare());
  return Object.keys(acts).map((act) =>
    row(
      `${nodes} nodes in the source: longest work of the page at a time, ${act}, against a bare Monaco`,
      'ms',
      'less',
      ours[act] ?? [],
      other[act] ?? [],
      0.8,
    ),
  );
}

/** By act, milliseconds of the longest that the page's thread worked in one go, in each pass. */
async function longestOf(page: Page): Promise<Record<string, number[]>> {
  const longest: Record<string, number[]> = {};
  for (const [act, keys] of Object.entries(acts)) {
    longest[act] = [];
    for (let pass = 0; pass < (act === firstKey ? 1 : passes); pass += 1) {
      const tasks = await tasksOf(page, () => press(page, keys));
      longest[act].push(Math.max(...tasks.map(({ work }) => work)));
    }
  }
  await page.context().close();
  return longest;
}

async function press(page: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    // A letter or more are typed; a key has a name of capital letters.
    if (/^[a-z]/.test(key)) await page.keyboard.type(key, { delay: 80 });
    else await page.keyboard.press(key);
  }
  await sleep(afterMs);
}
