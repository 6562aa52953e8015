/**
 * On a real board, in its device-tree window: a node is written with a mistake, mended, rehearsed and installed for the next boot; the board
 * is restarted, its device holds bytes, and everything is taken away again.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board } from '../../app/contract/board.ts';
import { boardShell } from '../testing/boards.ts';
import { button, main } from '../testing/scripted-window.ts';
import { type BoardWindow, boardWindow } from './board-window.ts';
import { caretCell, expectText, goTo, typeOver, unlock } from './device-steps.ts';
import { mistaken, rehearse, takeFix, treeDevice, treeRange, writeOverlay } from './tree-steps.ts';

const name = 'tree-window';
const conf = '/boot/extlinux/extlinux.conf';
/** A restart under emulation, beside other work. */
const restartMs = 240_000;

let on: BoardWindow;
let page: Page;
let board: Board;
let before: { readonly conf: string; readonly tree: string };

const tree = () =>
  boardShell(
    board,
    'cd /proc/device-tree && find . -type f | grep -v "^./chosen/" | sort | xargs sha256sum | sha256sum',
  );
const stands = () => page.getByRole('region', { name: `What stands on ${name}` });

beforeAll(async () => {
  on = await boardWindow(name);
  ({ page, board } = on);
  before = { conf: await boardShell(board, `cat ${conf}`), tree: await tree() };
});
afterAll(() => on?.[Symbol.asyncDispose]());

test('a mistake is told while it is written, and mended by its fix', async () => {
  await writeOverlay(page, mistaken);
  await takeFix(page, 'device-tree.cells-mismatch');
  await page.getByText('Nothing was found.').waitFor();
});

test('the rehearsal says what the next boot makes of it, and nothing reaches the board', async () => {
  expect(await rehearse(page, 'At the next boot')).toContain(`becomes /dev/${treeDevice}`);
  await page.getByText(`The next boot of ${name} would have every device.`).waitFor();
  expect(await boardShell(board, `cat ${conf}`)).toBe(before.conf);
});

test('it is installed as the difference said, and the next boot has the device', async () => {
  await button(page, 'Next: apply').click();
  await page.getByRole('radio', { name: /^Overlay in extlinux\.conf/ }).check();
  const changes = page.getByRole('region', { name: `Changes of ${conf}` });
  const line = (await changes.getByText(/fdtoverlays/).textContent()) ?? '';
  await button(page, `Install for the next boot of ${name}`).click();
  await stands().getByText('from the next boot on').first().waitFor();
  expect(await boardShell(board, `cat ${conf}`)).toContain(line.replace(/^\+?(?:added: )?\s*/, '').trim());

  await button(page, `Restart ${name}…`).click();
  const asking = page.getByRole('dialog', { name: `Restart ${name}?` });
  await asking
    .getByText(/serial console/)
    .first()
    .waitFor();
  await button(asking, `Restart ${name}`).click();
  await stands().getByText('this boot came by it').waitFor({ timeout: restartMs });
  expect(await boardShell(board, 'cat /proc/device-tree/uiomem-bus/bram@70000000/device-name')).toContain(treeDevice);
});

test('its device is there with the driver, and what is typed into it is in the RAM file', async () => {
  await on.host.client.call('module.load', { board: name, parameters: [] });
  await page
    .getByRole('list', { name: `Devices of ${name}` })
    .getByRole('button', { name: new RegExp(`^${treeDevice}\\b`) })
    .click();
  // No plan says what it is.
  await button(main(page), 'This is memory').click();
  await page.getByRole('grid').waitFor();
  await unlock(page, treeDevice);
  await goTo(page, '0x80');
  await expectText(caretCell(page), /^0x0+$/);
  await typeOver(page, '0badcafe');
  await expect
    .poll(async () => (await on.ram.read(treeRange.address + 0x80n, 4)).toString('hex'), { timeout: 10_000 })
    .toBe('fecaad0b');
});

test('it is taken away and the files are as before, and after a restart the tree is, too', async () => {
  await page.keyboard.press('Alt+d');
  await stands().getByText('this boot came by it').waitFor();
  await button(page, 'Remove overlay…').click();
  await button(page.getByRole('dialog'), `Remove from ${name}`).click();
  await page
    .getByText('Nothing: its tree and its boot files are as they were before this tool.')
    .waitFor({ timeout: 60_000 });
  expect(await boardShell(board, `cat ${conf}`)).toBe(before.conf);
  await button(page, `Restart ${name}…`).click();
  await button(page.getByRole('dialog'), `Restart ${name}`).click();
  await expect.poll(() => tree().catch(() => ''), { timeout: restartMs, interval: 3_000 }).toBe(before.tree);
});
