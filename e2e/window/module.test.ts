/** The module of a board in its panel: chosen, checked, built, sent, loaded, taken away; against a scripted host. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { button, calls, scriptedWindow, seen } from '../testing/scripted-window.ts';

const open = scriptedWindow();
const panel = (page: Page) => page.getByRole('main');
const section = (page: Page, name: string) => panel(page).getByRole('region', { name, exact: true });
const toggle = (page: Page, group: string, name: string) =>
  panel(page).getByRole('group', { name: group }).getByRole('button', { name });
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });
const output = (page: Page) => section(page, 'Build for zynq').locator('.xterm-rows');
const asked = (page: Page, name: string) => expect.poll(() => calls(page, name));

test('is opened from the board’s page, by its key and from the palette', async () => {
  await using watched = await open('devices');
  const { page, faults } = watched;
  const tab = page.getByRole('tab', { name: 'Module zynq' });
  await button(section(page, 'Devices'), 'Module').click();
  await tab.waitFor();
  await tab.press('Delete');
  await page.keyboard.press('Alt+k');
  await tab.waitFor();
  await tab.press('Delete');
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.insertText('Open the module of zynq');
  await page.keyboard.press('Enter');
  await tab.waitFor();
  // The bring-up is where one is.
  expect(
    await page
      .getByRole('navigation', { name: 'Windows' })
      .getByRole('button', { name: 'Bring-up' })
      .getAttribute('aria-current'),
  ).toBe('true');
  expect(faults).toEqual([]);
});

test('what is chosen is checked as it is written, and looking sends nothing', async () => {
  await using watched = await open('module-absent');
  const { page } = watched;
  const preflight = section(page, 'Preflight');
  await seen(preflight.getByText('2 of 7 miss.'));
  const table = preflight.getByRole('table', { name: 'Preflight' });
  const compiler = table.getByRole('row', { name: /compiler/ });
  expect(await compiler.getByRole('cell').allInnerTexts()).toEqual([
    'aarch64-linux-gnu-gcc',
    'none',
    'Install it: apt-get install gcc-aarch64-linux-gnu',
  ]);
  expect(await table.getByRole('row').count()).toBe(3);
  await button(preflight, 'Show all 7').click();
  expect(await table.getByRole('row').count()).toBe(8);
  await asked(page, 'module.preflight').toEqual([{ board: 'zynq' }]);
  await button(preflight, 'Check again').click();
  await asked(page, 'module.preflight').toHaveLength(2);
  await toggle(page, 'Source', 'A folder of mine').click();
  await seen(preflight.getByText('Name a folder above.'));
  // A path is asked about once it is written, not with each letter.
  await panel(page).getByRole('textbox', { name: 'Folder of the source' }).pressSequentially('~/driver');
  await toggle(page, 'Where it is built', 'On zynq').click();
  await seen(preflight.getByText('2 of 7 miss.'));
  const inputs = await calls(page, 'module.preflight');
  expect(inputs.at(-1)).toEqual({ board: 'zynq', folder: '~/driver', on: 'board' });
  expect(inputs.length).toBeLessThan(2 + '~/driver'.length);
  await toggle(page, 'Where the module is from', 'A .ko file').click();
  await panel(page).getByRole('textbox', { name: 'Module file' }).fill('/tmp/gone.ko');
  await seen(section(page, 'Check of the file').getByText('module.file-missing'));
  await panel(page).getByRole('textbox', { name: 'Module file' }).fill('/tmp/there.ko');
  await seen(section(page, 'What the file says').getByText('reference driver'));
  expect(await calls(page, 'module.check')).toEqual([
    { board: 'zynq', file: '/tmp/gone.ko' },
    { board: 'zynq', file: '/tmp/there.ko' },
  ]);
  expect(await calls(page, 'module.upload')).toEqual([]);
});

test('the choice outlives the panel, a reload, and the window', async () => {
  await using watched = await open('module-absent');
  const { page } = watched;
  await toggle(page, 'Where the module is from', 'A .ko file').click();
  await panel(page).getByRole('textbox', { name: 'Module file' }).fill('/tmp/mine.ko');
  const field = () => panel(page).getByRole('textbox', { name: 'Module file' }).inputValue();
  await page.getByRole('tab', { name: 'Module zynq' }).press('Delete');
  await page.keyboard.press('Alt+k');
  expect(await field()).toBe('/tmp/mine.ko');
  await expect
    .poll(async () => JSON.stringify((await calls(page, 'window.keepLayout')).at(-1)))
    .toContain('/tmp/mine.ko');
  await page.reload();
  // The scenario's own choice is empty: this one is what was kept.
  await expect.poll(field).toBe('/tmp/mine.ko');
  // Another window of the host starts with it, too.
  const kept = (await page.evaluate(() => sessionStorage.getItem('uiomem-layout'))) ?? '';
  await page.evaluate((layout) => {
    sessionStorage.clear();
    sessionStorage.setItem('scripted-layout', JSON.stringify({ layout }));
  }, kept);
  await page.reload();
  await expect.poll(field).toBe('/tmp/mine.ko');
});

test('errors of a build lead to their lines, from the list and from the output', async () => {
  await using watched = await open('module-build-failed');
  const { page, faults } = watched;
  const build = section(page, 'Build');
  await seen(build.getByText('failed', { exact: true }));
  await seen(build.getByText('module.build-failed'));
  const list = build.getByRole('list', { name: 'Errors and warnings' });
  expect(await list.getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringMatching(/^error\s+region\.c:9\s+‘sise’ undeclared/),
    expect.stringMatching(/^error\s+region\.c:10\s+expected/),
    expect.stringMatching(/^warning\s+region\.c:7\s+variable/),
  ]);
  await list.getByRole('button').nth(1).click();
  const text = page.getByRole('textbox', { name: 'Text of /home/grace/driver/region.c' });
  await text.waitFor({ state: 'attached' });
  const line = () => page.locator('.line-numbers.active-line-number').textContent();
  await expect.poll(line).toBe('10');
  // It is shown, and takes nothing.
  await text.focus();
  await page.keyboard.insertText('x');
  await expect.poll(() => page.locator('.view-line', { hasText: 'return status' }).textContent()).not.toContain('x');
  await page.getByRole('tab', { name: 'Module zynq' }).click();
  // Its beginning is on the line above, where the output is narrow.
  const place = output(page).getByText('egion.c:9:17').first();
  await place.scrollIntoViewIfNeeded();
  // What is drawn lies below what takes the pointer.
  const { x, y } = (await place.boundingBox()) ?? { x: 0, y: 0 };
  await page.mouse.move(x + 20, y + 6);
  await page.mouse.click(x + 20, y + 6);
  await expect.poll(line).toBe('9');
  expect(await page.getByRole('tab', { name: 'region.c' }).count()).toBe(1);
  expect(faults).toEqual([]);
});

test('a source is coloured as C', async () => {
  await using watched = await open('code');
  const { page } = watched;
  const colourOf = (text: string) =>
    page
      .locator('.view-line span span')
      .filter({ hasText: text })
      .first()
      .evaluate((element) => getComputedStyle(element).color);
  await expect.poll(() => colourOf('Makes a region')).not.toBe(await colourOf('status'));
});

test('a build is cancelled where it runs, and from the list of work', async () => {
  await using watched = await open('module-building');
  const { page } = watched;
  const build = section(page, 'Build');
  await seen(build.getByText('building', { exact: true }));
  await seen(output(page).getByText('region.o').first());
  // Nothing else is begun meanwhile.
  expect(await button(section(page, 'Load'), 'Load').isDisabled()).toBe(true);
  await button(build, 'Cancel').click();
  await seen(build.getByText('cancelled', { exact: true }));
  await seen(output(page).getByText('Cancelled: nothing of it is left.').first());
  expect(await build.getByRole('alert').count()).toBe(0);
  await button(build, 'Build').click();
  await seen(build.getByText('building', { exact: true }));
  await page.getByRole('button', { name: /^Work under way: Build the module for zynq/ }).click();
  await button(dialog(page, 'Work under way'), 'Cancel').click();
  await seen(build.getByText('cancelled', { exact: true }));
});

test('output of a flood is shown to its end, and searched', async () => {
  await using watched = await open('module-absent');
  const { page, faults } = watched;
  await page.evaluate(() => {
    const line = (index: number) => ({ line: `  CC [M]  /b/source/file-${index}.o` });
    window.scripted.modules.lines = Array.from({ length: 20_000 }, (_, index) => line(index));
  });
  const build = section(page, 'Build');
  await button(build, 'Build').click();
  // The window goes on meanwhile.
  await button(section(page, 'Preflight'), 'Show all 7').click();
  await expect.poll(() => build.getByText('20000 lines').count(), { timeout: 60_000 }).toBe(1);
  await seen(build.getByText('built', { exact: true }));
  await button(build, 'Search').click();
  await page.getByRole('textbox', { name: 'Search for' }).fill('file-19876.o');
  await seen(build.getByText('1 of 1'));
  // What can be typed into a shell cannot be here.
  expect(await build.getByRole('button', { name: 'Paste' }).count()).toBe(0);
  await page.getByRole('textbox', { name: 'Output of Build for zynq' }).waitFor({ state: 'attached' });
  expect(faults).toEqual([]);
});

test('loading builds and sends what is missing, with the parameters of the plan that is open', async () => {
  await using watched = await open('module-absent');
  const { page } = watched;
  await page.keyboard.press('Alt+p');
  await button(page, 'New plan').click();
  await seen(page.getByText('checked against zynq'));
  await page.getByRole('tab', { name: 'Module zynq' }).click();
  const load = section(page, 'Load');
  await expect.poll(() => load.getByRole('combobox', { name: 'Parameters' }).inputValue()).toBe('plan');
  await seen(load.getByText(/^insmod uiomem\.ko/));
  await button(load, 'Load').click();
  await asked(page, 'module.load').toHaveLength(1);
  const [made] = (await calls(page, 'module.upload')) as { file: string }[];
  expect(made?.file).toMatch(/c0ffee00b41d\/uiomem\.ko$/);
  expect(await calls(page, 'module.load')).toEqual([
    { board: 'zynq', file: made?.file, parameters: expect.any(Array) },
  ]);
  await seen(section(page, 'Loaded now').getByText('driver of this tool 0.1.0-studio'));
  await button(load, 'Replace…').waitFor();
});

test('an upload is told by its part, and cancelled', async () => {
  await using watched = await open('module-uploading');
  const { page } = watched;
  const bar = panel(page).getByRole('progressbar', { name: 'Upload the module to zynq' });
  await expect.poll(() => bar.getAttribute('aria-valuenow')).toBe('75');
  await panel(page).getByRole('button', { name: 'Cancel' }).click();
  await bar.waitFor({ state: 'detached' });
  expect(await panel(page).getByRole('alert').filter({ hasText: /\S/ }).count()).toBe(0);
});

test('what unloads is asked about with the board’s name, and who holds the driver is told', async () => {
  await using watched = await open('module');
  const { page } = watched;
  const loaded = section(page, 'Loaded now');
  await page.evaluate(() => {
    window.scripted.modules.holders = [{ pid: 4711, command: 'capture', device: 'uiomem1', ours: false }];
  });
  await button(panel(page), 'Look again').click();
  const holders = loaded.getByRole('table', { name: 'Who holds the devices' });
  expect(await holders.getByRole('row').nth(1).textContent()).toBe('capture4711uiomem1');
  await button(loaded, 'Unload…').click();
  const asking = dialog(page, 'Unload the driver from zynq?');
  await seen(asking.getByText(/uiomem0, uiomem1, uiomem2 go with it/));
  await seen(asking.getByText(/capture \(4711\) had a device open/));
  await button(asking, 'Cancel').click();
  expect(await calls(page, 'module.unload')).toEqual([]);
  await button(loaded, 'Unload…').click();
  await button(asking, 'Unload from zynq').click();
  await seen(loaded.getByRole('alert').getByText('module.in-use'));
  await page.evaluate(() => {
    window.scripted.modules.holders = [];
  });
  await button(loaded, 'Unload…').click();
  await button(asking, 'Unload from zynq').click();
  await seen(loaded.getByText('No uiomem driver is loaded on zynq.'));
  expect(await loaded.getByRole('alert').count()).toBe(0);
});

test('a reload that fails tells the state, and puts back what was loaded', async () => {
  await using watched = await open('module');
  const { page } = watched;
  const loaded = section(page, 'Loaded now');
  await page.evaluate(() => {
    window.scripted.modules.loadFails = {
      id: 'module.load-failed',
      message: 'insmod refused it.',
      hint: 'Look at the log.',
    };
  });
  await seen(section(page, 'Built before').getByText('loaded', { exact: true }));
  await button(loaded, 'Reload…').click();
  const asking = dialog(page, 'Reload the driver on zynq?');
  await seen(asking.getByText(/a5f9b1c2d3e4\/uiomem\.ko/));
  await button(asking, 'Reload on zynq').click();
  const failed = loaded.getByRole('alert');
  await seen(failed.getByText(/no driver is loaded now/));
  await seen(loaded.getByText('No uiomem driver is loaded on zynq.'));
  await button(failed, 'Put back what was loaded').click();
  await asked(page, 'module.load').toMatchObject([{ board: 'zynq', file: expect.stringContaining('a5f9b1c2d3e4') }]);
  const loads = (await calls(page, 'module.load')) as { parameters: object[] }[];
  expect(loads[0]?.parameters).toContainEqual({ name: 'uiomem1_addr', value: '1879048192' });
  await seen(loaded.getByText('driver of this tool 0.1.0-studio'));
});

test('of what was built before one is sent, and one removed by a question that names it', async () => {
  await using watched = await open('module');
  const { page } = watched;
  const history = section(page, 'Built before');
  const table = history.getByRole('table', { name: 'Modules that were built before' });
  const rows = () => table.getByRole('row').count();
  await expect.poll(rows).toBe(3);
  await button(history, 'Show all 3').click();
  expect(await rows()).toBe(4);
  const older = table.getByRole('row').filter({ hasText: '5D1C44E09B7A3F26681C02E' });
  const act = (what: string) => older.getByRole('button', { name: new RegExp(`^${what} the module`) });
  await act('Upload').click();
  await seen(older.getByText('on the board'));
  expect(await act('Upload').isDisabled()).toBe(true);
  await act('Load').click();
  const replacing = dialog(page, 'Replace the driver on zynq?');
  await seen(replacing.getByText(/77b0c41e9a52\/uiomem\.ko/));
  await button(replacing, 'Cancel').click();
  await act('Remove').click();
  const removing = dialog(page, 'Remove this module from the cache?');
  await seen(removing.getByText(/77b0c41e9a52\/uiomem\.ko/));
  await button(removing, 'Remove it').click();
  await older.waitFor({ state: 'detached' });
  expect(await calls(page, 'module.forget')).toEqual([{ path: expect.stringContaining('77b0c41e9a52') }]);
  // One for another kernel is shown, and not loaded here.
  const other = table.getByRole('row').filter({ hasText: '6.1.46-ti' });
  expect(await other.getByRole('button', { name: /^Load the module/ }).isDisabled()).toBe(true);
});

test('while another holds the board it can be looked at and built for, and nothing is changed', async () => {
  await using watched = await open('module-held');
  const { page } = watched;
  const disabled = async (where: string, name: string) => await button(section(page, where), name).isDisabled();
  await seen(section(page, 'Preflight').getByText('All 7 hold.'));
  expect([
    await disabled('Loaded now', 'Unload…'),
    await disabled('Loaded now', 'Reload…'),
    await disabled('Load', 'Upload'),
    await disabled('Load', 'Replace…'),
    await disabled('Build', 'Build'),
  ]).toEqual([true, true, true, true, false]);
  await toggle(page, 'Where it is built', 'On zynq').click();
  expect(await disabled('Build', 'Build')).toBe(true);
});
