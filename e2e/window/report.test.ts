/** *Report…* of the steps panel, and the file that it gives: what it says, what it cannot do, and how it looks on a screen and on paper. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { startChromium } from '../testing/chromium.ts';
import { button, calls, scriptedWindow, seen } from '../testing/scripted-window.ts';
import { sidewaysFaults } from '../testing/watched-page.ts';

const open = scriptedWindow();
const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] };
const stepsOf = (page: Page) => page.getByRole('region', { name: 'Steps on zynq' });

/** The steps panel of zynq, which only opens by itself for what runs or has failed. */
async function opened(state: string, options: Parameters<typeof open>[1] = {}) {
  const watched = await open(state, options);
  await watched.page.getByRole('region', { name: 'Status' }).waitFor();
  if (['apply-done', 'devices'].includes(state)) await watched.page.keyboard.press('Control+j');
  await stepsOf(watched.page).waitFor();
  return watched;
}

async function choose(page: Page, entry: string): Promise<void> {
  await button(stepsOf(page), 'Report…').click();
  await page.getByRole('menuitem', { name: entry }).click();
}

async function saved(page: Page, entry: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), choose(page, entry)]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

describe('the menu', () => {
  it('saves as HTML and as Markdown, and says so', async () => {
    await using watched = await opened('apply-done');
    const { page, faults } = watched;
    const html = await saved(page, 'Save as HTML');
    expect([html.name, html.text.slice(0, 15)]).toEqual(['zynq-report.html', '<!DOCTYPE html>']);
    await seen(stepsOf(page).getByText('Saved as zynq-report.html'));
    const markdown = await saved(page, 'Save as Markdown');
    expect(markdown).toEqual({
      name: 'zynq-report.md',
      text: expect.stringMatching(/^# Bring-up of zynq: zcu102 frame buffers\n\n\*\*Applied: 4 steps\./),
    });
    await seen(stepsOf(page).getByText('Saved as zynq-report.md'));
    expect(await calls(page, 'plan.report')).toEqual([{ board: 'zynq' }, { board: 'zynq' }]);
    expect(faults).toEqual([]);
  });

  it('copies Markdown, and the command that does the same; all by keyboard', async () => {
    await using watched = await opened('apply-rolled-back', clipboard);
    const { page, faults } = watched;
    await button(stepsOf(page), 'Report…').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu', { name: 'Report…' }).waitFor();
    for (const _ of [1, 2]) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await seen(stepsOf(page).getByText('Copied as Markdown'));
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^# Bring-up of zynq: .*\n\n.*All of it was taken back: the board is as it was before\./,
    );
    await choose(page, 'Copy as command');
    await seen(stepsOf(page).getByText('Copied as command'));
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      'uiomem-studio plan report --board zynq --output zynq-report.html',
    );
    expect(faults).toEqual([]);
  });

  it('tells what keeps a report from being gathered, and is not there while an apply runs', async () => {
    await using watched = await opened('devices', clipboard);
    const { page } = watched;
    await choose(page, 'Copy as Markdown');
    const alert = stepsOf(page).getByRole('alert');
    await seen(alert.getByText('plan.nothing-to-report'));
    expect(
      await stepsOf(page)
        .getByText(/Copied/)
        .count(),
    ).toBe(0);
    await button(alert, 'Dismiss').click();
    await alert.waitFor({ state: 'detached' });
    await using running = await opened('apply-running');
    await seen(stepsOf(running.page).getByText('Apply running'));
    expect(await button(stepsOf(running.page), 'Report…').count()).toBe(0);
  });
});

describe('the HTML', () => {
  /** CSS pixels of A4, 210 mm, and of a telephone. */
  const widths = { a4: 794, small: 360 } as const;
  const folder = join(import.meta.dirname, '..', 'shots');
  let browser: Browser;
  const reports: Record<string, string> = {};

  beforeAll(async () => {
    browser = await startChromium();
    for (const state of ['apply-done', 'apply-rolled-back']) {
      await using watched = await opened(state);
      reports[state] = (await saved(watched.page, 'Save as HTML')).text;
    }
    await mkdir(folder, { recursive: true });
  });
  afterAll(() => browser?.close());

  async function show(state: string, colorScheme: 'light' | 'dark', width: number) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 1123 } });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => faults.push(request.url()));
    await page.setContent(reports[state] ?? '');
    return { page, faults, [Symbol.asyncDispose]: () => context.close() };
  }

  it.each(['apply-done', 'apply-rolled-back'])(
    '%s: is readable in light and dark, at the width of A4 and of a telephone',
    async (state) => {
      for (const scheme of ['light', 'dark'] as const) {
        for (const [called, width] of Object.entries(widths)) {
          await using shown = await show(state, scheme, width);
          const { page, faults } = shown;
          expect((await accessibilityFaults(page)).map((fault) => `${scheme} ${called}: ${fault}`)).toEqual([]);
          // A table of many columns is wider than a telephone, and none of its names is broken for that.
          if (called === 'a4') expect(await sidewaysFaults(page)).toEqual([]);
          await page.screenshot({ path: join(folder, `report-${state}.${called}.${scheme}.png`), fullPage: true });
          expect(faults).toEqual([]);
        }
      }
    },
  );

  it('shows what a board said as text, and runs none of it', async () => {
    await using shown = await show('apply-done', 'light', widths.a4);
    const { page } = shown;
    await seen(page.getByText('overlaps System RAM <img src=x onerror="window.harmed=true">'));
    expect(await page.evaluate(() => [document.images.length, document.scripts.length, 'harmed' in window])).toEqual([
      0,
      0,
      false,
    ]);
    // What got in all the same would not run.
    await page.evaluate(() =>
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.harmed=true">'),
    );
    await page.waitForTimeout(200);
    expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
  });

  it('prints on A4 in black on white, whatever the screen is, with nothing cut', async () => {
    await using shown = await show('apply-rolled-back', 'dark', widths.a4);
    const { page } = shown;
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    // 182 mm between the margins.
    await page.setViewportSize({ width: 688, height: 1000 });
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((element) => element.getBoundingClientRect().right > 689)
        .map(({ tagName }) => tagName),
    );
    expect(wide).toEqual([]);
    const pdf = await page.pdf({ path: join(folder, 'report.pdf'), preferCSSPageSize: true });
    expect(pdf.length).toBeGreaterThan(10_000);
  });
});
