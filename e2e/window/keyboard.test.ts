/** The main action of each kind of panel by keys alone: neither pointer nor script puts the focus anywhere, and each of its stops is seen. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, test } from 'vitest';
import { keptSource } from '../testing/kept-source.ts';
import { type Keys, keysOf } from '../testing/keys.ts';
import { calls, scriptedWindow, seen } from '../testing/scripted-window.ts';

const open = scriptedWindow();

interface Script {
  /** Of the scripted page. */
  readonly state: string;
  run(keys: Keys, page: Page): Promise<void>;
}

const asked = (page: Page, name: string) => expect.poll(() => calls(page, name), { timeout: 8000 });
const tab = (page: Page, name: string) =>
  page.getByRole('tab', { name: new RegExp(`^${name}`), selected: true }).waitFor();
/** To the tab of the panel that is shown, by the parts of the window. */
const intoPanel = async (keys: Keys, page: Page, name: string) => {
  await tab(page, name);
  await keys.to('F6', 'tab', new RegExp(`^${name}`));
};

const scripts: Readonly<Record<string, Script>> = {
  'board: disconnects, and the menu forgets it': {
    state: 'devices',
    async run(keys, page) {
      await intoPanel(keys, page, 'Board zynq');
      await keys.to('Tab', 'button', 'Disconnect');
      await keys.press('Enter');
      await asked(page, 'board.disconnect').toEqual([{ board: 'zynq' }]);
      // The button is no more, and the panel has the focus.
      await keys.to('Tab', 'button', 'More for zynq');
      await keys.press('Enter');
      await keys.to('ArrowDown', 'menuitem', 'Forget this board…');
      await keys.press('Enter');
      await page.getByRole('dialog', { name: 'Forget zynq?' }).waitFor();
      await keys.to('Tab', 'button', 'Forget zynq');
      await keys.press('Enter');
      await asked(page, 'board.remove').toEqual([{ board: 'zynq' }]);
    },
  },
  'board, its memory map: chooses a range, and makes a region of it': {
    state: 'devices',
    async run(keys, page) {
      await intoPanel(keys, page, 'Board zynq');
      await page.getByRole('listbox', { name: 'Memory of zynq' }).waitFor();
      await keys.to('Tab', 'option', /^0x/);
      await keys.to('ArrowDown', 'option', /OCM/);
      await keys.to('Tab', 'button', 'Make a region of this');
      await keys.press('Enter');
      await expect
        .poll(() =>
          page
            .getByLabel(/^Address of uiomem/)
            .last()
            .inputValue(),
        )
        .toBe('0xfffc0000');
    },
  },
  'device: goes to an address, unlocks and writes a value': {
    state: 'devices',
    async run(keys, page) {
      await keys.press('Alt+m');
      await intoPanel(keys, page, 'uiomem0');
      await keys.to('Tab', 'button', /Unlock editing of uiomem0/);
      await keys.press('Enter');
      await keys.to('Tab', 'grid', /^Memory of uiomem0/);
      await keys.press('Control+g');
      await keys.type('0x40');
      await keys.press('Enter', 'ArrowRight');
      await keys.type('c0ffee11');
      await keys.press('Enter');
      await asked(page, 'memory.write').toMatchObject([{ device: 'uiomem0', offset: 0x44n }]);
    },
  },
  'device, its sync: changes the range, and syncs for the device': {
    state: 'memory',
    async run(keys, page) {
      await intoPanel(keys, page, 'uiomem1');
      await keys.to('Tab', 'combobox', 'Range');
      await keys.type('Whole');
      await keys.to('Tab', 'button', 'Sync for device');
      await keys.press('Enter');
      await asked(page, 'sync.forDevice').toMatchObject([
        { device: 'uiomem1', range: { offset: 0n, size: 0x100_0000n } },
      ]);
    },
  },
  'plan: writes one, reviews it and applies it': {
    state: 'plan-empty',
    async run(keys, page) {
      await seen(page.getByRole('button', { name: 'New plan' }));
      await intoPanel(keys, page, 'Plan zynq');
      await keys.to('Tab', 'button', 'New plan');
      await keys.press('Enter');
      await seen(page.getByText('checked against zynq'));
      await keys.to('Tab', 'button', 'Next: review');
      await keys.press('Enter');
      await seen(page.getByText('3 steps, of zynq as it is now'));
      await keys.to('Tab', 'button', /^The same by hand/);
      await keys.press('ArrowDown', 'Enter');
      await seen(page.getByText('scp kernel/uiomem.ko root@BOARD:uiomem.ko'));
      await keys.to('Shift+Tab', 'button', 'Apply to zynq');
      await keys.press('Enter');
      await asked(page, 'plan.apply').toHaveLength(1);
      await seen(page.getByRole('region', { name: 'Result on zynq' }).getByText('Apply done'));
      await keys.to('Tab', 'button', /^load the module with 1 region/);
      await keys.press('Enter');
      await seen(page.getByText(/done in \d+ ms/));
      await keys.to('Shift+Tab', 'button', /^Review/);
      await keys.press('Enter');
      await seen(page.getByRole('region', { name: 'Review for zynq' }));
    },
  },
  'log: shows the lines of the whole kernel': {
    state: 'devices',
    async run(keys, page) {
      await keys.press('Alt+l');
      await intoPanel(keys, page, 'Kernel log');
      await seen(page.getByText('3 of 7 lines'));
      await keys.to('Tab', 'textbox', 'Filter');
      await keys.type('busy');
      await seen(page.getByText('1 of 7 lines'));
      await keys.to('Tab', 'region', 'Kernel log of zynq');
      await keys.press('PageDown');
    },
  },
  'terminal: what is typed comes to the shell': {
    state: 'devices',
    async run(keys, page) {
      await keys.press('Control+`');
      await seen(page.getByText('Running'));
      await keys.to('F6', 'textbox', /^Input of Terminal 1/);
      await keys.type('uname -r\n');
      await expect.poll(() => page.evaluate(() => window.scripted.terminals.received)).toContain('uname -r');
      await keys.to('F6', 'button', 'Start');
    },
  },
  'serial: chooses a rate, and opens the port': {
    state: 'serial',
    async run(keys, page) {
      await tab(page, 'Serial console 1');
      await page.getByRole('textbox', { name: 'Input of Serial console 1' }).waitFor({ state: 'attached' });
      await keys.to('F6', 'textbox', 'Input of Serial console 1');
      await keys.to('Shift+Tab', 'combobox', 'Baud rate');
      await keys.type('9600');
      await keys.to('Tab', 'button', 'Open');
      await keys.press('Enter');
      await asked(page, 'serial.open').toMatchObject([{ baudRate: 9600 }]);
    },
  },
  'problems: leads to the place of one': {
    state: 'problems',
    async run(keys, page) {
      await keys.press('Control+Shift+M');
      await intoPanel(keys, page, 'Problems');
      await keys.to('Tab', 'button', /kria\.lab .* does not answer/);
      await keys.to('ArrowDown', 'button', /is not a multiple of/);
      await keys.press('Enter');
      await tab(page, 'Plan');
    },
  },
  'settings: finds one, and changes it': {
    state: 'devices',
    async run(keys, page) {
      await keys.press('Control+,');
      await intoPanel(keys, page, 'Settings');
      await keys.to('Tab', 'searchbox', 'Search settings');
      await keys.type('question');
      await keys.to('Tab', 'switch', '? alone shows the shortcuts');
      await keys.press('Space');
      await asked(page, 'settings.change').toEqual([{ change: { 'keys.questionMark': false } }]);
    },
  },
  'start: opens the board that is written': {
    state: 'devices',
    async run(keys, page) {
      await keys.press('Alt+h');
      await intoPanel(keys, page, 'Start');
      await keys.to('Tab', 'combobox', /insmod line, plan or device-tree file/);
      await keys.type('polarfire');
      await page.getByRole('option').first().waitFor();
      await keys.press('Enter');
      await tab(page, 'Board polarfire');
    },
  },
  'steps: shows the output of one, and rolls back': {
    state: 'apply-failed',
    async run(keys, page) {
      await keys.press('Alt+s');
      await keys.to('F6', 'tab', /^Steps/);
      await keys.to('Tab', 'button', 'Roll back…');
      await keys.press('Enter');
      await page.getByRole('dialog', { name: 'Roll back on zynq?' }).waitFor();
      await keys.to('Tab', 'button', 'Roll back zynq');
      await keys.press('Enter');
      await asked(page, 'plan.rollback').toHaveLength(1);
    },
  },
  'source: is typed in, and saved': {
    state: 'source',
    async run(keys, page) {
      await seen(page.getByRole('textbox', { name: /^Source / }).locator('xpath=..'));
      await intoPanel(keys, page, 'bram.dtso');
      await keys.to('Tab', 'textbox', /^Source /);
      await keys.type('// by keys');
      await keys.press('Control+s');
      await asked(page, 'text.save').toMatchObject([{ text: expect.stringContaining('// by keys') }]);
    },
  },
  'tree: walks through it, mends a source, rehearses and applies it': {
    state: 'tree',
    async run(keys, page) {
      await seen(page.getByText('device-tree.minor-taken'));
      await intoPanel(keys, page, 'Device tree');
      await keys.to('Tab', 'textbox', 'Filter nodes');
      await keys.type('uiomem');
      await seen(page.getByText('2 of 24 nodes'));
      await keys.to('Tab', 'treeitem', /bram@a0000000/);
      await keys.to('ArrowDown', 'treeitem', /uiomem-frames/);
      await seen(page.getByRole('region', { name: 'Node /uiomem-frames' }));
      await keys.to('Tab', 'button', /^Fix: Take 3/);
      await keys.press('Enter');
      await seen(page.getByText('Nothing was found.'));
      await keys.to('Shift+Tab', 'button', 'Next: rehearse');
      await keys.press('Enter');
      await seen(page.getByText('What the driver will say'));
      await keys.to('Shift+Tab', 'button', 'Next: apply');
      await keys.press('Enter');
      await seen(page.getByText('What changes on zynq'));
      await keys.to('Tab', 'radio', /Overlay in the running kernel/);
      await keys.to('Tab', 'button', 'Apply to zynq now');
      await keys.press('Enter');
      await asked(page, 'deviceTree.apply').toMatchObject([{ way: 'run-time', name: 'bram', reviewed: 'seen' }]);
      await seen(page.getByText('/dev/bram0 came to be.'));
    },
  },
  'tree, its form: changes an address and a size, reserves a range and deletes it again': {
    state: 'tree-form',
    async run(keys, page) {
      const kept = () => keptSource(page, '/home/grace/overlays/banks.dtso');
      const device = page.getByRole('region', { name: 'Device bram0' });
      await seen(device);
      await intoPanel(keys, page, 'Device tree');
      await keys.to('Tab', 'textbox', 'Address of bram0');
      await keys.type('0xa0100000');
      await keys.press('Enter');
      await expect.poll(kept).toContain('uiomem@a0100000');
      await keys.to('Tab', 'textbox', 'Size of bram0');
      await keys.type('64 KiB');
      await keys.press('Enter');
      await expect.poll(kept).toContain('reg = <0x0 0xa0100000 0x0 0x10000>;');
      await keys.to('Shift+Tab', 'button', 'Reserve a range…');
      await keys.press('Enter');
      await page.getByRole('dialog', { name: 'Reserve a range' }).waitFor();
      await keys.to('Tab', 'textbox', 'Name');
      await keys.type('ring');
      await keys.to('Tab', 'textbox', 'Address');
      await keys.type('0x7a000000');
      await keys.to('Tab', 'textbox', 'Size');
      await keys.type('1 MiB');
      await keys.press('Enter');
      await seen(page.getByRole('region', { name: 'Reservation ring@7a000000' }));
      await expect.poll(kept).toContain('no-map;');
      await keys.to('Shift+Tab', 'button', 'Delete ring@7a000000');
      await keys.press('Enter');
      await page.getByRole('region', { name: 'Reservation ring@7a000000' }).waitFor({ state: 'detached' });
      await expect.poll(kept).not.toContain('ring');
      await keys.to('Shift+Tab', 'button', 'Delete bram0');
    },
  },
  'module: builds it, and leads to an error of it': {
    state: 'module-build-failed',
    async run(keys, page) {
      await intoPanel(keys, page, 'Module');
      await keys.to('Tab', 'button', 'Build');
      await keys.press('Enter');
      await asked(page, 'module.build').toHaveLength(2);
      await page.getByRole('region', { name: 'Build', exact: true }).getByText('failed', { exact: true }).waitFor();
      await keys.to('Tab', 'button', /^error region\.c:9/);
      await keys.press('ArrowDown', 'Enter');
      await tab(page, 'region.c');
    },
  },
  'code: is read at the line that was led to, and again': {
    state: 'code',
    async run(keys, page) {
      await seen(page.getByRole('textbox', { name: /^Text of / }).locator('xpath=..'));
      await tab(page, 'region.c');
      await keys.to('F6', 'textbox', /^Text of .*region\.c/);
      await keys.to('Shift+Tab', 'button', 'Read again');
      const before = (await calls(page, 'text.open')).length;
      await keys.press('Enter');
      await asked(page, 'text.open').toHaveLength(before + 1);
      await keys.to('Tab', 'textbox', /^Text of .*region\.c/);
    },
  },
  'console: is opened from the board’s menu, and scrolled': {
    state: 'emulated-running',
    async run(keys, page) {
      await intoPanel(keys, page, 'Board emulated');
      await keys.to('Tab', 'button', 'More for emulated');
      await keys.press('Enter');
      await keys.to('ArrowDown', 'menuitem', 'Show its console');
      await keys.press('Enter');
      await intoPanel(keys, page, 'Console');
      await keys.to('Tab', 'region', 'Console of emulated');
      await seen(page.getByText('board: ready, boot 3f1c8a52'));
      await keys.press('PageUp');
    },
  },
};

