/** The command palette in a real Chromium, by role and name, against the scripted host. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { calls, scriptedWindow, seen } from '../testing/scripted-window.ts';
import { sidewaysFaults, smallSize } from '../testing/watched-page.ts';

const open = scriptedWindow();
const palette = (page: Page) => page.getByRole('dialog', { name: 'Command palette' });
const says = (page: Page, text: string | RegExp) => palette(page).getByRole('status').getByText(text).waitFor();

async function type(page: Page, text: string): Promise<void> {
  if ((await palette(page).count()) === 0) await page.keyboard.press('Control+Shift+P');
  const input = palette(page).getByRole('combobox');
  await input.fill(text);
}
const options = (page: Page) => palette(page).getByRole('option').allTextContents();

test('runs commands by name, by keyboard alone, and gives the focus back', async () => {
  await using watched = await open('devices');
  const { page, faults } = watched;
  await page.getByRole('heading', { name: 'zynq' }).waitFor();
  const board = page.getByRole('list', { name: 'Boards' }).getByRole('button', { name: /^zynq/ });
  await board.focus();
  await type(page, '');
  expect((await options(page)).length).toBeGreaterThan(15);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await palette(page).waitFor({ state: 'detached' });
  await expect.poll(() => board.evaluate((element) => element === document.activeElement)).toBe(true);

  await type(page, 'log zynq');
  expect((await options(page))[0]).toBe('Open the kernel log of zynq');
  await page.keyboard.press('Enter');
  await palette(page).waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: 'Kernel log', selected: true }).waitFor();

  await type(page, 'uiomem');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'uiomem1', selected: true }).waitFor();
  await type(page, 'connect polar');
  await page.keyboard.press('Enter');
  await expect.poll(() => calls(page, 'board.connect')).toEqual([{ board: 'polarfire' }]);
  await type(page, 'theme light');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe('light');
  await type(page, 'no such command');
  await says(page, 'No command is called that.');
  await page.setViewportSize(smallSize);
  await expect.poll(() => sidewaysFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('reads by address, and shows the place', async () => {
  await using watched = await open('devices');
  const { page, faults } = watched;
  await page.getByRole('heading', { name: 'zynq' }).waitFor();
  await type(page, 'r 0x70000010 8');
  expect(await options(page)).toEqual([
    'Read 8 bytes at 0x70000010 (uiomem1 + 0x10, 2 × 32 bits)',
    'Show 0x70000010 in the view of uiomem1',
  ]);
  expect(await calls(page, 'memory.read')).toEqual([]);
  await page.keyboard.press('Enter');
  await says(page, /^0x70000010: 0x[0-9a-f]{8} 0x[0-9a-f]{8}$/);
  expect(await calls(page, 'memory.read')).toEqual([
    { board: 'zynq', device: 'uiomem1', content: 'memory', eye: 'cpu', offset: 0x10n, size: 8n, width: 32 },
  ]);
  // What is not known to be memory is accessed as registers are.
  await type(page, 'r 0xa0020004');
  await page.keyboard.press('Enter');
  await says(page, /^0xa0020004: 0x[0-9a-f]{8}$/);
  expect((await calls(page, 'memory.read')).at(-1)).toEqual({
    board: 'zynq',
    device: 'uiomem2',
    content: 'registers',
    eye: 'device',
    offset: 4n,
    size: 4n,
    width: 32,
  });
  await type(page, 'r 0x70000040 16');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const grid = page.getByRole('grid', { name: /^Memory of uiomem1/ });
  await grid.getByRole('gridcell', { selected: true }).first().waitFor();
  await seen(page.getByText(/0x70000040/).first());
  for (const [text, why] of [
    ['r 0x1234 4', /^No device has 0x1234: there are uiomem0 at 0xa0000000/],
    ['r 0x70fffffc 8', '0x71000003 lies behind the end of uiomem1.'],
    ['w 0x70000000', 'Behind the address stands the value: w 0xA0000000 1.'],
  ] as const) {
    await type(page, text);
    await says(page, why);
    expect(await options(page)).toEqual([]);
    await page.keyboard.press('Enter');
  }
  expect(faults).toEqual([]);
});

test('writes by address what is unlocked, and nothing else', async () => {
  await using watched = await open('devices');
  const { page, faults } = watched;
  await page.getByRole('heading', { name: 'zynq' }).waitFor();
  await type(page, 'w 0x70000020 0xcafe');
  expect(await options(page)).toEqual(['uiomem1 is read-only in this window: open it there, and unlock editing']);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Read-only: Unlock editing of uiomem1' }).click();
  expect(await calls(page, 'memory.write')).toEqual([]);
  await type(page, 'w 0x70000020 0xcafe');
  expect((await options(page))[0]).toBe('Write 0xcafe to 0x70000020 (uiomem1 + 0x20, 32 bits)');
  await page.keyboard.press('Enter');
  await says(page, 'Wrote 0xcafe to 0x70000020: it reads back so.');
  const written = await page.evaluate(() => [...(window.scripted.memories.get('zynq/uiomem1')?.read(0x20n, 4) ?? [])]);
  expect(written).toEqual([0xfe, 0xca, 0, 0]);
  // Under the line as it is now nothing of before is said.
  await type(page, 'r 0x70000020');
  expect(await palette(page).getByRole('status').textContent()).toBe('');
  await page.keyboard.press('Enter');
  await says(page, '0x70000020: 0x0000cafe');
  expect(faults).toEqual([]);
});

const held = (page: Page, offset: number, size: number) =>
  page.evaluate(([at, bytes]) => [...(window.scripted.memories.get('zynq/uiomem1')?.read(BigInt(at), bytes) ?? [])], [
    offset,
    size,
  ] as const);
const unlock = (page: Page) => page.getByRole('button', { name: 'Read-only: Unlock editing of uiomem1' }).click();

test('a write goes the way of one in the hex view: read back, shown there, and restored, also while that is not seen', async () => {
  await using watched = await open('memory');
  const { page, faults } = watched;
  const grid = page.getByRole('grid', { name: /^Memory of uiomem1/ });
  await grid.getByRole('gridcell', { selected: true }).first().waitFor();
  await unlock(page);
  await page.getByRole('tab', { name: 'Board zynq' }).click();
  await grid.waitFor({ state: 'detached' });
  const before = await held(page, 0, 4);
  // Of a width that the view does not have.
  await type(page, 'w 0x70000001 0x5a 8');
  await page.keyboard.press('Enter');
  await says(page, 'Wrote 0x5a to 0x70000001: it reads back so.');
  expect(await calls(page, 'memory.write')).toEqual([
    { board: 'zynq', device: 'uiomem1', content: 'memory', eye: 'cpu', offset: 1n, width: 8 },
  ]);
  expect(await held(page, 0, 4)).toEqual(before.with(1, 0x5a));
  // What was there, and what is there now.
  expect((await calls(page, 'memory.read')).slice(-2)).toMatchObject([
    { offset: 1n, size: 1n, width: 8 },
    { offset: 1n, size: 1n, width: 8 },
  ]);
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'uiomem1 zynq' }).click();
  await expect
    .poll(() => grid.getByRole('gridcell', { selected: true }).first().textContent())
    .toMatch(/^0x00005a00(, changed)?$/);
  await grid.focus();
  await page.keyboard.press('Control+z');
  await expect.poll(() => held(page, 0, 4)).toEqual(before);
  expect((await calls(page, 'memory.write')).at(-1)).toMatchObject({ offset: 1n, width: 8 });
  await expect
    .poll(() => page.getByRole('button', { name: '32', exact: true }).getAttribute('aria-pressed'))
    .toBe('true');
  expect(faults).toEqual([]);
});

test('what reads back otherwise is told with what was wanted and what was read', async () => {
  await using watched = await open('memory');
  const { page, faults } = watched;
  await page.getByRole('grid').waitFor();
  await unlock(page);
  await page.evaluate(() => {
    const memory = window.scripted.memories.get('zynq/uiomem1');
    if (memory !== undefined) memory.stuck = 0xf0;
  });
  await type(page, 'w 0x70000000 0xff');
  await page.keyboard.press('Enter');
  await seen(palette(page).getByText('Wrote 0x000000ff, reads back 0x0000000f.'));
  await seen(palette(page).getByText('memory.read-back'));
  expect(await accessibilityFaults(page)).toEqual([]);
  expect((await calls(page, 'memory.write')).length).toBe(1);
  expect(faults).toEqual([]);
});

test('a register is written without being read, and what was unlocked under another connection is locked', async () => {
  await using watched = await open('memory-unknown');
  const { page, faults } = watched;
  await page.getByRole('heading', { name: 'uiomem2 has not been read' }).waitFor();
  await page.getByRole('button', { name: 'Read once', exact: true }).click();
  await page.getByRole('button', { name: 'Unlock editing of uiomem2' }).click();
  await page.getByRole('button', { name: 'Unlock registers' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const reads = (await calls(page, 'memory.read')).length;
  await type(page, 'w 0xa0020004 1');
  await page.keyboard.press('Enter');
  await says(page, 'Wrote 0x1 to 0xa0020004: a register is not read back.');
  expect(await calls(page, 'memory.write')).toMatchObject([{ content: 'registers', eye: 'device', offset: 4n }]);
  expect((await calls(page, 'memory.read')).length).toBe(reads);
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Board zynq' }).click();
  await page.getByRole('grid').waitFor({ state: 'detached' });
  // No view sees the other connection.
  await page.evaluate(() =>
    window.scripted.put('zynq', (before) => ({
      ...before,
      connection: { ...before.connection, since: '2031-01-01T00:00:00.000Z' } as typeof before.connection,
    })),
  );
  await type(page, 'w 0xa0020004 1');
  await expect.poll(() => options(page)).toEqual([expect.stringMatching(/^uiomem2 is read-only in this window/)]);
  expect(faults).toEqual([]);
});

test('what an entry runs is copied as a command, by keyboard and by mouse, and only that', async () => {
  await using watched = await open('devices', { permissions: ['clipboard-read', 'clipboard-write'] });
  const { page, faults } = watched;
  await page.getByRole('heading', { name: 'zynq' }).waitFor();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await type(page, 'r 0x70000010 8');
  await page.keyboard.press('Control+Enter');
  const read = 'uiomem-studio mem read uiomem1 0x10 8 --width 32 --eye cpu --content memory --board zynq';
  await says(page, `Copied: ${read}`);
  await expect.poll(clipboard).toBe(read);
  expect(await calls(page, 'memory.read')).toEqual([]);
  await type(page, 'polarfire');
  await page.keyboard.press('ArrowDown');
  await seen(palette(page).getByText('uiomem-studio board connect polarfire'));
  expect(await accessibilityFaults(page)).toEqual([]);
  await palette(page)
    .getByRole('option', { name: 'Connect polarfire' })
    .click({ modifiers: ['Control'] });
  await says(page, 'Copied: uiomem-studio board connect polarfire');
  expect(await calls(page, 'board.connect')).toEqual([]);
  await type(page, 'split below');
  await page.keyboard.press('Control+Enter');
  await says(page, 'No command of the tool does that.');
  await type(page, 'sudo insmod ./uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000');
  await page
    .getByRole('button', {
      name: "Copy as command: uiomem-studio plan new bringup.yaml --insmod 'sudo insmod ./uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000'",
    })
    .click();
  await expect.poll(clipboard).toContain('--insmod');
  await page.setViewportSize(smallSize);
  await expect.poll(() => sidewaysFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('a line that loads the driver becomes a plan, or a part of it', async () => {
  await using watched = await open('devices');
  const { page, faults } = watched;
  await page.getByRole('heading', { name: 'zynq' }).waitFor();
  await type(page, 'sudo insmod ./uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000');
  expect(await options(page)).toEqual(['Make a plan with 1 region for zynq of this line']);
  await page.keyboard.press('Enter');
  const editor = page.getByRole('main').getByRole('code').first();
  await editor.getByText('0x70000000').waitFor();
  await type(page, 'insmod uiomem.ko uiomem0_addr=0x71000000 uiomem0_size=4096');
  await says(page, 'The plan of zynq has uiomem0 already.');
  await type(page, 'insmod uiomem.ko uiomem3_addr=0x71000000 uiomem3_size=4096 uiomem3_option=0');
  await page.keyboard.press('Enter');
  await editor.getByText('0x71000000').waitFor();
  await editor.getByText('0x70000000').waitFor();
  await type(page, 'insmod uiomem.ko uiomem9_size=1');
  await says(page, /^uiomem9_size=1 is no parameter of the driver/);
  expect(faults).toEqual([]);
});

test('who logs in where becomes a board', async () => {
  await using watched = await open('no-boards');
  const { page, faults } = watched;
  await page.getByText('No board is known yet.').first().waitFor();
  await type(page, 'root@zynq.lab:2222');
  expect(await options(page)).toEqual(['Add the board root@zynq.lab:2222']);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add a board' });
  expect(await dialog.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('zynq');
  expect(await dialog.getByRole('combobox', { name: 'Who logs in where' }).inputValue()).toBe('root@zynq.lab:2222');
  await dialog.getByRole('button', { name: 'Add and connect' }).click();
  await expect
    .poll(() => calls(page, 'board.add'))
    .toEqual([
      { board: { name: 'zynq', user: 'root', host: 'zynq.lab', port: 2222 }, makeDefault: false, test: false },
    ]);
  expect(faults).toEqual([]);
});
