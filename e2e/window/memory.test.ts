/** The memory of a device in a real Chromium, by role and name, against the scripted host. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { themes } from '../testing/scenario-names.ts';
import { calls as callsOf, scriptedWindow } from '../testing/scripted-window.ts';
import type { WatchedPage } from '../testing/watched-page.ts';

const open = scriptedWindow();
let watched: WatchedPage;
let page: Page;

afterEach(async () => {
  await watched?.[Symbol.asyncDispose]();
  expect(watched?.faults).toEqual([]);
});

/** A word of the scripted memory: see app/renderer/testing/scripted-memory.ts. */
const word = (value: number) => `0x${value.toString(16).padStart(8, '0')}`;

async function show(state: string, options: BrowserContextOptions = {}, theme: (typeof themes)[number] = 'dark') {
  watched = await open(state, { theme, permissions: ['clipboard-read', 'clipboard-write'], ...options });
  ({ page } = watched);
}

const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 8000 });
const grid = () => page.getByRole('grid', { name: /^Memory of/ });
const caret = () => grid().getByRole('gridcell', { selected: true });
const row = () =>
  grid()
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { selected: true }) })
    .getByRole('rowheader');
const said = () => page.getByRole('status', { name: 'At the caret' });
const caretIs = async (text: string | RegExp) => {
  await eventually(() => caret().textContent()).toMatch(text);
};
const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** What was asked of the host, with numbers of 64 bits as text. */
const calls = async (name: string) =>
  JSON.parse(
    JSON.stringify(await callsOf(page, name), (_key, value) =>
      typeof value === 'bigint' ? `0x${value.toString(16)}` : value,
    ),
  ) as Record<string, unknown>[];
const held = (device: string, offset: number, size: number) =>
  page.evaluate(
    ([name, at, bytes]) => [...(window.scripted.memories.get(`zynq/${name}`)?.read(BigInt(at), bytes) ?? [])],
    [device, offset, size] as const,
  );
const poke = (device: string, offset: number, bytes: number[]) =>
  page.evaluate(
    ([name, at, values]) =>
      window.scripted.memories.get(`zynq/${name}`)?.write(BigInt(at), Uint8Array.from(values as number[])),
    [device, offset, bytes] as const,
  );

test('keys reach every cell, and what is at the caret is said', async () => {
  await show('memory');
  await grid().focus();
  await caretIs(word(0));
  await press('ArrowRight', 'ArrowDown');
  await caretIs(word(5));
  await eventually(() => said().textContent()).toBe(`0x70000014, ${word(5)}`);
  await press('End');
  await caretIs(word(0));
  await press('Home', 'PageDown');
  await eventually(() => row().textContent()).toMatch(/^0x7000[1-9a-f0-9]+0$/);
  await press('PageUp', 'Control+End');
  await eventually(() => row().textContent()).toBe('0x70fffff0');
  await press('Control+Home');
  await eventually(() => row().textContent()).toBe('0x70000000');
  await press('Shift+ArrowRight', 'Shift+ArrowDown');
  await eventually(() => grid().getByRole('gridcell', { selected: true }).count()).toBe(6);
  await press('Control+c');
  await page.getByText('Copied 24 bytes').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    '00000000 00000001 00000002 00000000\n00000004 00000005',
  );
});

test('the grid is a whole one with the caret’s row and its neighbours, and the painted rows are hidden', async () => {
  await show('memory');
  await grid().focus();
  await press('ArrowDown', 'ArrowDown');
  await caretIs(word(8));
  await eventually(() => grid().getByRole('rowheader').allTextContents()).toEqual([
    '0x70000010',
    '0x70000020',
    '0x70000030',
  ]);
  expect(await grid().getAttribute('aria-rowcount')).toBe(String(2 ** 20 + 1));
  expect(await grid().getAttribute('aria-colcount')).toBe('5');
  const active = await grid().getAttribute('aria-activedescendant');
  expect(await page.evaluate((id) => document.getElementById(id ?? '')?.textContent, active)).toBe(word(8));
  expect(await page.locator('canvas').getAttribute('aria-hidden')).toBe('true');
});