test('each kind of panel has a script', () => {
  // The page's code is not the tests' to import.
  const source = readFileSync(join(import.meta.dirname, '../../app/renderer/dock/panel-ref.ts'), 'utf8');
  const lists = [...source.matchAll(/Panels = \[([^\]]+)\] as const/g)].map(([, list = '']) => list);
  const kinds = lists.flatMap((list) => [...list.matchAll(/'([a-z]+)'/g)].map(([, kind]) => kind));
  expect(kinds.length).toBeGreaterThan(9);
  const scripted = Object.keys(scripts).map((name) => name.split(/[,:]/)[0]);
  expect([...kinds, 'serial'].filter((kind) => !scripted.includes(kind))).toEqual([]);
});

it.each(Object.entries(scripts))('%s', async (_what, { state, run }) => {
  await using watched = await open(state);
  const { page, faults } = watched;
  await page.getByRole('main').waitFor();
  await run(keysOf(page), page);
  expect(faults).toEqual([]);
});

it.each(Object.entries(scripts))('%s, where answers come late', async (_what, { state, run }) => {
  await using watched = await open(state, { late: 400 });
  const { page, faults } = watched;
  await page.getByRole('main').waitFor();
  await run(keysOf(page), page);
  expect(faults).toEqual([]);
});

test('what was disabled while an answer came has the focus again, and what somebody went on to keeps it', async () => {
  await using watched = await open('tree-apply', { late: 400 });
  const { page } = watched;
  const keys = keysOf(page);
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  await intoPanel(keys, page, 'Device tree');
  await keys.to('Tab', 'button', 'Look again');
  await keys.press('Enter');
  await seen(page.getByText('Asking the board…'));
  expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  await expect.poll(focused).toBe('Look again');
  await keys.press('Enter');
  await seen(page.getByText('Asking the board…'));
  await keys.to('Tab', 'radio', /Overlay in the running kernel/);
  await page.getByText('Asking the board…').waitFor({ state: 'detached' });
  await page.waitForTimeout(100);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('value'))).toBe('run-time');
});

