/**
 * From a board that is off to a word in its memory, in a window: the same steps, unchanged, in a browser and in Electron's
 * main and preload (e2e/electron/README.md says what stands in for Electron where it is not installed). What the window
 * says is judged by the board's RAM file, by files of its kernel and by the command line.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmulatedStatus } from '../../app/contract/emulated.ts';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import { boardShell } from '../testing/boards.ts';
import { program, start } from '../testing/command-process.ts';
import { caretCell, chooseEye, expectText, goTo, typeOver, unlock } from './device-steps.ts';
import { type JourneyWindow, shells } from './shells.ts';

const board = 'emulated';
const plan = join(import.meta.dirname, '../../resources/demo/bringup.yaml');
/** Of the plan's region uiomem0. */
const address = 0x7000_0000n;

describe.each(shells)('in $name', ({ open }) => {
  let window: JourneyWindow;
  let page: Page;
  let status: EmulatedStatus;
  let ram: RamFile;

  beforeAll(async () => {
    window = await open();
    ({ page } = window);
  });
  afterAll(async () => {
    await ram?.[Symbol.asyncDispose]();
    await window?.[Symbol.asyncDispose]();
  });

  const boards = () => page.getByRole('navigation', { name: 'Boards' });
  const device = (name: string) =>
    page.getByRole('list', { name: `Devices of ${board}` }).getByRole('button', { name: new RegExp(`^${name}\\b`) });
  const grid = () => page.getByRole('grid', { name: /^Memory of uiomem0/ });
  const cell = () => caretCell(page);
  const command = async (...args: string[]) => {
    const ended = await start(program, args, process.env, 'ignore').ended;
    expect(ended.status, ended.err).toBe(0);
    return ended.out;
  };

  test('the emulated board is started and connected from the window', async () => {
    const entry = page.getByRole('region', { name: 'Emulated board' });
    await entry.getByRole('button', { name: 'Start and connect' }).click();
    await entry.getByRole('button', { name: 'Cancel' }).waitFor();
    await boards()
      .getByRole('button', { name: new RegExp(`${board}.*connected`, 's') })
      .waitFor({ timeout: 240_000 });
    const found = (await window.client.call('emulated.status', {})).boards.find(({ name }) => name === board);
    if (found?.running !== true) throw new Error('the window says connected, but the board does not run');
    status = found;
    ram = await RamFile.open(status.ramFile ?? '', BigInt(status.ramBase ?? '0'));
    await page.getByText('The uiomem driver is not loaded').waitFor();
  });

  test('a plan that the command line applies shows step by step', async () => {
    const applying = command('plan', 'apply', plan, '--board', board);
    const steps = page.getByRole('region', { name: `Steps on ${board}` });
    await steps.getByText('Apply running').waitFor();
    await applying;
    await steps.getByText('Apply done').waitFor();
    const titles = await steps.getByRole('list', { name: 'Steps' }).getByRole('listitem').allInnerTexts();
    expect(titles.length).toBeGreaterThan(1);
    for (const title of titles) expect(title).toMatch(/^done/);
    for (const name of ['uiomem0', 'uiomem1', 'plmem']) await device(name).waitFor();
  });

  test('a word that is edited in the window is in the RAM file', async () => {
    const word = randomBytes(4);
    word[3] = 0x5a;
    await device('uiomem0').click();
    await grid().waitFor();
    await chooseEye(page, 'Memory/device');
    await unlock(page, 'uiomem0');
    await goTo(page, '0x10');
    await typeOver(page, word.readUInt32LE().toString(16));
    await expect
      .poll(() => ram.read(address + 0x10n, 4).then((bytes) => bytes.toString('hex')), { timeout: 10_000 })
      .toBe(word.toString('hex'));
    await expectText(cell(), new RegExp(word.readUInt32LE().toString(16), 'i'));
  });

  test('what changes in the RAM file is marked in the window within one refresh', async () => {
    await page.getByRole('switch', { name: 'Live' }).click();
    await goTo(page, '0x20');
    await expectText(cell(), /0{8}|\b0\b/);
    await ram.write(address + 0x20n, Buffer.from('78563412', 'hex'));
    // The slowest rate looks each second; the default is faster.
    await expectText(cell(), /12345678.*changed/s, 1_500);
  });

  test('all this looking left the device with the CPU, and no sync was run', async () => {
    const folder = '/sys/class/uiomem/uiomem0';
    const connected = (await window.client.call('board.list', {})).boards.find(({ name }) => name === board);
    if (connected === undefined) throw new Error('the board is not listed');
    expect(await boardShell(connected, `cat ${folder}/sync_owner`)).toBe('0\n');
  });

  test('a reload and a second window show the same', async () => {
    const shown = async (where: Page) =>
      await where.getByRole('navigation', { name: 'Boards' }).getByRole('list', { name: 'Boards' }).textContent();
    const before = await shown(page);
    await page.reload();
    await device('uiomem0').waitFor();
    expect(await shown(page)).toBe(before);
    await using second = await window.another();
    await second.page
      .getByRole('list', { name: `Devices of ${board}` })
      .getByRole('button')
      .first()
      .waitFor();
    expect(await shown(second.page)).toBe(before);
  });

  test('the page kept to its content security policy, and wrote no errors', () => {
    expect(window.complaints()).toEqual([]);
  });
});