test('go to takes addresses, offsets and sums, and says where they lead', async () => {
  await show('memory-5gib');
  await grid().focus();
  await press('Control+g');
  await page.keyboard.type('base+0x1_0000_0000');
  await page.getByText('Offset 0x100000000, address 0x900000000.').waitFor();
  await press('Enter');
  await eventually(() => row().textContent()).toBe('0x900000000');
  await press('Control+g');
  await page.keyboard.type('0x1_4000_0000');
  await page.getByText('neither an offset nor an address').waitFor();
  await press('Escape', 'Control+g');
  await page.keyboard.type('end-4');
  await press('Enter');
  await eventually(() => row().textContent()).toBe('0x93ffffff0');
});

test('5 GiB scroll to both ends, by thumb and by wheel, and only what is seen is read', async () => {
  await show('memory-5gib');
  const thumb = page.locator('.hex-scroll');
  await grid().focus();
  await thumb.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await eventually(() => calls('memory.read').then((all) => all.at(-1)?.offset)).toBe('0x13ffff000');
  await thumb.evaluate((element) => {
    element.scrollTop = 0;
  });
  // The first cell of the first row says which rows are there.
  await eventually(async () => {
    await page.mouse.click(395, 138);
    return await row().textContent();
  }).toBe('0x800000000');
  await page.mouse.move(600, 400);
  await page.mouse.wheel(0, 40);
  // The event of the wheel is drawn with the next frame.
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await page.mouse.click(395, 138);
  await eventually(() => row().textContent()).toBe('0x800000020');
  for (const { size } of await calls('memory.read')) expect(Number(size)).toBeLessThanOrEqual(65_536);
});

test('typing where the caret was scrolled away, or hidden by a smaller window, shows its row and writes there', async () => {
  await show('memory');
  await page.getByRole('button', { name: 'Unlock editing of uiomem1' }).click();
  await grid().focus();
  await page.mouse.move(600, 400);
  await page.mouse.wheel(0, 4000);
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await page.keyboard.type('c0ffee11');
  await press('Enter');
  await eventually(() => held('uiomem1', 0, 4)).toEqual([0x11, 0xee, 0xff, 0xc0]);
  await press('PageDown', 'PageUp', ...Array<string>(25).fill('ArrowDown'));
  await eventually(() => row().textContent()).toBe('0x70000190');
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  await page.setViewportSize({ width, height: height - 250 });
  // The frame after the one that sees the size. A click moves the caret, so that it is the first row that is asked for.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))),
  );
  await page.mouse.click(395, 138);
  await eventually(async () => Number(await row().textContent())).toBeLessThan(0x7000_0190);
  expect(Number(await row().textContent())).toBeGreaterThan(0x7000_0000);
});

test('a value that is being typed stays in its place, and what is said about it in view, whatever the wheel and the window do', async () => {
  await show('memory');
  await page.getByRole('button', { name: 'Unlock editing of uiomem1' }).click();
  await page.evaluate(() => window.scripted.memories.get('zynq/uiomem1')?.broken.add(0x2000n));
  await grid().focus();
  await press('Control+g');
  await page.keyboard.type('0x1ff0');
  await press('Enter');
  await page.keyboard.type('c0ff');
  await page.getByRole('alert').filter({ hasText: 'memory.bus-error' }).waitFor();
  await page.mouse.move(600, 400);
  await page.mouse.wheel(0, -4000);
  const field = page.getByRole('textbox', { name: 'New value at 0x70001ff0' });
  expect(await field.inputValue()).toBe('c0ff');
  const paper = page.locator('.hex-paper');
  expect(await paper.evaluate((element) => element.scrollTop)).toBe(0);
  const [around, about] = await Promise.all([paper.boundingBox(), page.locator('.cell-editor').boundingBox()]);
  expect((about?.y ?? 0) + (about?.height ?? 0)).toBeLessThanOrEqual((around?.y ?? 0) + (around?.height ?? 0));
  await page.keyboard.type('ee11');
  await press('Enter');
  await eventually(() => held('uiomem1', 0x1ff0, 4)).toEqual([0x11, 0xee, 0xff, 0xc0]);
});

