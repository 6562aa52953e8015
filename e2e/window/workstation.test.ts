/** The workstation's terminal in the window: the emulated board's start in it, from the card to the board in the list. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { button, calls, holdAt, scriptedWindow, seen } from '../testing/scripted-window.ts';
import { has, inputOf, linesOf, terminalNamed } from '../testing/terminal-window.ts';

const open = scriptedWindow();
const name = 'Workstation: board emulated up';
const card = (page: Page) => page.getByRole('region', { name: 'Emulated board' });
const terminal = (page: Page) => terminalNamed(page, name);
const commands = (page: Page) => calls(page, 'terminal.command') as Promise<{ size: unknown; terminal: string }[]>;
const release = (page: Page) =>
  page.evaluate(() => {
    window.scripted.heldAt = undefined;
  });

test('the card runs it in its panel, live and in the panel’s size; the board is shown when it is up', async () => {
  await using watched = await open('no-boards');
  const { page, faults } = watched;
  await holdAt(page, 1);
  await button(card(page), 'Run in the terminal').click();
  await seen(page.getByRole('tab', { name, selected: true }));
  await has(page, name, 'boot the kernel');
  await seen(terminal(page).getByText('Running'));
  await seen(button(card(page), 'Show the terminal'));
  expect(await commands(page)).toMatchObject([{ command: { run: 'emulated-up', board: 'emulated' } }]);
  // Of the panel as it is, and told again when that changes.
  const sizes = async () => (await calls(page, 'terminal.resize')) as { columns: number; rows: number }[];
  await expect.poll(async () => (await sizes()).at(-1)?.columns).toBeGreaterThan(100);
  const before = (await sizes()).at(-1)?.columns ?? 0;
  await page.setViewportSize({ width: 1024, height: 700 });
  await expect.poll(async () => (await sizes()).at(-1)?.columns).toBeLessThan(before);
  // Asked for once more, it is shown, and not begun anew.
  await button(card(page), 'Show the terminal').click();
  await release(page);
  await has(page, name, 'emulated is up: Linux 6.12.57, root@127.0.0.1:2222.');
  expect(await terminal(page).locator('.xterm-rows .xterm-fg-2').textContent()).toBe('emulated is up');
  await seen(terminal(page).getByText('The command is done.'));
  await seen(card(page).getByText('It is running.'));
  const list = page.getByRole('list', { name: 'Boards, last connected first' });
  await seen(list.getByRole('button', { name: /^emulated/ }));
  expect(await commands(page)).toHaveLength(1);
  await inputOf(page, name).focus();
  await page.keyboard.press('Control+Shift+f');
  await page.keyboard.type('Linux');
  await seen(terminal(page).getByText('1 of 1'));
  expect(faults).toEqual([]);
});

test('Ctrl+C cancels it, Stop ends it, and it is run again when that is asked for', async () => {
  await using watched = await open('no-boards');
  const { page, faults } = watched;
  await holdAt(page, 1);
  await button(card(page), 'Run in the terminal').click();
  await has(page, name, 'boot the kernel');
  // The keys are the terminal's since it began.
  await expect.poll(() => inputOf(page, name).evaluate((input) => input === document.activeElement)).toBe(true);
  await page.keyboard.press('Control+c');
  await seen(terminal(page).getByText('The command was cancelled.'));
  expect(await linesOf(page, name)).toContain('uiomem-studio: The work was cancelled.');
  await seen(page.getByText('No board is known yet.'));
  await button(terminal(page), 'Run again').focus();
  await page.keyboard.press('Enter');
  await seen(terminal(page).getByText('Running'));
  await button(terminal(page), 'Stop').click();
  await seen(terminal(page).getByText('The command was stopped.'));
  await release(page);
  await button(card(page), 'Run in the terminal').click();
  await seen(terminal(page).getByText('The command is done.'));
  const ids = (await commands(page)).map((each) => each.terminal);
  expect([ids.length, new Set(ids).size]).toEqual([3, 3]);
  expect(faults).toEqual([]);
});

test('one that fails says its status, below what it said', async () => {
  await using watched = await open('workstation-failed');
  const { page } = watched;
  await seen(terminal(page).getByRole('status').getByText('Warning: The command has failed, with status 1.'));
  await has(
    page,
    name,
    'uiomem-studio: qemu-system-aarch64 is not installed on this workstation. [workstation.program-missing]',
  );
});

test('a panel that is closed ends it, and one that a kept layout brings back runs nothing', async () => {
  await using watched = await open('no-boards');
  const { page } = watched;
  await holdAt(page, 1);
  await button(card(page), 'Run in the terminal').click();
  await has(page, name, 'boot the kernel');
  await button(page, `Close ${name}`).click();
  await seen(button(card(page), 'Run in the terminal'));
  await release(page);
  await button(card(page), 'Run in the terminal').click();
  await seen(terminal(page).getByText('The command is done.'));
  expect(await linesOf(page, name)).toEqual(['emulated is up: Linux 6.12.57, root@127.0.0.1:2222.']);
  await page.waitForFunction(() => sessionStorage.getItem('uiomem-layout')?.includes('workstation::emulated-up'));
  await page.reload();
  await seen(terminal(page).getByText('board emulated up has not been run in this window.'));
  expect(await commands(page)).toEqual([]);
  await button(terminal(page), 'Run').click();
  await seen(terminal(page).getByText('The command is done.'));
});

test('where no pseudo-terminal can be had the card says why, and has the command to copy', async () => {
  await using watched = await open('no-pseudo-terminal');
  const { page, faults } = watched;
  await seen(card(page).getByText(/^It cannot be run in a terminal of this window\. No pseudo-terminal can be had/));
  expect(await button(card(page), 'Run in the terminal').count()).toBe(0);
  await seen(button(card(page), 'Copy as command: uiomem-studio board emulated up'));
  await page.keyboard.press('Control+Shift+p');
  await page.keyboard.type('emulated board in a terminal');
  await page.keyboard.press('Enter');
  await seen(terminal(page).getByText('terminal.no-pseudo-terminal'));
  await seen(button(terminal(page), 'Copy as command: uiomem-studio board emulated up'));
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});
