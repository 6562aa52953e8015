/** A range of a board's memory saved from a window: the download, over the served host's HTTP, is what the board's RAM file holds. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import { openWindow, type RunningHost, servedHost } from '../testing/served-host.ts';

const board = 'emulated';
const region = { address: 0x7000_0000n, size: 0x80_0000 };

let host: RunningHost;
let browser: Browser;
let ram: RamFile;

beforeAll(async () => {
  host = await servedHost();
  const { client } = host;
  await client.call('emulated.up', { name: board });
  await client.call('board.connect', { board });
  await client.call('module.load', {
    board,
    parameters: [
      { name: 'uiomem0_addr', value: `0x${region.address.toString(16)}` },
      { name: 'uiomem0_size', value: `0x${region.size.toString(16)}` },
    ],
  });
  const status = (await client.call('emulated.status', {})).boards.find(({ name }) => name === board);
  if (status?.running !== true) throw new Error('the emulated board does not run');
  ram = await RamFile.open(status.ramFile ?? '', BigInt(status.ramBase ?? '0'));
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    // Chromium does not start a sandbox as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
});
afterAll(async () => {
  await browser?.close();
  await ram?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

test('what is saved is what the RAM file holds', async () => {
  const bytes = randomBytes(region.size);
  await ram.write(region.address, bytes);
  const paths: string[] = [];
  const page = await openWindow(browser, host.client, {
    async onPage(opened) {
      opened.on('request', (request) => paths.push(new URL(request.url()).pathname));
      // A dialog of the system is no part of a page: here the range comes as a download.
      await opened.addInitScript(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'));
    },
  });
  await page
    .getByRole('list', { name: `Devices of ${board}` })
    .getByRole('button', { name: /^uiomem0/ })
    .click();
  // Nobody has told this host what the device is.
  const memory = page.getByRole('button', { name: /This is memory/ });
  await memory.or(page.getByRole('grid')).first().waitFor();
  if (await memory.isVisible()) await memory.click();
  await page.getByRole('grid').waitFor();
  await page.getByRole('button', { name: 'Memory/device' }).click();
  await page.getByRole('button', { name: 'More of the hex view' }).click();
  await page.getByRole('menuitem', { name: 'Save range as binary…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save a range of uiomem0 as binary' });
  await dialog.getByRole('textbox', { name: 'Offset' }).fill('0x1001');
  await dialog.getByRole('textbox', { name: 'Size' }).fill('0x6f0007');
  const coming = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const download = await coming;
  expect(download.suggestedFilename()).toBe('emulated-uiomem0-0x70001001.bin');
  const saved = await readFile(await download.path());
  expect(saved.equals(bytes.subarray(0x1001, 0x1001 + 0x6f_0007))).toBe(true);
  expect(paths).toContain('/bulk');
});
