/** The kernel's log in a real Chromium, by role and name, against the scripted host. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { button, calls, main, scriptedWindow } from '../testing/scripted-window.ts';
import { sidewaysFaults, smallSize } from '../testing/watched-page.ts';

const open = scriptedWindow();
const lines = (page: Page) => page.getByRole('region', { name: 'Kernel log of zynq' }).getByRole('listitem');
const counted = (page: Page, text: string) => main(page).getByRole('status').getByText(text, { exact: true }).waitFor();
const add = (page: Page, level: number, text: string, skipped = 0) =>
  page.evaluate(([grade, words, gap]) => window.scripted.log.add(grade, words, gap), [level, text, skipped] as const);

test('the driver’s lines come first, with what they mean; all, worse ones and some text on demand', async () => {
  await using watched = await open('kernel-log');
  const { page, faults } = watched;
  await counted(page, '3 of 7 lines');
  expect(await lines(page).count()).toBe(3);
  const busy = lines(page).filter({ hasText: 'busy: another driver' });
  await busy.getByText('error', { exact: true }).waitFor();
  await busy
    .getByText(/pl011|claimed/)
    .first()
    .waitFor();
  await button(main(page), 'All').click();
  await counted(page, '7 of 7 lines');
  await page.getByRole('combobox', { name: 'Level' }).selectOption('Warnings and worse');
  await counted(page, '2 of 7 lines');
  await page.getByRole('textbox', { name: 'Filter' }).fill('PHY');
  await counted(page, '1 of 7 lines');
  expect(await page.locator('mark').textContent()).toBe('phy');
  await page.getByRole('textbox', { name: 'Filter' }).fill('no such');
  await page.getByText('No line is like that; 7 are there.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('it goes on, pauses, and tells what the kernel had overwritten', async () => {
  await using watched = await open('kernel-log');
  const { page, faults } = watched;
  await counted(page, '3 of 7 lines');
  await add(page, 6, 'uiomem uiomem1: one');
  await counted(page, '4 of 8 lines');
  await button(main(page), 'Pause').click();
  await add(page, 6, 'uiomem uiomem1: two');
  await add(page, 6, 'uiomem uiomem1: three', 12);
  await button(main(page), 'Go on (2 new)').click();
  await counted(page, '6 of 10 lines');
  await page.getByText('12 lines are missing here: the kernel had overwritten them.').waitFor();
  expect(await lines(page).last().textContent()).toContain('three');
  expect(faults).toEqual([]);
});

test('another tab loses nothing, and nothing is said twice', async () => {
  await using watched = await open('kernel-log');
  const { page } = watched;
  await counted(page, '3 of 7 lines');
  await page.keyboard.press('Control+j');
  await page.getByRole('tab', { name: 'Kernel log' }).waitFor({ state: 'hidden' });
  await add(page, 6, 'uiomem uiomem1: meanwhile');
  await page.keyboard.press('Control+j');
  await counted(page, '4 of 8 lines');
  const asked = await calls(page, 'log.read');
  expect([asked[0], asked.at(-1)]).toEqual([
    { board: 'zynq', follow: true },
    { board: 'zynq', follow: true, since: 7 },
  ]);
});

test('a reboot parts the lines, and a lost link says that they are old', async () => {
  await using watched = await open('kernel-log');
  const { page, faults } = watched;
  await counted(page, '3 of 7 lines');
  await page.evaluate(() => window.scripted.put('zynq', (before) => ({ ...before, boot: before.boot + 1 })));
  await page.getByText('The board has booted again.').waitFor();
  await counted(page, '6 of 14 lines');
  await page.evaluate(() =>
    window.scripted.put('zynq', (before) => ({ ...before, connection: { state: 'closed' as const } })),
  );
  await page.getByText('zynq is not connected: these lines are old, and later ones are not here.').waitFor();
  expect(faults).toEqual([]);
});

test('a hostile board does no harm: escapes, HTML, endless lines, ten thousand at once', async () => {
  await using watched = await open('kernel-log');
  const { page, faults } = watched;
  await counted(page, '3 of 7 lines');
  await add(page, 3, 'uiomem \u001b]0;title\u0007 \u202Etxt.exe <img src=x onerror="window.harmed = true"> &amp;');
  await add(page, 3, `uiomem ${'x'.repeat(100_000)}`);
  await counted(page, '5 of 9 lines');
  expect(await lines(page).nth(3).textContent()).toContain(
    'uiomem ␛]0;title␇ \uFFFDtxt.exe <img src=x onerror="window.harmed = true"> &amp;',
  );
  expect(await lines(page).last().textContent()).toMatch(/x … 98007 more characters$/);
  await page.evaluate(() => {
    for (let index = 0; index < 10_000; index += 1) window.scripted.log.add(6, `uiomem: flood ${index}`);
  });
  await counted(page, '10005 of 10009 lines');
  expect(await lines(page).count()).toBe(1_000);
  await button(page, 'Show 1000 earlier').click();
  expect(await lines(page).count()).toBe(2_000);
  await page.setViewportSize(smallSize);
  expect(await sidewaysFaults(page)).toEqual([]);
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
  expect(faults).toEqual([]);
});

test('by keyboard from the board’s page', async () => {
  await using watched = await open('devices');
  const { page } = watched;
  await page.getByRole('heading', { name: 'zynq' }).waitFor();
  await page.keyboard.press('Alt+l');
  await page.getByRole('tab', { name: 'Kernel log', selected: true }).waitFor();
  await counted(page, '3 of 7 lines');
});
