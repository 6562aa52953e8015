/** Problems of every board in one list that leads to them, and long work in one place from where it is cancelled. */
import { expect, test } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { button, calls, holdAt, scriptedWindow, seen, status } from '../testing/scripted-window.ts';

const open = scriptedWindow();

test('findings lead to their field or line, and are mended where they are listed', async () => {
  await using watched = await open('plan-findings');
  const { page, faults } = watched;
  await status(page)
    .getByRole('button', { name: /3 findings/ })
    .click();
  const problems = page.getByRole('list', { name: 'Problems' });
  await seen(problems.getByText('region.unaligned'));
  expect(await accessibilityFaults(page)).toEqual([]);
  // The plan need not be open, nor to be judged again.
  await button(page, 'Close Plan zynq').click();
  await problems.getByRole('button', { name: /Line 16: uiomem0 is registers/ }).click();
  await seen(page.getByRole('tab', { name: 'Plan zynq', selected: true }));
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'));
  await expect.poll(focused).toBe('true');
  const cache = page.getByLabel('Cache of uiomem0', { exact: true });
  expect(await cache.evaluate((field) => field === document.activeElement)).toBe(true);
  const view = page.getByRole('group', { name: 'View of the plan' });
  await button(view, 'Text').click();
  await problems.getByRole('button', { name: /Line 16: uiomem0 is registers/ }).click();
  const line = () => page.locator('.monaco-editor .line-numbers.active-line-number').textContent();
  await expect.poll(line).toBe('16');
  await button(problems, 'Fix: Turn the cache off').click();
  await expect.poll(() => problems.getByRole('listitem').count()).toBe(2);
  expect(faults).toEqual([]);
});

test('each problem has the command that shows it, mends it, or tries it again', async () => {
  await using watched = await open('plan-findings');
  const { page, faults } = watched;
  await status(page)
    .getByRole('button', { name: /3 findings/ })
    .click();
  const rows = page.getByRole('list', { name: 'Problems' }).getByRole('listitem');
  const commands = () =>
    rows.getByRole('button', { name: /^Copy as command/ }).evaluateAll((all) => all.map((each) => each.ariaLabel));
  const lint = 'Copy as command: uiomem-studio plan lint bringup.yaml';
  // One has a fix.
  await expect.poll(commands).toEqual([`${lint} --board zynq`, `${lint} --board zynq`, `${lint} --fix --board zynq`]);
  await page.evaluate(() =>
    window.scripted.put('zynq', (before) => ({
      ...before,
      connection: { state: 'failed', problem: { id: 'ssh.unreachable', message: 'Nobody answers.' } },
    })),
  );
  await expect.poll(commands).toContain('Copy as command: uiomem-studio board connect zynq');
  await expect.poll(commands).toContain(`${lint} --offline`);
  expect(faults).toEqual([]);
});

test('a board that cannot be reached leads to its page', async () => {
  await using watched = await open('host-key-changed');
  const { page } = watched;
  await button(page, 'Close Board zynq').click();
  await button(page, 'Problems').click();
  const problems = page.getByRole('list', { name: 'Problems' });
  await problems.getByRole('button', { name: /The host key of zynq\.lab has changed/ }).click();
  await seen(page.getByRole('tab', { name: 'Board zynq', selected: true }));
});

test('long work tells what, how far and how long, and is cancelled from the status bar', async () => {
  await using watched = await open('no-boards');
  const { page, faults } = watched;
  await holdAt(page, 1);
  await button(page.getByRole('region', { name: 'Emulated board' }), 'Start and connect').click();
  await status(page)
    .getByRole('button', { name: /Work under way: Start the emulated board/ })
    .click();
  const centre = page.getByRole('dialog', { name: 'Work under way' });
  await seen(centre.getByText('boot the kernel'));
  await seen(centre.getByText(/^\d+ s$/));
  expect(await accessibilityFaults(page)).toEqual([]);
  await button(centre, 'Cancel').click();
  await status(page)
    .getByRole('button', { name: /Work under way/ })
    .waitFor({ state: 'detached' });
  expect(await calls(page, 'board.connect')).toEqual([]);
  expect(faults).toEqual([]);
});
