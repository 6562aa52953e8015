/**
 * On a real board, in a window: two devices on one range by the wizard, what is written through the one seen through the other;
 * loaded at the next boot; and taken away until nothing of it is left.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board } from '../../app/contract/board.ts';
import { boardShell } from '../testing/boards.ts';
import { button, main } from '../testing/scripted-window.ts';
import { type BoardWindow, boardWindow } from './board-window.ts';
import { caretCell, expectText, goTo, typeOver, unlock } from './device-steps.ts';

const name = 'shared';
const address = 0x7000_0000n;
const devices = ['uiomem0', 'uiomem2'];

let on: BoardWindow;
let page: Page;
/** What the board says of itself that a bring-up may change. */
let before: string;
const stateOf = (board: Board) =>
  boardShell(
    board,
    'grep ^uiomem /proc/modules; grep -i uiomem /proc/iomem; ls /dev | grep uiomem; ls -R /sys/class/uiomem /etc/modprobe.d /etc/modules-load.d /lib/modules/$(uname -r)/updates 2>/dev/null; :',
  );

beforeAll(async () => {
  on = await boardWindow(name, {
    async before(board) {
      before = await stateOf(board);
    },
  });
  ({ page } = on);
});
afterAll(() => on?.[Symbol.asyncDispose]());

const wizard = () => page.getByRole('dialog', { name: `Share a range of ${name}` });
const form = () => page.getByRole('region', { name: `Form of the plan of ${name}` });
const result = () => page.getByRole('region', { name: `Result on ${name}` });

async function apply(): Promise<void> {
  await main(page).getByText(`checked against ${name}`).waitFor();
  await button(main(page), 'Next: review').click();
  await button(main(page), `Apply to ${name}`).click();
  await result().getByText('Apply done').waitFor({ timeout: 120_000 });
}

test('the wizard’s two devices are loaded, and each sees what is written through the other', async () => {
  await page.keyboard.press('Alt+p');
  await button(page, 'Share a range…').click();
  await wizard().getByLabel('Address', { exact: true }).fill('0x70000000');
  await wizard().getByLabel('Size', { exact: true }).fill('64 KiB');
  await button(wizard(), 'Next').click();
  const entries = wizard().getByRole('list', { name: 'Devices' }).getByRole('listitem');
  for (const [index, device] of devices.entries()) {
    await entries.nth(index).getByLabel('Device', { exact: true }).fill(device);
  }
  await button(wizard(), 'Next').click();
  await wizard().getByText('One policy for all of it.').waitFor();
  for (const device of devices) {
    await wizard().getByLabel(`Cache of ${device}`).selectOption({ label: 'Off: every mapping past the cache' });
  }
  await button(wizard(), 'Next').click();
  await button(wizard(), 'Put it in the plan').click();
  await form().getByLabel('Loaded at every boot', { exact: true }).check();
  await apply();
  const log = await boardShell(on.board, 'dmesg | grep -i uiomem');
  // Shareable devices with equal attributes: the driver has nothing to say of it.
  expect(log).not.toMatch(/warn|differ|overlap/i);

  await button(result(), 'Open uiomem0 in Memory').click();
  await page.getByRole('grid').waitFor();
  await unlock(page, 'uiomem0');
  await goTo(page, '0x100');
  await typeOver(page, '600dcafe');
  await expect
    .poll(async () => (await on.ram.read(address + 0x100n, 4)).toString('hex'), { timeout: 10_000 })
    .toBe('feca0d60');
  await page.getByRole('tab', { name: `Plan ${name}` }).click();
  await button(result(), 'Open uiomem2 in Memory').click();
  await page.getByRole('tab', { name: /uiomem2/, selected: true }).waitFor();
  await goTo(page, '0x100');
  await expectText(caretCell(page).last(), /fe|600dcafe/i);
});

test('the next boot loads both', async () => {
  await on.host.client.call('emulated.reboot', { name });
  await expect
    .poll(() => boardShell(on.board, 'ls /dev | grep uiomem').catch(() => ''), { timeout: 180_000, interval: 2_000 })
    .toMatch(/uiomem0\n(.*\n)*uiomem2\n/);
  const shown = await boardShell(
    on.board,
    'cat /sys/class/uiomem/uiomem[02]/phys_addr /sys/class/uiomem/uiomem[02]/shareable',
  );
  expect(shown.trim().split('\n').map(Number)).toEqual([Number(address), Number(address), 1, 1]);
});

test('what was kept is removed by a plan without it, the module unloaded, and nothing is left', async () => {
  await page.getByRole('tab', { name: `Plan ${name}` }).click();
  await button(main(page), 'Edit').click();
  for (const device of devices) await button(form(), `Remove ${device}`).click();
  await form().getByLabel('Loaded at every boot', { exact: true }).uncheck();
  await apply();
  await page.keyboard.press('Alt+k');
  await button(main(page), 'Unload…').click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Unload/ })
    .click();
  await expect.poll(() => stateOf(on.board), { timeout: 30_000 }).toBe(before);
});
