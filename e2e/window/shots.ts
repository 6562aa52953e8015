/**
 * Pictures of each state of the window in each theme, to be looked at: `make shots`, or `node e2e/window/shots.ts [STATE…]`, writes
 * `e2e/shots/STATE.THEME.png`, and for all states one contact sheet a theme. With `--narrow` at 1024 × 700. With `--readme` the
 * pictures of the README are written anew, into `docs/pictures/`.
 */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../testing/chromium.ts';
import { servePage } from '../testing/page-server.ts';
import { scenarioNames, themes } from '../testing/scenario-names.ts';

const folder = join(import.meta.dirname, '../shots');
const pictures = join(import.meta.dirname, '../../docs/pictures');

/** What the README shows. */
const best = [
  ['devices', 'dark'],
  ['memory', 'dark'],
  ['plan-findings', 'light'],
  ['kernel-log', 'dark'],
  ['review-interrupts', 'dark'],
  ['module-build-failed', 'light'],
  ['share-attributes', 'light'],
  ['tree-form', 'dark'],
] as const;

const narrow = process.argv.includes('--narrow');
const forReadme = process.argv.includes('--readme');
const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const isAll = asked.length === 0;
const states = isAll ? scenarioNames : asked;
const file = (state: string, theme: string) => join(folder, `${state}.${theme}${narrow ? '.narrow' : ''}.png`);

mkdirSync(folder, { recursive: true });
await using server = await servePage();
await using browser = await startChromium();
for (const theme of themes) {
  for (const state of states) await take(state, theme);
  if (isAll) await contactSheet(browser, theme);
}
if (forReadme) {
  mkdirSync(pictures, { recursive: true });
  for (const [state, theme] of best) copyFileSync(file(state, theme), join(pictures, `${state}.png`));
}

async function take(state: string, theme: string): Promise<void> {
  await using context = await browser.newContext({
    viewport: narrow ? { width: 1024, height: 700 } : { width: 1366, height: 768 },
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`${state} ${theme}: ${message.text()}`);
  });
  page.on('pageerror', (error) => console.error(`${state} ${theme}: ${error.stack ?? error.message}`));
  await page.goto(`${server.address}?state=${state}&theme=${theme}`);
  await page.waitForTimeout(/^(?:plan|review|tree)/.test(state) ? 2500 : 1200);
  await settled(page);
  await page.screenshot({ path: file(state, theme) });
}

/** A busy machine takes its time; some states stay under way. */
async function settled(page: Page): Promise<void> {
  const isSettled = () =>
    [...document.querySelectorAll('[role=status]')].every(
      (status) =>
        !status.checkVisibility() || !/^(?:Loading|Checking|Reading|Rehearsing|Asking)/.test(status.textContent),
    );
  await page.waitForFunction(isSettled, undefined, { timeout: 15_000 }).catch(() => {});
}

/** All pictures of a theme beside each other, each under its name. */
async function contactSheet(chromium: Browser, theme: string): Promise<void> {
  await using context = await chromium.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  const cells = states.map((state) => {
    const data = readFileSync(file(state, theme)).toString('base64');
    return `<figure><img src="data:image/png;base64,${data}"><figcaption>${state}</figcaption></figure>`;
  });
  await page.setContent(`<style>
    body { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 12px; background: #888; font: 14px sans-serif; }
    figure { margin: 0; } img { width: 100%; display: block; }
  </style>${cells.join('')}`);
  await page.screenshot({ path: join(folder, `contact-sheet.${theme}.png`), fullPage: true });
}
