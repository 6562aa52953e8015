/**
 * On a real board, in a window: two devices on one range by the wizard, what is written through the one seen through the other;
 * loaded at the next boot; and taken away until nothing of it is left.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board } from '../../app/contract/board.ts';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import { boardShell } from '../testing/boards.ts';
import { startChromium } from '../testing/chromium.ts';
import { ownFolders } from '../testing/private-folders.ts';
import { button, main } from '../testing/scripted-window.ts';
import { openWindow, serving } from '../testing/served-host.ts';
import { caretCell, expectText, goTo, typeOver, unlock } from './device-steps.ts';

const name = 'shared';
const address = 0x7000_0000n;
const devices = ['uiomem0', 'uiomem2'];

const undoing = new AsyncDisposableStack();
let host: Awaited<ReturnType<typeof serving>>;
let browser: Browser;
let page: Page;
let board: Board;
let ram: RamFile;
/** What the board says of itself that a bring-up may change. */
let before: string;
const stateOfBoard = () =>
  boardShell(
    board,
    'grep ^uiomem /proc/modules; grep -i uiomem /proc/iomem; ls /dev | grep uiomem; ls -R /sys/class/uiomem /etc/modprobe.d /etc/modules-load.d /lib/modules/$(uname -r)/updates 2>/dev/null; :',
  );

beforeAll(async () => {
  const { environment } = undoing.use(await ownFolders());
  host = undoing.use(await serving(environment));
  browser = await startChromium();
  undoing.defer(() => browser.close());
  undoing.defer(() => host.client.call('emulated.down', { name }).then(() => {}));
  const found = await host.client.call('emulated.up', { name });
  board = found.board;
  ram = undoing.use(await RamFile.open(found.status.ramFile ?? '', BigInt(found.status.ramBase ?? 0)));
  before = await stateOfBoard();
  await host.client.call('board.connect', { board: name });
  page = await openWindow(browser, host.client);
  page.setDefaultTimeout(30_000);
});
afterAll(() => undoing.disposeAsync());

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
  const log = await boardShell(board, 'dmesg | grep -i uiomem');
  // Shareable devices with equal attributes: the driver has nothing to say of it.
  expect(log).not.toMatch(/warn|differ|overlap/i);

  await button(result(), 'Open uiomem0 in Memory').click();
  await page.getByRole('grid').waitFor();
  await unlock(page, 'uiomem0');
  await goTo(page, '0x100');
  await typeOver(page, '600dcafe');
  await expect
    .poll(async () => (await ram.read(address + 0x100n, 4)).toString('hex'), { timeout: 10_000 })
    .toBe('feca0d60');
  await page.getByRole('tab', { name: `Plan ${name}` }).click();
  await button(result(), 'Open uiomem2 in Memory').click();
  await page.getByRole('tab', { name: /uiomem2/, selected: true }).waitFor();
  await goTo(page, '0x100');
  await expectText(caretCell(page).last(), /fe|600dcafe/i);
});

test('the next boot loads both', async () => {
  await host.client.call('emulated.reboot', { name });
  await expect
    .poll(() => boardShell(board, 'ls /dev | grep uiomem').catch(() => ''), { timeout: 180_000, interval: 2_000 })
    .toMatch(/uiomem0\n(.*\n)*uiomem2\n/);
  const shown = await boardShell(
    board,
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
  await expect.poll(stateOfBoard, { timeout: 30_000 }).toBe(before);
});