test('the focus comes back while the page goes on changing', async () => {
  await using watched = await open('tree-apply', { late: 400 });
  const { page } = watched;
  const keys = keysOf(page);
  await intoPanel(keys, page, 'Device tree');
  await keys.to('Tab', 'button', 'Look again');
  await page.evaluate(() => {
    const changing = document.body.appendChild(document.createElement('p'));
    const change = () => {
      changing.replaceChildren(String(performance.now()));
      requestAnimationFrame(change);
    };
    change();
  });
  await keys.press('Enter');
  await seen(page.getByText('Asking the board…'));
  // Not from the begin of the panel.
  await keys.press('Shift+Tab', 'Shift+Tab', 'Shift+Tab');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/Edit|Rehearse|Apply/);
});

test('the focus goes on near where it was when what had it is hidden with all around it', async () => {
  await using watched = await open('tree-apply');
  const { page } = watched;
  const keys = keysOf(page);
  await intoPanel(keys, page, 'Device tree');
  await keys.to('Tab', 'button', 'Look again');
  // As React does with what waits for a part that comes late.
  await page.evaluate(() => {
    const around = document.activeElement?.closest('section, header')?.parentElement;
    around?.style.setProperty('display', 'none', 'important');
  });
  const isSeen = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.closest('[data-region]') !== null && activeElement?.checkVisibility() === true;
    });
  await expect.poll(isSeen).toBe(true);
});
