/**
 * One window and two real boards at once: by keyboard alone from the start page to a live log and a shell; then both boards'
 * memory side by side, one of them cut off while the other goes on. Judged by the boards' RAM files and by files on the boards.
 */
import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board } from '../../app/contract/board.ts';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import { boardShell } from '../testing/boards.ts';
import { startChromium } from '../testing/chromium.ts';
import { keysOf } from '../testing/keys.ts';
import { hearViolations } from '../testing/policy-violations.ts';
import { ownFolders } from '../testing/private-folders.ts';
import { button, status } from '../testing/scripted-window.ts';
import { openWindow, serving } from '../testing/served-host.ts';

const address = 0x7000_0000n;
const parameters = [
  { name: 'uiomem0_addr', value: '0x70000000' },
  { name: 'uiomem0_size', value: '0x100000' },
];

const undoing = new AsyncDisposableStack();
const complaints: string[] = [];
let host: Awaited<ReturnType<typeof serving>>;
let page: Page;
const boards: Record<string, Board> = {};
const ram: Record<string, RamFile> = {};

beforeAll(async () => {
  const { environment } = undoing.use(await ownFolders());
  host = undoing.use(await serving(environment));
  const browser = await startChromium();
  undoing.defer(() => browser.close());
  for (const name of ['left', 'right']) {
    undoing.defer(() => host.client.call('emulated.down', { name }).then(() => {}));
    const found = await host.client.call('emulated.up', { name });
    boards[name] = found.board;
    ram[name] = undoing.use(await RamFile.open(found.status.ramFile ?? '', BigInt(found.status.ramBase ?? 0)));
  }
  page = await openWindow(browser, host.client, {
    onPage: (opened) => hearViolations(opened, (text) => complaints.push(text)),
  });
  page.setDefaultTimeout(20_000);
});
afterAll(() => undoing.disposeAsync());

const boardOf = (name: string): Board => {
  const found = boards[name];
  if (found === undefined) throw new Error(`${name} is not up`);
  return found;
};
const bytesOf = async (name: string, offset: bigint) => (await ram[name]?.read(address + offset, 4))?.toString('hex');

test('by keyboard alone: from the start page to a board, its live log and a shell on it', async () => {
  await page.getByRole('tab', { name: 'Board left' }).waitFor();
  const keys = keysOf(page);
  await page.keyboard.press('Alt+h');
  await page.getByRole('tab', { name: 'Start', selected: true }).waitFor();
  await keys.to('F6', 'tab', 'Start');
  await keys.to('Tab', 'combobox', /insmod line, plan or device-tree file/);
  await page.keyboard.type('left');
  await page.getByRole('option', { name: 'Open left' }).waitFor();
  // What was typed into is no more, and the board's panel has the focus.
  await keys.press('Enter');
  await page.getByRole('tab', { name: 'Board left', selected: true }).waitFor();
  await keys.to('Tab', 'button', 'Connect');
  await page.keyboard.press('Enter');
  await status(page).getByText('connected', { exact: true }).waitFor({ timeout: 60_000 });

  await page.keyboard.press('Alt+l');
  const log = page.getByRole('region', { name: 'Kernel log of left' });
  await log.waitFor();
  const word = randomBytes(6).toString('hex');
  await boardShell(boardOf('left'), `printf 'uiomem test: ${word}\\n' >/dev/kmsg`);
  await log.getByText(`uiomem test: ${word}`).waitFor();

  await page.keyboard.press('Control+`');
  const terminal = page.getByRole('region', { name: 'Terminal 1 of left' });
  await terminal.getByText('Running').waitFor();
  await page.keyboard.press('F6');
  await keys.to('F6', 'textbox', 'Input of Terminal 1 of left');
  await page.keyboard.type(`echo ${word} >/tmp/typed\n`);
  const typed = () => boardShell(boardOf('left'), 'cat /tmp/typed 2>/dev/null || true');
  await expect.poll(typed, { timeout: 20_000 }).toBe(`${word}\n`);
  // And out of it again.
  await keys.to('F6', 'button', 'Start');
});

test('the memory of two boards stands side by side, and each is its own', async () => {
  await page.keyboard.press('Control+Shift+p');
  await page.keyboard.type('Connect right');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await host.client.call('board.list', {})).boards.length).toBe(2);
  await page
    .getByRole('list', { name: 'Boards', exact: true })
    .getByRole('button', { name: /^right.* connected/ })
    .waitFor({ timeout: 60_000 });
  for (const board of ['left', 'right']) {
    await host.client.call('module.load', { board, parameters });
    await page
      .getByRole('list', { name: `Devices of ${board}` })
      .getByRole('button', { name: /^uiomem0/ })
      .click();
    await page.getByRole('tab', { name: `uiomem0 ${board}`, selected: true }).waitFor();
    // No plan says so: it is not read before somebody does.
    await button(page.getByRole('region', { name: `Memory of uiomem0 on ${board}` }), 'This is memory').click();
  }
  await button(page, 'Where uiomem0 right is docked').click();
  await page.getByRole('menuitem', { name: 'Split to the right' }).click();
  const left = page.getByRole('region', { name: 'Memory of uiomem0 on left' });
  await page.getByRole('tab', { name: 'uiomem0 left' }).click();
  const right = page.getByRole('region', { name: 'Memory of uiomem0 on right' });
  await left.getByRole('grid').waitFor();
  await right.getByRole('grid').waitFor();
  await ram.right?.write(address, Buffer.from('0df0adba', 'hex'));
  await right.getByRole('grid').focus();
  await page.keyboard.press('F5');
  await right.getByText('baadf00d').first().waitFor();
  expect(await left.getByText('baadf00d').count()).toBe(0);
});

test('a board that is cut off says so, while the other is written to; then it comes back by itself', async () => {
  const item = (name: string, state: string) =>
    page.getByRole('list', { name: 'Boards', exact: true }).getByRole('button', { name: RegExp(`^${name}.*${state}`) });
  await host.client.call('emulated.link', { name: 'right', up: false });
  await item('right', 'link lost|reconnecting').waitFor({ timeout: 60_000 });
  await item('left', ' connected').waitFor();
  const left = page.getByRole('region', { name: 'Memory of uiomem0 on left' });
  await left.getByRole('button', { name: 'Unlock editing of uiomem0' }).click();
  const before = await bytesOf('right', 0x40n);
  await left.getByRole('grid').focus();
  await page.keyboard.press('Control+g');
  await page.keyboard.type('0x40');
  await page.keyboard.press('Enter');
  await left.getByRole('grid').focus();
  await page.keyboard.type('600dcafe');
  await page.keyboard.press('Enter');
  await expect.poll(() => bytesOf('left', 0x40n), { timeout: 10_000 }).toBe('feca0d60');
  expect(await bytesOf('right', 0x40n)).toBe(before);
  await host.client.call('emulated.link', { name: 'right', up: true });
  await item('right', ' connected').waitFor({ timeout: 90_000 });
  await page.getByRole('region', { name: 'Memory of uiomem0 on right' }).getByRole('grid').waitFor();
  expect(complaints).toEqual([]);
});
