/** Every dialog, menu, list and popover of the window, open: WCAG 2.2 AA in each theme, and that it fits at the sizes that engineers have. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { accessibilityCount, accessibilityFaults } from '../testing/accessibility.ts';
import { opened } from '../testing/opened.ts';
import { themes } from '../testing/scenario-names.ts';
import { scriptedWindow } from '../testing/scripted-window.ts';
import { faultsAtSizes } from '../testing/sizes.ts';
import { usualSize, type WatchedPage } from '../testing/watched-page.ts';

const open = scriptedWindow();
afterAll(() => console.log(accessibilityCount().join('\n')));

/** What is in front of the page; words about a button may stay beside it. */
const front = '.dialog, .menu, .work-centre';
const renderer = join(import.meta.dirname, '../../app/renderer');
/** Where something is made that opens in front of the page; what is in `components/`, or a frame for others, opens where it is used. */
const opens = /<(?:Dialog|NewNodeDialog|Dialog\.Root|AlertDialog\.Root|Menu|Popover\.Root)(?=[\s>])/g;
const frames = /^(?:components|testing)\/|^device-tree\/form\/new-node-dialog\.tsx$/;

test('everything that opens is in the table', () => {
  const found: Record<string, number> = {};
  for (const file of readdirSync(renderer, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.tsx') || frames.test(file)) continue;
    const count = readFileSync(join(renderer, file), 'utf8').match(opens)?.length ?? 0;
    if (count > 0) found[file] = count;
  }
  const listed: Record<string, number> = {};
  for (const { file } of Object.values(opened)) {
    if (!file.startsWith('components/')) listed[file] = (listed[file] ?? 0) + 1;
  }
  expect(listed).toEqual(found);
});

/** Those that one page can show one after the other. */
const pages = Object.entries(
  Object.groupBy(Object.entries(opened), ([, { state, panel }]) =>
    panel === undefined ? state : `${state}, ${panel} alone`,
  ),
);

describe.each(pages)('%s', (_page, entries = []) => {
  let watched: WatchedPage;
  beforeAll(async () => {
    const [[, { state, panel }]] = entries as [(typeof entries)[number]];
    watched = await open(state, panel === undefined ? {} : { panel });
    // What the page is at first may be another than what it becomes at once.
    await watched.page.getByRole('button').first().waitFor();
  });
  afterAll(() => watched?.[Symbol.asyncDispose]());

  // Also what a test that failed has left.
  afterEach(async () => {
    const shown = watched.page.locator(front);
    for (let closed = 0; closed < 3 && (await shown.count()) > 0; closed += 1)
      await watched.page.keyboard.press('Escape');
    await expect.poll(() => shown.count()).toBe(0);
  });

  it.each(entries)('%s', async (_what, { role, name, open: openIt }) => {
    const { page, faults } = watched;
    await page.setViewportSize(usualSize);
    await openIt(page);
    const shown =
      role === 'tooltip'
        ? page.locator('.tooltip')
        : page.getByRole(role, name === undefined ? {} : { name, exact: true }).filter({ visible: true });
    await shown.waitFor();
    for (const theme of themes) {
      await page.evaluate((chosen) => window.chooseTheme(chosen), theme);
      await page.locator(`html[data-theme=${theme}]`).waitFor();
      const found = await accessibilityFaults(page, {
        within: role === 'tooltip' ? '.tooltip' : front,
        colours: theme !== themes[0],
      });
      expect(found.map((fault) => `${theme}: ${fault}`)).toEqual([]);
    }
    expect(await faultsAtSizes(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
