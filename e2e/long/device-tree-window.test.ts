/**
 * In the device-tree window of a board whose kernel takes overlays while it runs: a node is written with a mistake, mended, rehearsed and
 * applied; its device holds bytes; it is removed, and the board is as before.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board } from '../../app/contract/board.ts';
import { type BoardWindow, boardWindow } from '../journey/board-window.ts';
import { caretCell, expectText, goTo, typeOver, unlock } from '../journey/device-steps.ts';
import { mistaken, rehearse, takeFix, treeDevice, treeRange, writeOverlay } from '../journey/tree-steps.ts';
import { boardShell } from '../testing/boards.ts';
import { button, main } from '../testing/scripted-window.ts';

const name = 'run-time-window';
let on: BoardWindow;
let page: Page;
let board: Board;
let before: string;

const traces = () =>
  boardShell(
    board,
    'cd /proc/device-tree && find . -type f | sort | xargs sha256sum | sha256sum; ls /sys/kernel/config/device-tree/overlays /sys/class/uiomem /sys/bus/platform/devices; cat /proc/iomem',
  );

beforeAll(async () => {
  on = await boardWindow(name, { kernel: '6.1-debug' });
  ({ page, board } = on);
  await on.host.client.call('module.load', { board: name, parameters: [] });
  before = await traces();
});
afterAll(() => on?.[Symbol.asyncDispose]());

test('a mistake is mended by its fix, and the rehearsal says what the running kernel makes of it', async () => {
  await writeOverlay(page, mistaken);
  await takeFix(page, 'device-tree.cells-mismatch');
  expect(await rehearse(page, 'Applied now')).toContain(`becomes /dev/${treeDevice}`);
  expect(await traces()).toBe(before);
});

test('it is applied, and what is typed into its device is in the RAM file', async () => {
  await button(page, 'Next: apply').click();
  await button(page, `Apply to ${name} now`).click();
  await page.getByText(`/dev/${treeDevice} came to be.`).waitFor({ timeout: 60_000 });
  await page
    .getByRole('list', { name: `Devices of ${name}` })
    .getByRole('button', { name: new RegExp(`^${treeDevice}\\b`) })
    .click();
  await button(main(page), 'This is memory').click();
  await page.getByRole('grid').waitFor();
  await unlock(page, treeDevice);
  await goTo(page, '0x100');
  await expectText(caretCell(page), /^0x0+$/);
  await typeOver(page, '5eed1e55');
  await expect
    .poll(async () => (await on.ram.read(treeRange.address + 0x100n, 4)).toString('hex'), { timeout: 10_000 })
    .toBe('551eed5e');
});

test('it is removed, and the board is as before', async () => {
  await page.keyboard.press('Alt+d');
  await button(page, 'Remove overlay…').click();
  await button(page.getByRole('dialog'), `Remove from ${name}`).click();
  await page
    .getByText('Nothing: its tree and its boot files are as they were before this tool.')
    .waitFor({ timeout: 60_000 });
  expect(await traces()).toBe(before);
});