test('a device of which nothing is known is not read, until somebody asks', async () => {
  await show('memory-unknown');
  await page.getByRole('heading', { name: 'uiomem2 has not been read' }).waitFor();
  expect(await calls('memory.read')).toEqual([]);
  await page.getByRole('group', { name: 'Read once' }).getByRole('textbox', { name: 'Size' }).fill('8');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Read once', exact: true }).click();
  await grid().waitFor();
  await caretIs(word(0));
  expect(await calls('memory.read')).toEqual([
    { board: 'zynq', device: 'uiomem2', eye: 'device', content: 'registers', offset: '0x0', size: '0x8', width: 32 },
  ]);
  await grid().focus();
  await press('ArrowDown', 'PageDown', 'Control+Home', 'ArrowRight', 'ArrowRight');
  await caretIs('not read');
  // A refresh reads again what was read, and nothing else.
  await press('r');
  await eventually(() => calls('memory.read').then((all) => all.length)).toBe(2);
  expect((await calls('memory.read'))[1]).toMatchObject({ offset: '0x0', size: '0x8' });
  // Live and writing are asked for with what they do.
  await page.getByRole('switch', { name: 'Live' }).click();
  await page.getByRole('dialog', { name: 'Read registers of uiomem2 10 times a second?' }).getByText('FIFO').waitFor();
  await press('Escape');
  expect(await calls('memory.watch')).toEqual([]);
  await page.getByRole('button', { name: 'Unlock editing of uiomem2' }).click();
  const asked = page.getByRole('dialog', { name: 'Write to registers of uiomem2?' });
  for (const part of ['zynq', '0xa0020000', '0xa002ffff']) await asked.getByText(part).waitFor();
  await asked.getByRole('button', { name: 'Unlock registers' }).click();
  // Back to what it was opened with.
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
    /Unlock editing/,
  );
  await grid().focus();
  await press('Control+Home');
  await page.keyboard.type('5a');
  await press('Enter');
  await eventually(() => calls('memory.write')).toEqual([
    { board: 'zynq', device: 'uiomem2', eye: 'device', content: 'registers', offset: '0x0', width: 32 },
  ]);
  // A register is not read to check a write.
  expect((await calls('memory.read')).length).toBe(2);
});

test('this is memory: it is read then', async () => {
  await show('memory-unknown');
  await page.getByRole('button', { name: 'This is memory' }).click();
  await caretIs(word(0));
  expect((await calls('memory.read'))[0]).toMatchObject({ content: 'memory' });
});

test('a device is read-only until it is unlocked; a value is written as one access, checked, and restored', async () => {
  await show('memory');
  await grid().focus();
  await page.keyboard.type('c');
  await page.getByRole('alert').filter({ hasText: 'read-only' }).waitFor();
  expect(await calls('memory.write')).toEqual([]);
  await page.getByRole('button', { name: 'Unlock editing of uiomem1' }).click();
  await grid().focus();
  await press('ArrowDown');
  await page.keyboard.type('cafe');
  await page.getByRole('textbox', { name: 'New value at 0x70000010, 32 bits' }).waitFor();
  await press('Enter');
  await eventually(() => held('uiomem1', 0x10, 4)).toEqual([0xfe, 0xca, 0, 0]);
  await caretIs(`${word(0xcafe)}, changed`);
  expect(await calls('memory.write')).toEqual([
    { board: 'zynq', device: 'uiomem1', eye: 'cpu', content: 'memory', offset: '0x10', width: 32 },
  ]);
  // The small editor, with an error at the cell.
  await press('Enter');
  const field = page.getByRole('textbox', { name: /^New value/ });
  await field.fill('0x100000000');
  await press('Enter');
  await page.getByText('value.too-wide').waitFor();
  await field.fill('-2');
  await press('Enter');
  await eventually(() => held('uiomem1', 0x10, 4)).toEqual([0xfe, 0xff, 0xff, 0xff]);
  await press('Control+z');
  await eventually(() => held('uiomem1', 0x10, 4)).toEqual([0xfe, 0xca, 0, 0]);
  await page.getByRole('button', { name: 'More of the hex view' }).click();
  await page.getByRole('menuitem', { name: /^Restore value/ }).click();
  await eventually(() => held('uiomem1', 0x10, 4)).toEqual([4, 0, 0, 0]);
});

