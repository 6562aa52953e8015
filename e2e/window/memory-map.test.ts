/** The memory map of a board in a real Chromium, by role and name, against the scripted host. */
import { expect, test } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { button, calls, main, scriptedWindow, seen } from '../testing/scripted-window.ts';
import { sidewaysFaults, smallSize } from '../testing/watched-page.ts';

const open = scriptedWindow();

test('by keyboard: choose, look closer, come back, and make a region of it', async () => {
  await using watched = await open('devices');
  const { page, faults } = watched;
  const map = page.getByRole('listbox', { name: 'Memory of zynq' });
  await map.waitFor();
  await map.getByRole('option').first().focus();
  await page.keyboard.press('ArrowDown');
  const chosen = map.getByRole('option', { selected: true });
  expect(await chosen.textContent()).toMatch(
    /^0x70000000uiomem116 MiBuiomem regionto 0x70ffffff, drawn larger than to scale$/,
  );
  await seen(page.getByRole('region', { name: 'About uiomem1 at 0x70000000' }).getByText('0x70ffffff'));

  const devices = map.getByRole('option', { name: /8 devices/ });
  expect(await accessibilityFaults(page)).toEqual([]);
  await devices.focus();
  await page.keyboard.press('Enter');
  const closer = page.getByRole('listbox', { name: /^8 devices/ });
  await closer
    .getByRole('option', { name: /memory-controller/ })
    .first()
    .waitFor();
  await closer.getByRole('option').first().focus();
  await page.keyboard.press('Escape');
  await map.waitFor();
  expect(await chosen.textContent()).toMatch(/^0xfd0700008 devices/);

  await map.getByRole('option', { name: /OCM/ }).focus();
  await button(page.getByRole('region', { name: /^About OCM/ }), 'Make a region of this').click();
  const editor = main(page).getByRole('code').first();
  await editor.getByText('0xfffc0000').waitFor();
  await seen(main(page).getByText('checked against zynq'));
  expect(faults).toEqual([]);
});

test('an address and a name are found, and what is not there is told', async () => {
  await using watched = await open('devices');
  const { page, faults } = watched;
  const field = page.getByRole('search').getByRole('textbox', { name: 'Find' });
  await field.fill('0x812345678');
  await page.keyboard.press('Enter');
  const map = page.getByRole('listbox', { name: 'Memory of zynq' });
  const chosen = map.getByRole('option', { selected: true });
  expect(await chosen.textContent()).toMatch(/^0x800000000System RAM/);
  await chosen.getByText('0x812345678').waitFor();
  await field.fill('tcm');
  await page.keyboard.press('Enter');
  await expect.poll(() => chosen.textContent()).toMatch(/TCM/);
  await field.fill('0xffffffffffff');
  await page.keyboard.press('Enter');
  await page.getByText('0xffffffffffff lies behind the last address that is known, 0x7fffffffff.').waitFor();
  await field.fill('no such thing');
  await page.keyboard.press('Enter');
  await page.getByText('Nothing on the map is called no such thing.').waitFor();
  expect(faults).toEqual([]);
});

test('no row is too low to be hit, and breaks are drawn where the scale has one', async () => {
  await using watched = await open('devices');
  const { page } = watched;
  const rows = page.getByRole('listbox', { name: 'Memory of zynq' }).getByRole('option');
  await rows.first().waitFor();
  for (const row of await rows.all()) {
    expect((await row.boundingBox())?.height).toBeGreaterThanOrEqual(24);
    const broken = (await row.textContent())?.includes('with a break') === true;
    expect(await row.locator('svg').count()).toBe(broken ? 1 : 0);
  }
});

test('the same as a table, range for range', async () => {
  await using watched = await open('devices');
  const { page, faults } = watched;
  await page.getByRole('listbox', { name: 'Memory of zynq' }).waitFor();
  await button(page, 'Table').click();
  const table = page.getByRole('table', { name: 'Memory of zynq' });
  const row = table.getByRole('row', { name: /^0xfffc0000/ });
  expect(await row.getByRole('cell').allTextContents()).toEqual([
    '0xffffffff',
    '256 KiB',
    'OCM',
    'on-chip memory',
    'UG1085 Zynq UltraScale+ Device TRM, On-Chip Memory; TF-A documentation, Xilinx Zynq UltraScale+ MPSoC',
  ]);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.setViewportSize(smallSize);
  expect(await sidewaysFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('facts are asked once for each state of the board, and again on demand', async () => {
  await using watched = await open('devices');
  const { page } = watched;
  await page.getByRole('listbox', { name: 'Memory of zynq' }).waitFor();
  expect(await calls(page, 'board.facts')).toEqual([{ board: 'zynq' }]);
  await page
    .getByRole('button', { name: /^uiomem0/ })
    .first()
    .click();
  await page.getByRole('tab', { name: 'Board' }).click();
  await page.getByRole('listbox', { name: 'Memory of zynq' }).waitFor();
  expect(await calls(page, 'board.facts')).toHaveLength(1);
  await button(page, 'Ask again').click();
  await expect.poll(async () => (await calls(page, 'board.facts')).length).toBe(2);
});

test('facts that somebody cancels are not asked again by themselves', async () => {
  await using watched = await open('facts-slow');
  const { page } = watched;
  const progress = page.getByRole('main').getByText('Ask zynq what it is');
  await progress.waitFor();
  await button(main(page), 'Cancel').click();
  await button(main(page), 'Ask zynq what it is').click();
  await button(main(page), 'Cancel').click();
  await button(main(page), 'Ask zynq what it is').waitFor();
  expect(await calls(page, 'board.facts')).toHaveLength(2);
});

test('the map can be reached by keyboard also when the range that was chosen is gone', async () => {
  await using watched = await open('devices');
  const { page } = watched;
  const map = page.getByRole('listbox', { name: 'Memory of zynq' });
  await map.getByRole('option', { name: /^0xa0020000/ }).click();
  await page.evaluate(() => window.scripted.put('zynq', (before) => ({ ...before, devices: [] })));
  await map.getByRole('option', { name: /^0xa0020000/ }).waitFor({ state: 'detached' });
  // Of those of the facts and of the map, that of the map.
  await page
    .getByRole('button', { name: /^Copy as command: uiomem-studio board facts/ })
    .last()
    .focus();
  await page.keyboard.press('Tab');
  await expect.poll(() => map.evaluate((list) => list.contains(document.activeElement))).toBe(true);
});
