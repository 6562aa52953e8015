/** Addresses of a hardware design become regions of a plan: chosen by mouse and by keyboard, marked by what lies there, refused when they are none. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { platform } from '../../app/plan/testing/address-files.ts';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { button, scriptedWindow, seen } from '../testing/scripted-window.ts';

const open = scriptedWindow();
const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../app/plan/address-map/fixtures', name));

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Import addresses from the design' });
const rows = (page: Page) => dialog(page).getByRole('table', { name: 'Addresses of the design' }).getByRole('row');
const row = (page: Page, name: string) => rows(page).filter({ has: page.getByRole('checkbox', { name, exact: true }) });
/** The text as it is kept for the window. */
const planText = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem('uiomem-plans') ?? '{}').state?.texts?.zynq?.text ?? '');

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await dialog(page)
    .getByRole('button', { name: /file…$/ })
    .click();
  await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer });
}

test('a platform is chosen, read in the page, and its entries become regions of the plan', async () => {
  await using watched = await open('plan');
  const { page, faults } = watched;
  const before = await planText(page);
  await button(page, 'Import addresses…').click();
  await seen(dialog(page).getByText('or drop one here'));
  await choose(page, 'design_1.xsa', Buffer.from(platform({ 'zynq.hwh': fixture('zynq-7000.hwh') })));
  await seen(dialog(page).getByText('design design_1 · xc7z020clg400-1 · Vivado 2023.2 · 4 address ranges'));
  expect(await rows(page).count()).toBe(5);
  await seen(row(page, 'axi_bram_ctrl_0').getByText('processing_system7_0/M_AXI_GP0'));
  expect(await button(dialog(page), 'Add regions').isDisabled()).toBe(true);

  await dialog(page).getByLabel('Kind').selectOption('registers');
  await dialog(page).getByRole('textbox', { name: 'Filter' }).fill('GPIO');
  await seen(dialog(page).getByText('1 of 4 match. None is chosen.'));
  await dialog(page).getByRole('checkbox', { name: 'axi_gpio_0' }).check();
  // What is filtered away stays chosen.
  await dialog(page).getByRole('textbox', { name: 'Filter' }).fill('');
  await dialog(page).getByLabel('Kind').selectOption('memory');
  await dialog(page).getByRole('checkbox', { name: 'axi_bram_ctrl_0' }).check();
  expect(await accessibilityFaults(page)).toEqual([]);
  await seen(
    dialog(page).getByRole('button', {
      name: 'Copy as command: uiomem-studio plan import design_1.xsa --add axi_bram_ctrl_0,axi_gpio_0 --plan bringup.yaml',
    }),
  );
  await button(dialog(page), 'Add 2 regions').click();
  await dialog(page).waitFor({ state: 'detached' });
  await expect
    .poll(() => planText(page))
    .toBe(
      `${before}  - device: uiomem1
    address: "0x40000000"
    size: 8 KiB
    content: memory
    cache: off
    source: "design_1.xsa: axi_bram_ctrl_0"
  - device: uiomem2
    address: "0x41200000"
    size: 64 KiB
    content: registers
    cache: off
    source: "design_1.xsa: axi_gpio_0"
`,
    );
  // Lint says what it thinks of them, as of every text.
  await seen(page.getByRole('region', { name: 'Form of the plan of zynq' }).getByText('region.device-memory'));
  expect(faults).toEqual([]);
});

test('what lies there already is said in words', async () => {
  await using watched = await open('plan-import');
  const { page, faults } = watched;
  await seen(row(page, 'dma').getByText('in the plan as uiomem4'));
  await seen(row(page, 'bram').getByText('loaded as uiomem0'));
  await seen(row(page, 'bram').getByText('overlaps uiomem2, which is loaded'));
  await seen(row(page, 'zynq_ultra_ps_e_0/HPC0_DDR_LOW').getByText('managed by Linux'));
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('by keyboard alone, from the button to the plan and back to the button', async () => {
  await using watched = await open('plan');
  const { page, faults } = watched;
  await button(page, 'Import addresses…').focus();
  await page.keyboard.press('Enter');
  const file = button(dialog(page), 'Choose a file…');
  await expect.poll(() => file.evaluate((element) => element === document.activeElement)).toBe(true);
  const chooser = page.waitForEvent('filechooser');
  // It is listened for by then.
  await page.evaluate(() => {});
  await page.keyboard.press('Enter');
  await (await chooser).setFiles({
    name: 'map.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('name,base,size,kind\ngpio,0xA0100000,64K,reg\n'),
  });
  await dialog(page).getByRole('checkbox', { name: 'gpio' }).waitFor();
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press('Tab');
    const isThere = await dialog(page)
      .getByRole('checkbox', { name: 'gpio' })
      .evaluate((element) => element === document.activeElement);
    if (isThere) break;
  }
  await page.keyboard.press('Space');
  await seen(button(dialog(page), 'Add 1 region'));
  await page.keyboard.press('Enter');
  await dialog(page).waitFor({ state: 'detached' });
  expect(await planText(page)).toContain('source: "map.csv: gpio"');
  await expect
    .poll(() => button(page, 'Import addresses…').evaluate((element) => element === document.activeElement))
    .toBe(true);
  expect(faults).toEqual([]);
});

test('a file that is dropped is read, and one that is none is refused with a way out', async () => {
  await using watched = await open('plan-empty');
  const { page, faults } = watched;
  await button(page, 'Import addresses…').click();
  const zone = dialog(page).getByRole('region', { name: 'File of the design' });
  const drop = async (name: string, text: string) => {
    const data = await page.evaluateHandle(
      ([fileName, content]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content ?? ''], fileName ?? ''));
        return transfer;
      },
      [name, text],
    );
    await zone.dispatchEvent('drop', { dataTransfer: data });
  };
  await drop('notes.txt', 'Dear reader,\n');
  const alert = dialog(page).getByRole('alert');
  await seen(alert.getByText('address-map.unknown-format'));
  await seen(alert.getByText(/A CSV begins with a line such as name,base,size/));
  expect(await accessibilityFaults(page)).toEqual([]);
  await drop('map.json', '{"ram": {"base": "0xA0000000", "size": "4K"}, "tiny": {"base": "0xA0100000", "size": 64}}');
  await seen(dialog(page).getByText('map.json'));
  await seen(dialog(page).getByText(/does not tell memory from registers for ram, tiny/));
  await button(dialog(page), 'Choose all of them').click();
  await seen(dialog(page).getByText(/tiny has 64 bytes and its region 4 KiB/));
  await button(dialog(page), 'Add 2 regions').click();
  // The first regions begin a plan.
  await expect
    .poll(() => planText(page))
    .toMatch(/^# A bring-up plan[\s\S]*source: "map.json: ram"[\s\S]*source: "map.json: tiny"/);
  expect(faults).toEqual([]);
});

test('more regions than insmod has names for are told before they are added', async () => {
  await using watched = await open('plan');
  const { page } = watched;
  await button(page, 'Import addresses…').click();
  const lines = Array.from({ length: 9 }, (_, index) => `g${index},0xA0${index}00000,4K,reg`);
  await choose(page, 'nine.csv', Buffer.from(`name,base,size,kind\n${lines.join('\n')}`));
  await button(dialog(page), 'Choose all of them').click();
  await seen(
    dialog(page)
      .getByRole('list', { name: 'Not all can be added' })
      .getByText(/There is no region of g8/),
  );
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(await planText(page)).not.toContain('nine.csv');
});