test('Escape writes nothing; what reads back otherwise is said at the cell', async () => {
  await show('memory');
  await caretIs(word(0));
  await page.getByRole('button', { name: 'Unlock editing of uiomem1' }).click();
  await grid().focus();
  await page.keyboard.type('12');
  await press('Escape');
  expect(await grid().evaluate((element) => element === document.activeElement)).toBe(true);
  await page.evaluate(() => {
    const memory = window.scripted.memories.get('zynq/uiomem1');
    if (memory !== undefined) memory.stuck = 0xf0;
  });
  await page.keyboard.type('ff');
  await press('Enter');
  await page.getByRole('alert').filter({ hasText: 'Wrote 0x000000ff, reads back 0x0000000f' }).waitFor();
  expect((await calls('memory.write')).length).toBe(1);
});

test('another host’s lease and a lost link lock it, with the reason; what was read stays and is called old', async () => {
  await show('memory');
  await caretIs(word(0));
  await page.getByRole('button', { name: 'Unlock editing of uiomem1' }).click();
  await page.evaluate(() =>
    window.scripted.put('zynq', (before) => ({
      ...before,
      lease: { held: 'other', by: { who: 'grace@bench7', program: 'command line' }, since: '2026-11-25T01:00:00Z' },
    })),
  );
  const padlock = page.getByRole('button', { name: /Unlock editing of uiomem1: grace@bench7/ });
  await padlock.waitFor();
  expect([await padlock.getAttribute('aria-disabled'), await padlock.getAttribute('aria-pressed')]).toEqual([
    'true',
    'false',
  ]);
  const sync = page.getByRole('complementary', { name: 'Sync of uiomem1' });
  expect(await sync.getByRole('button', { name: 'Sync for CPU', exact: true }).isDisabled()).toBe(true);
  await sync.getByText('grace@bench7 (command line) works on zynq.').waitFor();
  const reads = (await calls('memory.read')).length;
  await page.evaluate(() =>
    window.scripted.put('zynq', (before) => ({
      ...before,
      lease: { held: 'nobody' },
      connection: {
        state: 'lost',
        since: '2026-11-25T01:00:00.000Z',
        problem: { id: 'ssh.closed', message: 'The board closed the connection.' },
        retryAt: new Date(Date.now() + 60_000).toISOString(),
        attempt: 2,
      },
    })),
  );
  await page.getByText(/^(Warning: )?Old: the link to zynq was lost at/).waitFor();
  await grid().focus();
  await press('ArrowRight', 'r');
  await caretIs(word(1));
  await press('Control+End');
  await caretIs('not read');
  expect((await calls('memory.read')).length).toBe(reads);
});

test('a bus error is told with its id for its rows, the others are read', async () => {
  await show('memory');
  await caretIs(word(0));
  await page.evaluate(() => window.scripted.memories.get('zynq/uiomem1')?.broken.add(0x1000n));
  await grid().focus();
  await press('Control+g');
  await page.keyboard.type('0xff0');
  await press('Enter', 'r');
  await page.getByRole('alert').filter({ hasText: 'memory.bus-error' }).waitFor();
  await caretIs(word(0x3fc));
  await press('ArrowDown');
  await caretIs('cannot be read: bus error');
  await page.evaluate(() => window.scripted.memories.get('zynq/uiomem1')?.broken.clear());
  await page.getByRole('button', { name: 'Try these rows again' }).click();
  await caretIs(word(0x1_0000));
});

test('each eye is named in each call; changing it reads again, and neither syncs', async () => {
  await show('memory');
  await caretIs(word(0));
  await page.getByText('what a device wrote shows only after a sync for CPU').waitFor();
  await page.getByRole('group', { name: /^Eye/ }).getByRole('button', { name: 'Memory/device' }).click();
  await page.getByText('what the CPU wrote shows only after a sync for device').waitFor();
  await page.getByRole('grid', { name: 'Memory of uiomem1, Memory/device eye' }).waitFor();
  // In a development build React attaches each view twice.
  await eventually(() => calls('memory.read').then((all) => [...new Set(all.map(({ eye }) => eye))])).toEqual([
    'cpu',
    'device',
  ]);
  expect([...(await calls('sync.forCpu')), ...(await calls('sync.forDevice'))]).toEqual([]);
});

