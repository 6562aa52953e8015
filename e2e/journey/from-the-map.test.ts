/** On a real board: from a place on the memory map to a region that holds bytes, with what the kernel says of it. */
import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board } from '../../app/contract/board.ts';
import { boardShell } from '../testing/boards.ts';
import { button, main } from '../testing/scripted-window.ts';
import { type BoardWindow, boardWindow } from './board-window.ts';
import { goTo, typeOver, unlock } from './device-steps.ts';

const name = 'mapped';
/** What mem= keeps from Linux, up to the node of the device tree. */
const free = 0x7000_0000n;

let on: BoardWindow;
let page: Page;
let board: Board;

beforeAll(async () => {
  on = await boardWindow(name);
  ({ page, board } = on);
});
afterAll(() => on?.[Symbol.asyncDispose]());

const map = () => page.getByRole('listbox', { name: `Memory of ${name}` });
const rows = async () => (await map().getByRole('option').allTextContents()).join('\n');

test('the map says what /proc/iomem and the device tree of the board say', async () => {
  await map().waitFor();
  const iomem = await boardShell(board, 'cat /proc/iomem');
  const [, first = '', last = ''] = /^([0-9a-f]+)-([0-9a-f]+) : System RAM$/m.exec(iomem) ?? [];
  const shown = await rows();
  expect(shown).toMatch(new RegExp(`^0x${first.replace(/^0+/, '')}System RAM.*to 0x${last.replace(/^0+/, '')}`, 'm'));
  expect(shown).toMatch(/^0x60000000uiomem116 MiBuiomem node, not loaded/m);
  expect(shown).toMatch(/^0x70000000Memory128 MiBmemory that Linux does not manage/m);
  expect(shown).toMatch(/^0x78000000plmem16 MiBuiomem node, not loaded/m);
});

test('a place becomes a region of the plan, the plan is applied, and the map and the log follow', async () => {
  await map()
    .getByRole('option', { name: /^0x70000000 ?Memory/ })
    .click();
  const about = page.getByRole('region', { name: 'About Memory at 0x70000000' });
  await about.getByText('0x77ffffff', { exact: true }).waitFor();
  await button(about, 'Make a region of this').click();
  await main(page).getByText(`checked against ${name}`).waitFor();
  await button(main(page), 'Next: review').click();
  await button(main(page), `Apply to ${name}`).click();
  await page
    .getByRole('region', { name: `Result on ${name}` })
    .getByText('Apply done')
    .waitFor({ timeout: 120_000 });

  await page.getByRole('tab', { name: 'Board' }).click();
  await expect.poll(rows, { timeout: 20_000 }).toMatch(/^0x70000000uiomem0128 MiBuiomem region/m);
  // Its nodes became regions with the driver.
  expect(await rows()).toMatch(/^0x78000000plmem16 MiBuiomem region/m);

  await page.keyboard.press('Alt+l');
  const log = page.getByRole('region', { name: `Kernel log of ${name}` });
  await log
    .getByText(/uiomem uiomem0: /)
    .first()
    .waitFor();
});

test('what anybody writes into the log is there within a second or two, and only when all lines are asked for', async () => {
  const word = randomBytes(6).toString('hex');
  const line = page.getByRole('region', { name: `Kernel log of ${name}` }).getByText(`hello ${word} ␛[31m`);
  await boardShell(board, `printf 'hello ${word} \\033[31m\\n' >/dev/kmsg`);
  await button(main(page), 'All').click();
  await line.waitFor({ timeout: 4_000 });
  await button(main(page), 'Driver').click();
  await line.waitFor({ state: 'detached' });
});

test('what is typed into the region is in the RAM file', async () => {
  await page.getByRole('tab', { name: 'Board' }).click();
  await map()
    .getByRole('option', { name: /^0x70000000 ?uiomem0/ })
    .click();
  await button(main(page), 'Open uiomem0').click();
  await page.getByRole('grid').waitFor();
  await unlock(page, 'uiomem0');
  await goTo(page, '0x40');
  await typeOver(page, '600dcafe');
  await expect
    .poll(async () => (await on.ram.read(free + 0x40n, 4)).toString('hex'), { timeout: 10_000 })
    .toBe('feca0d60');
});
