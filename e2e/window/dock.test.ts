/** The workbench: panels of several boards, where they are docked, what is kept, and that nothing unseen is at work. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { button, calls, main, scriptedWindow, seen, status } from '../testing/scripted-window.ts';
import { command, has, linesOf, terminalNamed } from '../testing/terminal-window.ts';

const open = scriptedWindow();

const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });

/** Where something is drawn, in pixels of the page. */
async function place(page: Page, name: string) {
  const box = await page.getByRole('tabpanel', { name, exact: true }).boundingBox();
  if (box === null) throw new Error(`${name} is not seen`);
  return box;
}

const board = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Boards', exact: true }).getByRole('button', { name: new RegExp(`^${name}`) });

async function dock(page: Page, panel: string, how: string): Promise<void> {
  await button(page, `Where ${panel} is docked`).click();
  await page.getByRole('menuitem', { name: how }).click();
}

test('panels of two boards stand side by side, each named after its board', async () => {
  await using watched = await open('two-boards');
  const { page, faults } = watched;
  await seen(tab(page, 'Board zynq'));
  await board(page, 'am64').click();
  await seen(tab(page, 'Board am64'));
  await seen(status(page).getByText('am64', { exact: true }));
  await dock(page, 'Board am64', 'Split to the right');
  const [left, right] = [await place(page, 'Board zynq'), await place(page, 'Board am64')];
  expect(left.x + left.width).toBeLessThanOrEqual(right.x + 1);
  expect(right.width).toBeGreaterThan(300);
  // What one works in is the board that is meant.
  await tab(page, 'Board zynq').click();
  await seen(status(page).getByText('zynq', { exact: true }));
  await page.keyboard.press('Alt+p');
  await seen(tab(page, 'Plan zynq'));
  await tab(page, 'Board am64').click();
  await page.keyboard.press('Alt+l');
  await seen(page.getByRole('tab', { name: 'Kernel log am64', selected: true }));
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('the layout comes back after a reload, and is given to the host for the next start', async () => {
  await using watched = await open('two-boards');
  const { page, faults } = watched;
  await board(page, 'am64').click();
  await dock(page, 'Board am64', 'Split below');
  await page.keyboard.press('Alt+l');
  await seen(tab(page, 'Kernel log am64'));
  const before = await place(page, 'Board am64');
  const newest = async () => (await calls(page, 'window.keepLayout')).at(-1);
  await expect.poll(newest).toMatchObject({ layout: expect.stringContaining('log:am64') });
  const kept = await newest();
  await page.reload();
  await seen(tab(page, 'Kernel log am64'));
  await seen(status(page).getByText('am64', { exact: true }));
  expect(await place(page, 'Board am64')).toEqual(before);

  // Another window, which has nothing of its own.
  await page.evaluate((value) => {
    sessionStorage.clear();
    sessionStorage.setItem('scripted-layout', JSON.stringify(value));
  }, kept);
  await page.reload();
  await seen(tab(page, 'Kernel log am64'));
  expect(await place(page, 'Board am64')).toEqual(before);
  expect(faults).toEqual([]);
});

test.each([
  // Otherwise such as this window would write it.
  ['of another version', (kept: string) => kept.replace(/"version":\d+/, '"version":1')],
  ['damaged', () => '{"version":2,"dock":{"grid":{"root":{"type":"branch","data":[{"type":"leaf"}]}},"panels":{}}}'],
  ['no layout', () => 'not even JSON'],
])('a kept layout that is %s is told, kept aside, and the usual one stands', async (_what, broken) => {
  await using watched = await open('two-boards');
  const { page } = watched;
  await seen(tab(page, 'Board zynq'));
  const own = () => page.evaluate(() => sessionStorage.getItem('uiomem-layout') ?? '');
  await expect.poll(own).toMatch(/^\{"version":2/);
  const text = broken(await own());
  // Leaving the page writes its layout: it has to be overwritten after that.
  await page.addInitScript((value) => {
    if (sessionStorage.getItem('uiomem-layout-refused') === null) sessionStorage.setItem('uiomem-layout', value);
  }, text);
  await page.reload();
  await seen(tab(page, 'Board zynq'));
  await button(page, 'Problems').click();
  const problems = page.getByRole('list', { name: 'Problems' });
  await seen(problems.getByText('window.layout-refused'));
  expect(await page.evaluate(() => sessionStorage.getItem('uiomem-layout-refused'))).toBe(text);
  await button(problems, 'Dismiss').click();
  await seen(page.getByText('Nothing is wrong, as far as it was looked at.'));
});

test('a panel is moved, resized and given the whole room by keyboard', async () => {
  await using watched = await open('two-boards');
  const { page } = watched;
  await board(page, 'am64').click();
  await dock(page, 'Board am64', 'Split to the right');
  const before = await place(page, 'Board am64');
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await expect.poll(async () => (await place(page, 'Board am64')).width).toBe(before.width + 32);
  await page.keyboard.press('Alt+Shift+ArrowLeft');
  await page.keyboard.press('Alt+Shift+ArrowLeft');
  await expect.poll(async () => (await place(page, 'Board am64')).width).toBe(before.width - 32);
  await page.keyboard.press('Alt+z');
  await page.getByRole('tabpanel', { name: 'Board zynq' }).waitFor({ state: 'hidden' });
  await page.keyboard.press('Alt+z');
  await seen(page.getByRole('tabpanel', { name: 'Board zynq' }));
  await page.keyboard.press('Control+Shift+p');
  await page.keyboard.type('Move the panel to the bottom');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await place(page, 'Board am64')).y).toBeGreaterThan(300);
  const low = await place(page, 'Board am64');
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await expect.poll(async () => (await place(page, 'Board am64')).height).toBe(low.height + 32);
});

test('tabs are gone through and closed by keyboard, until nothing is open', async () => {
  await using watched = await open('two-boards');
  const { page } = watched;
  await seen(tab(page, 'Board zynq'));
  await page.keyboard.press('Alt+p');
  await page.keyboard.press('Alt+m');
  await seen(page.getByRole('tab', { name: 'uiomem0 zynq', selected: true }));
  await page.keyboard.press('Alt+PageDown');
  await seen(page.getByRole('tab', { name: 'Board zynq', selected: true }));
  await page.keyboard.press('Alt+PageUp');
  await page.keyboard.press('Alt+PageUp');
  await seen(page.getByRole('tab', { name: 'Plan zynq', selected: true }));
  for (let left = 3; left > 0; left -= 1) {
    expect(await page.getByRole('tab').count()).toBe(left);
    await page.keyboard.press('Alt+w');
    await expect.poll(() => page.getByRole('tab').count()).toBe(left - 1);
  }
  await seen(main(page).getByRole('combobox', { name: 'Board, host, insmod line, plan or device-tree file' }));
  await board(page, 'zynq').click();
  await seen(tab(page, 'Board zynq'));
});

test('what cannot be seen asks nothing of the board', async () => {
  await using watched = await open('memory');
  const { page } = watched;
  await page.getByRole('grid').waitFor();
  await page.getByRole('switch', { name: 'Live' }).click();
  const asked = () => calls(page, 'memory.watch').then(({ length }) => length);
  await expect.poll(asked).toBe(1);
  await tab(page, 'Board zynq').click();
  await page.getByRole('grid').waitFor({ state: 'detached' });
  const before = await asked();
  await tab(page, 'uiomem1 zynq').click();
  await page.getByRole('grid').waitFor();
  // It ended when it was hidden, and begins anew.
  await expect.poll(asked).toBeGreaterThan(before);
});

test('a shell lives on when its panel is moved or hidden, and ends when it is closed', async () => {
  await using watched = await open('two-boards');
  const { page, faults } = watched;
  await seen(tab(page, 'Board zynq'));
  await page.keyboard.press('Control+`');
  const name = 'Terminal 1 of zynq';
  await has(page, name, '$');
  await command(page, name, 'echo before', 'before');
  await dock(page, 'Terminal 1 zynq', 'Move to the middle');
  await has(page, name, 'before');
  await tab(page, 'Board zynq').click();
  await terminalNamed(page, name).waitFor({ state: 'detached' });
  await tab(page, 'Terminal 1 zynq').click();
  await has(page, name, 'before');
  await page.keyboard.press('Alt+n');
  await seen(tab(page, 'Terminal 2 zynq'));
  // Each is one shell, however often its panel came and went.
  expect(await calls(page, 'terminal.shell')).toHaveLength(2);
  await button(page, 'Close Terminal 2 zynq').click();
  await tab(page, 'Terminal 1 zynq').press('Delete');
  await page.getByRole('tab', { name: /^Terminal/ }).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+`');
  await has(page, name, '$');
  // Another one of the same number: what was shown before is gone with the one that was closed.
  expect(await linesOf(page, name)).toEqual(['$']);
  expect(faults).toEqual([]);
});

test('start page, settings and a serial console open by keys and by name', async () => {
  await using watched = await open('two-boards');
  const { page, faults } = watched;
  await seen(tab(page, 'Board zynq'));
  await page.keyboard.press('Control+,');
  await seen(page.getByRole('tab', { name: 'Settings', selected: true }));
  await seen(page.getByRole('searchbox'));
  await page.keyboard.press('Alt+h');
  await seen(page.getByRole('tab', { name: 'Start', selected: true }));
  await page.getByRole('list', { name: 'Boards, last connected first' }).getByRole('button', { name: /^am64/ }).click();
  await seen(page.getByRole('tab', { name: 'Board am64', selected: true }));
  await page.keyboard.press('Control+Shift+p');
  await page.keyboard.type('Open a serial console');
  await page.keyboard.press('Enter');
  await seen(page.getByRole('tab', { name: 'Serial console 1', selected: true }));
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

/** Groups from left to right and from above: their tabs, the one in front marked, and where they are drawn. */
async function groupsOf(page: Page) {
  const groups = await page.getByRole('tablist').evaluateAll((lists) =>
    lists
      .map((list) => ({ list, box: list.closest('.dv-groupview')?.getBoundingClientRect() }))
      .filter(({ box }) => box !== undefined && box.width > 0 && box.height > 0)
      .map(({ list, box }) => ({
        tabs: [...list.querySelectorAll('[role=tab]')].map(
          (each) => `${each.ariaSelected === 'true' ? '*' : ''}${each.ariaLabel ?? each.textContent?.trim()}`,
        ),
        place: [box?.x, box?.y, box?.width, box?.height].map((each) => Math.round(each ?? 0)),
      })),
  );
  return groups.toSorted((a, b) => (a.place[1] ?? 0) - (b.place[1] ?? 0) || (a.place[0] ?? 0) - (b.place[0] ?? 0));
}

const renamedIn = (groups: Awaited<ReturnType<typeof groupsOf>>, name: string, to: string) =>
  groups.map(({ tabs, place: at }) => ({ tabs: tabs.map((each) => each.replaceAll(name, to)), place: at }));

test('a board that is renamed keeps its panels where they are, in front what was in front', async () => {
  await using watched = await open('two-boards');
  const { page, faults } = watched;
  await seen(tab(page, 'Board zynq'));
  await page.keyboard.press('Alt+p');
  await seen(tab(page, 'Plan zynq'));
  // Another board's between them.
  await board(page, 'am64').click();
  await seen(tab(page, 'Board am64'));
  await tab(page, 'Board zynq').click();
  await page.keyboard.press('Alt+m');
  await seen(tab(page, 'uiomem0 zynq'));
  await tab(page, 'Board am64').click();
  await seen(status(page).getByText('am64', { exact: true }));
  await page.keyboard.press('Alt+p');
  await seen(tab(page, 'Plan am64'));
  await dock(page, 'Plan am64', 'Split to the right');
  await page.keyboard.press('Alt+Shift+ArrowRight');
  // What was in front before is of the other board.
  await tab(page, 'Board am64').click();
  await tab(page, 'Plan zynq').click();
  await seen(status(page).getByText('zynq', { exact: true }));
  await page.keyboard.press('Alt+l');
  await seen(tab(page, 'Kernel log zynq'));
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await page.keyboard.press('Alt+s');
  await seen(tab(page, 'Steps zynq'));
  await tab(page, 'Kernel log zynq').click();
  await tab(page, 'Plan am64').click();
  const before = await groupsOf(page);
  expect(before.map(({ tabs }) => tabs.length)).toEqual([4, 1, 2]);
  // By another window, or on the command line.
  await page.evaluate(() => window.scripted.rename('zynq', 'desk'));
  await seen(tab(page, 'Board desk'));
  expect(await groupsOf(page)).toEqual(renamedIn(before, 'zynq', 'desk'));
  // What was used is used, of whichever board it is.
  await seen(status(page).getByText('am64', { exact: true }));
  await tab(page, 'Board am64').click();
  await tab(page, 'Kernel log desk').click();
  const between = await groupsOf(page);
  await page.evaluate(() => window.scripted.rename('desk', 'shelf'));
  await seen(page.getByRole('tab', { name: 'Kernel log shelf', selected: true }));
  await seen(status(page).getByText('shelf', { exact: true }));
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toBe('Kernel log shelf');
  expect(await groupsOf(page)).toEqual(renamedIn(between, 'desk', 'shelf'));
  // And so after a reload.
  await expect
    .poll(() => page.evaluate(() => sessionStorage.getItem('uiomem-layout')))
    .toMatch(/^(?!.*zynq).*log:shelf/);
  expect(faults).toEqual([]);
});

test('what is hidden at the bottom, or has the whole room, is so under a board’s new name', async () => {
  await using watched = await open('two-boards');
  const { page, faults } = watched;
  await seen(tab(page, 'Board zynq'));
  await page.keyboard.press('Alt+l');
  await seen(tab(page, 'Kernel log zynq'));
  await page.keyboard.press('Control+j');
  await page.getByRole('tab', { name: 'Kernel log zynq' }).waitFor({ state: 'hidden' });
  await page.evaluate(() => window.scripted.rename('zynq', 'desk'));
  await seen(tab(page, 'Board desk'));
  expect(await page.getByRole('tab', { name: /^Kernel log/ }).isVisible()).toBe(false);
  await page.keyboard.press('Control+j');
  await seen(page.getByRole('tab', { name: 'Kernel log desk', selected: true }));
  await tab(page, 'Board desk').click();
  await board(page, 'am64').click();
  await dock(page, 'Board am64', 'Split to the right');
  await page.keyboard.press('Alt+z');
  await page.getByRole('tabpanel', { name: 'Board desk' }).waitFor({ state: 'hidden' });
  const alone = await place(page, 'Board am64');
  await page.evaluate(() => window.scripted.rename('am64', 'rack'));
  await seen(tab(page, 'Board rack'));
  expect(await place(page, 'Board rack')).toEqual(alone);
  await page.keyboard.press('Alt+z');
  await seen(page.getByRole('tabpanel', { name: 'Board desk' }));
  expect(faults).toEqual([]);
});

test('what the window keeps of a board is kept under its new name, and its shell says that it ended', async () => {
  await using watched = await open('two-boards');
  const { page, faults } = watched;
  await seen(tab(page, 'Board zynq'));
  await page.keyboard.press('Alt+l');
  const log = page.getByRole('region', { name: 'Kernel log of zynq' });
  await seen(log.getByRole('listitem'));
  const lines = await log.getByRole('listitem').allTextContents();
  await page.keyboard.press('Control+`');
  const name = 'Terminal 1 of zynq';
  await has(page, name, '$');
  await command(page, name, 'echo before', 'before');
  // Room for what is said of the shell, and for what it showed.
  await tab(page, 'Terminal 1 zynq').click();
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('Alt+Shift+ArrowUp');
  await tab(page, 'Board zynq').click();
  await button(page, 'More for zynq').click();
  await page.getByRole('menuitem', { name: 'Edit…', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit zynq' });
  await dialog.getByLabel('Name', { exact: true }).fill('desk');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.evaluate(() => window.scripted.terminals.loseLink());
  await seen(page.getByRole('tab', { name: 'Board desk', selected: true }));
  const now = 'Terminal 1 of desk';
  await has(page, now, 'before');
  await seen(terminalNamed(page, now).getByText(/A new shell can be opened once desk is connected/));
  await tab(page, 'Kernel log desk').click();
  await expect
    .poll(() => page.getByRole('region', { name: 'Kernel log of desk' }).getByRole('listitem').allTextContents())
    .toEqual(lines);
  await button(main(page), 'Connect').click();
  await seen(main(page).getByText('connected', { exact: true }));
  await tab(page, 'Terminal 1 desk').click();
  await button(terminalNamed(page, now), 'New shell').click();
  await command(page, now, 'echo after', 'after');
  expect((await calls(page, 'terminal.shell')).at(-1)).toMatchObject({ board: 'desk' });
  expect(faults).toEqual([]);
});

test('a device is looked at as before under its board’s new name, and is asked for by it', async () => {
  await using watched = await open('memory');
  const { page, faults } = watched;
  const grid = page.getByRole('grid', { name: /^Memory of uiomem1/ });
  const caret = () => grid.getByRole('gridcell', { selected: true }).first().textContent();
  await expect.poll(caret).toBe('0x00000000');
  await page.getByRole('group', { name: 'Bits of a cell' }).getByRole('button', { name: '16' }).click();
  await grid.focus();
  await page.keyboard.press('Control+End');
  await expect.poll(caret).toMatch(/^0x[0-9a-f]{4}$/);
  const row = grid.getByRole('row').filter({ has: page.getByRole('gridcell', { selected: true }) });
  expect(await row.getByRole('rowheader').textContent()).toBe('0x70fffff0');
  await page.evaluate(() => window.scripted.rename('zynq', 'desk'));
  await seen(page.getByRole('tab', { name: 'uiomem1 desk', selected: true }));
  await expect.poll(caret).toMatch(/^0x[0-9a-f]{4}$/);
  expect(await row.getByRole('rowheader').textContent()).toBe('0x70fffff0');
  const before = (await calls(page, 'memory.read')).length;
  await grid.focus();
  await page.keyboard.press('r');
  await expect
    .poll(() => calls(page, 'memory.read').then((all) => all.slice(before)))
    .toMatchObject([{ board: 'desk' }]);
  expect(faults).toEqual([]);
});

test('a board that is forgotten takes its panels along', async () => {
  await using watched = await open('two-boards');
  const { page } = watched;
  await board(page, 'am64').click();
  await page.keyboard.press('Alt+p');
  await seen(tab(page, 'Plan am64'));
  await page.evaluate(() => window.scripted.remove('am64'));
  await expect.poll(() => page.getByRole('tab').allTextContents()).toEqual([expect.stringMatching(/^Board/)]);
  await seen(status(page).getByText('zynq', { exact: true }));
});

test('the bar of windows opens those of the board that is meant, and hides the boards', async () => {
  await using watched = await open('two-boards');
  const { page } = watched;
  const bar = page.getByRole('navigation', { name: 'Windows' });
  await button(bar, 'Bring-up').click();
  await seen(page.getByRole('tab', { name: 'Plan zynq', selected: true }));
  await button(bar, 'Memory').click();
  await seen(page.getByRole('tab', { name: 'uiomem0 zynq', selected: true }));
  await button(bar, 'Kernel log').click();
  await seen(tab(page, 'Kernel log zynq'));
  await button(bar, 'Boards').click();
  await page.getByRole('navigation', { name: 'Boards' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+b');
  await seen(page.getByRole('navigation', { name: 'Boards' }));
  await button(bar, 'All commands').click();
  await seen(page.getByRole('dialog', { name: 'Command palette' }));
});