test('live marks what changes, follows the rows, and stops with the switch', async () => {
  await show('memory');
  await grid().focus();
  await press('ArrowRight');
  await page.getByRole('combobox', { name: 'Looks a second' }).selectOption('30');
  await page.getByRole('switch', { name: 'Live' }).click();
  await eventually(() => calls('memory.watch')).toMatchObject([{ offset: '0x0', size: 4096, intervalMs: 1000 / 30 }]);
  await poke('uiomem1', 4, [0x78, 0x56, 0x34, 0x12]);
  await caretIs('0x12345678, changed');
  await eventually(() => said().textContent()).toMatch(/^0x70000004, 0x12345678/);
  // The mark goes after its second; the value stays.
  await caretIs(/^0x12345678$/);
  await page
    .locator('span')
    .filter({ hasText: /^(\d+ of )?30 Hz$/ })
    .waitFor();
  await grid().focus();
  await press('Control+End');
  await eventually(() => calls('memory.watch').then((all) => all.at(-1))).toMatchObject({
    offset: '0xfff000',
    size: 4096,
  });
  await page.getByRole('switch', { name: 'Live' }).click();
  const last = await caret().textContent();
  await poke('uiomem1', 0xff_fffc, [0xee]);
  // Ten looks of the rate that it had.
  await page.waitForTimeout(350);
  expect(await caret().textContent()).toBe(last);
  const watches = (await calls('memory.watch')).length;
  await grid().focus();
  await press('Control+Home', 'r');
  await caretIs(/^0x000000/);
  expect((await calls('memory.watch')).length).toBe(watches);
});

test('under reduced motion a mark stays until the next refresh', async () => {
  await show('memory', { reducedMotion: 'reduce' });
  await grid().focus();
  await caretIs(word(0));
  await poke('uiomem1', 0, [0xaa]);
  await press('r');
  await caretIs(`${word(0xaa)}, changed`);
  await page.waitForTimeout(1500);
  await caretIs(`${word(0xaa)}, changed`);
  await press('r');
  await caretIs(new RegExp(`^${word(0xaa)}$`));
});

test('a range as a table, with what can be copied', async () => {
  await show('memory');
  await grid().focus();
  await caretIs(word(0));
  await press('Shift+ArrowDown');
  await page.getByRole('button', { name: 'More of the hex view' }).click();
  await page.getByRole('menuitem', { name: 'Read range as table…' }).click();
  const table = page.getByRole('table', { name: 'Values from 0x70000000' });
  await table.waitFor();
  expect(await table.getByRole('row').nth(2).textContent()).toMatch(/^0x700000040x000000011/);
  expect(await table.getByRole('row').count()).toBe(1 + 5);
  await page.getByRole('button', { name: 'Copy table' }).click();
  expect((await page.evaluate(() => navigator.clipboard.readText())).split('\n')[2]).toBe(
    '0x70000004\t0x00000001\t1\t····',
  );
});

test.each(themes)('axe finds nothing in the states of the %s theme', async (theme) => {
  await show('memory', {}, theme);
  await caretIs(word(0));
  await page.getByRole('button', { name: 'Unlock editing of uiomem1' }).click();
  await page.getByRole('button', { name: 'Sync for CPU', exact: true }).click();
  await page.getByText('device → CPU').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await grid().focus();
  await page.keyboard.type('cafe');
  expect(await accessibilityFaults(page)).toEqual([]);
  await press('Escape', 'Control+g');
  await page.getByRole('dialog').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await press('Escape');
  await page.getByRole('button', { name: 'Edit the sync attributes' }).click();
  await page.evaluate(() => window.scripted.memories.get('zynq/uiomem1')?.broken.add(0n));
  await grid().focus();
  await press('r');
  await page.getByRole('alert').filter({ hasText: 'memory.bus-error' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.context().close();
  await show('memory-unknown', {}, theme);
  await page.getByRole('heading', { name: 'uiomem2 has not been read' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});
