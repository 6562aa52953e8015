/** Terminals in the window: by role and name, typed into, against the scripted host's small shell. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { BoardState } from '../../app/contract/state.ts';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { settled } from '../testing/boards.ts';
import { themes } from '../testing/scenario-names.ts';
import { button, calls, scriptedWindow, seen } from '../testing/scripted-window.ts';
import { command, has, inputOf, linesOf, pointAt, terminalNamed } from '../testing/terminal-window.ts';
import { sidewaysFaults } from '../testing/watched-page.ts';

const open = scriptedWindow();
const shell = (options?: Parameters<typeof open>[1]) => open('devices&panel=terminal', options);
const serial = () => open('devices&panel=serial');
const one = 'Terminal 1 of zynq';
const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] };
const clipText = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const notices = (page: Page, name: string) => terminalNamed(page, name).getByRole('status');
const connection = (page: Page, state: BoardState['connection']) =>
  page.evaluate((next) => window.scripted.put('zynq', (before) => ({ ...before, connection: next })), state);
const lost: BoardState['connection'] = {
  state: 'lost',
  since: new Date().toISOString(),
  problem: { id: 'link.lost', message: 'Nothing came from zynq.lab for 9 s.' },
  retryAt: new Date(Date.now() + 60_000).toISOString(),
  attempt: 2,
};

test.each(themes)('%s: a shell by role and name, without a fault', async (theme) => {
  await using watched = await shell({ theme });
  const { page, faults } = watched;
  await has(page, one, '$');
  await command(page, one, 'echo hello', 'hello');
  await command(page, one, 'colours', 'colour 15');
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await sidewaysFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

/** WCAG's ratio of two colours as the browser computes them. */
const contrasts = (page: Page) =>
  page.evaluate(() => {
    const light = (colour: string) => {
      const parts = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((each) => Number(each) / 255);
      const [r = 0, g = 0, b = 0] = parts.map((c) => (c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = document.querySelector('.xterm-scrollable-element') as Element;
    const behind = light(getComputedStyle(ground).backgroundColor);
    const found: Record<string, number> = {};
    for (const span of document.querySelectorAll('.xterm-rows span')) {
      const name = /colour \d+/.exec(span.textContent)?.[0];
      if (name === undefined) continue;
      const text = light(getComputedStyle(span).color);
      found[name] = (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
    }
    return found;
  });

test.each(themes)('%s: the sixteen colours can be read, and follow a change of the theme', async (theme) => {
  await using watched = await shell({ theme });
  const { page } = watched;
  await command(page, one, 'colours', 'colour 15');
  const least = (wanted: typeof theme) => (wanted === 'contrast' ? 7 : 4.5);
  const before = await contrasts(page);
  expect(Object.keys(before)).toHaveLength(16);
  for (const [name, ratio] of Object.entries(before))
    expect([name, ratio >= least(theme) - 0.05]).toEqual([name, true]);
  const ground = () =>
    page.evaluate(
      () => getComputedStyle(document.querySelector('.xterm-scrollable-element') as Element).backgroundColor,
    );
  const first = await ground();
  // Alt+T takes the next theme; in the terminal too.
  const another = theme === 'light' ? 'dark' : 'light';
  await page.evaluate((next) => {
    document.documentElement.dataset.theme = next;
  }, another);
  expect(await settled(ground, (now) => now !== first)).not.toBe(first);
  // Rows are drawn anew a frame or more after the ground.
  const all = (ratios: Record<string, number>) =>
    Object.values(ratios).every((ratio) => ratio >= least(another) - 0.05);
  const after = await settled(() => contrasts(page), all);
  expect([after, all(after)]).toEqual([after, true]);
});

test('copies and pastes by keys and by buttons; what is pasted runs nothing by itself', async () => {
  await using watched = await shell(clipboard);
  const { page } = watched;
  const terminal = terminalNamed(page, one);
  await command(page, one, 'echo take-this', 'take-this');
  await page.mouse.dblclick(...(await pointAt(page, one, 'take-this')));
  await page.keyboard.press('Control+Shift+C');
  expect(
    await settled(
      () => clipText(page),
      (text) => text !== '',
    ),
  ).toMatch(/^take/);
  await page.evaluate(() => navigator.clipboard.writeText('echo \u001b[201~pasted'));
  await inputOf(page, one).focus();
  await page.keyboard.press('Control+Shift+V');
  await has(page, one, '$ echo [201~pasted');
  await page.keyboard.press('Control+C');
  await page.evaluate(() => navigator.clipboard.writeText('echo by button'));
  await button(terminal, 'Paste').click();
  await has(page, one, '$ echo by button');
  await page.keyboard.press('Enter');
  await has(page, one, 'by button');
  expect(await page.evaluate(() => window.scripted.terminals.received)).not.toContain('\u001b');
  await button(terminal, 'Clear').click();
  expect(
    await settled(
      () => linesOf(page, one),
      (lines) => lines.length === 1,
    ),
  ).toEqual(['$']);
});

test('searches what was printed, by keys, forwards and back', async () => {
  await using watched = await shell();
  const { page, faults } = watched;
  const terminal = terminalNamed(page, one);
  for (const word of ['needle', 'hay', 'needle two']) await command(page, one, `echo ${word}`, word);
  await page.keyboard.press('Control+Shift+F');
  const field = terminal.getByRole('textbox', { name: 'Search for' });
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.type('needle');
  // The two commands and what they printed.
  await seen(terminal.getByText(/^[1-4] of 4$/));
  const where = () => terminal.getByText(/^\d of 4$/).textContent();
  const at = Number((await where())?.[0]);
  await page.keyboard.press('Enter');
  expect(await settled(where, (text) => text === `${(at % 4) + 1} of 4`)).toBe(`${(at % 4) + 1} of 4`);
  await page.keyboard.press('Shift+Enter');
  expect(await settled(where, (text) => text === `${at} of 4`)).toBe(`${at} of 4`);
  await page.keyboard.type('less');
  await seen(terminal.getByText('Not found'));
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.type('echo back');
  await page.keyboard.press('Enter');
  await has(page, one, 'back');
  expect(faults).toEqual([]);
});

test('what programs write does no harm: no clipboard, no title but text, no bell, no link without Ctrl', async () => {
  await using watched = await shell(clipboard);
  const { page, faults } = watched;
  const requests: string[] = [];
  page.context().on('page', (each) => requests.push(each.url()));
  await page.evaluate(() => navigator.clipboard.writeText('mine'));
  await command(page, one, 'print \\e]52;c;c3RvbGVu\\a52', '52');
  await command(page, one, 'print \\e]0;a title<b>\u202ebold\\atitle', 'title');
  await seen(terminalNamed(page, one).getByText('a title<b>\ufffdbold'));
  await command(page, one, 'print \\a\\abell', 'bell');
  await command(page, one, 'print \\e]8;;https://evil.example/\\e\\press here\\e]8;;\\e\\', 'press here');
  await page.mouse.click(...(await pointAt(page, one, 'press here')));
  await command(page, one, 'print https://docs.example/', 'https://docs.example/');
  const link = await pointAt(page, one, 'https://docs.example/');
  await page.mouse.move(...link);
  await page.mouse.click(...link);
  expect(await clipText(page)).toBe('mine');
  expect(requests).toEqual([]);
  const opened = page.context().waitForEvent('page');
  await page.keyboard.down('Control');
  await page.mouse.move(link[0] + 8, link[1]);
  await page.mouse.click(link[0] + 8, link[1]);
  await page.keyboard.up('Control');
  const other = await opened;
  expect(await other.evaluate(() => globalThis.opener === null)).toBe(true);
  expect(faults).toEqual([]);
});

describe('keys', () => {
  test('F6 leaves the terminal, F1 and the palette open from it, and what shells know goes to the shell', async () => {
    // What they do there is the frame's; here, that they get to it.
    await using alone = await shell();
    const { page } = alone;
    await has(page, one, '$');
    await inputOf(page, one).focus();
    const told = await page.evaluate(() => {
      const seen: string[] = [];
      addEventListener('keydown', (event) => seen.push(`${event.defaultPrevented} ${event.key}`));
      (globalThis as unknown as { seen: string[] }).seen = seen;
      return seen.length;
    });
    expect(told).toBe(0);
    for (const key of ['F6', 'Shift+F6', 'F1', 'Control+Shift+P', 'Alt+P', 'Control+J', 'Tab', 'a'])
      await page.keyboard.press(key);
    const keys = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
    expect(keys.map((key) => key.split(' ')[1]).filter((key) => !/^(Shift|Control|Alt)$/.test(key ?? ''))).toEqual([
      'F6',
      'F6',
      'F1',
      'P',
      'P',
    ]);
    expect(
      await settled(
        () => page.evaluate(() => window.scripted.terminals.received),
        (got) => got.length === 3,
      ),
    ).toBe('\n\ta');
    expect(alone.faults).toEqual([]);
  });
});

test('several, of which each goes on while it is not shown, and ends when it is closed', async () => {
  await using watched = await shell();
  const { page, faults } = watched;
  await command(page, one, 'echo first', 'first');
  await button(page, 'Another').click();
  await button(page, 'Show 2').click();
  const two = 'Terminal 2 of zynq';
  await command(page, two, 'echo second', 'second');
  await button(page, 'Show 1').click();
  await has(page, one, 'first');
  await inputOf(page, one).focus();
  await page.keyboard.type('flood 1');
  await page.keyboard.press('Enter');
  await button(page, 'Hide all').click();
  await button(page, 'Show 2').click();
  await has(page, two, 'second');
  await button(page, 'Show 1').click();
  await has(page, one, `000016383 ${'abcdefghijklmnopqrstuvwxyz0123456789'.padEnd(43, '.')}`);
  await button(page, 'Close this').click();
  await button(page, 'Another').click();
  await button(page, 'Show 1').click();
  expect(
    await settled(
      () => linesOf(page, one),
      (lines) => lines.length === 1,
    ),
  ).toEqual(['$']);
  expect(await calls(page, 'terminal.shell')).toHaveLength(3);
  expect(faults).toEqual([]);
});

test('tells the shell its size when the panel is resized', async () => {
  await using watched = await shell();
  const { page } = watched;
  await has(page, one, '$');
  const size = async () => {
    await command(page, one, 'size', (await told()) ?? '');
    return await told();
  };
  const told = async () => {
    const [first, ...more] = [...(await calls(page, 'terminal.shell')), ...(await calls(page, 'terminal.resize'))] as {
      size?: { columns: number; rows: number };
      columns?: number;
      rows?: number;
    }[];
    const last = more.at(-1) ?? first?.size;
    return last === undefined ? undefined : `${last.columns} ${last.rows}`;
  };
  const wide = await size();
  await button(page, 'Other width').click();
  const narrow = await settled(told, (now) => now !== wide);
  expect(Number(narrow?.split(' ')[0])).toBeLessThan(Number(wide?.split(' ')[0]) / 2);
  await command(page, one, 'size', narrow ?? '');
});

test('an ended shell says how, keeps what is shown, and a new one follows it', async () => {
  await using watched = await shell();
  const { page, faults } = watched;
  const terminal = terminalNamed(page, one);
  await command(page, one, 'echo kept', 'kept');
  await page.keyboard.type('exit 3');
  await page.keyboard.press('Enter');
  await seen(terminal.getByText('The shell has ended with status 3.'));
  expect(await accessibilityFaults(page)).toEqual([]);
  await button(terminal, 'New shell').click();
  await page.keyboard.type('echo anew');
  await page.keyboard.press('Enter');
  await has(page, one, 'anew');
  expect(await linesOf(page, one)).toContain('kept');
  expect(faults).toEqual([]);
});

test('a lost link: what is shown stays, says so, and a new shell comes when the board is back', async () => {
  await using watched = await shell();
  const { page } = watched;
  const terminal = terminalNamed(page, one);
  await command(page, one, 'echo before', 'before');
  await connection(page, lost);
  await page.evaluate(() => window.scripted.terminals.loseLink());
  await seen(terminal.getByText('link.lost'));
  await seen(terminal.getByText('A new shell can be opened once zynq is connected. What is shown stays.'));
  expect(await button(terminal, 'New shell').count()).toBe(0);
  expect(await linesOf(page, one)).toContain('before');
  await connection(page, {
    state: 'open',
    since: new Date().toISOString(),
    bootId: 'b',
    privilege: 'root',
    helperVersion: 'x',
    mode: 'helper',
    limits: [],
    kernel: '6.6',
    machine: 'aarch64',
    emulated: false,
  });
  await button(terminal, 'New shell').click();
  await command(page, one, 'echo after', 'after');
});

test('screen reader mode reads out what is shown', async () => {
  await using watched = await shell();
  const { page } = watched;
  const terminal = terminalNamed(page, one);
  await has(page, one, '$');
  const mode = button(terminal, 'Screen reader mode');
  await mode.click();
  expect(await mode.getAttribute('aria-pressed')).toBe('true');
  await command(page, one, 'echo read me', 'read me');
  await seen(terminal.getByRole('listitem').filter({ hasText: /^read me/ }));
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('a serial console: chosen from what is there, opened, typed into, closed', async () => {
  await using watched = await serial();
  const { page, faults } = watched;
  const name = 'Serial console 1';
  const terminal = terminalNamed(page, name);
  await seen(terminal.getByText('2 ports are seen.'));
  expect(await accessibilityFaults(page)).toEqual([]);
  const port = terminal.getByRole('combobox', { name: 'Port' });
  expect(await port.locator('option').allTextContents()).toEqual([
    '/dev/ttyUSB0 (FTDI, 0403:6001, A5XK3RJT)',
    '/dev/ttyACM0 (Evil\u241b[2J\ufffdCorp)',
    'Another one, by its path',
  ]);
  // The likeliest is chosen already.
  expect(await port.inputValue()).toBe('/dev/ttyUSB0');
  await port.selectOption('/dev/ttyACM0');
  await port.selectOption('/dev/ttyUSB0');
  await terminal.getByRole('combobox', { name: 'Baud rate' }).selectOption('921600');
  await terminal.getByRole('combobox', { name: 'Parity' }).selectOption('even');
  await button(terminal, 'Open').click();
  await has(page, name, '$');
  await seen(terminal.getByText('/dev/ttyUSB0, 921600 baud'));
  expect(await calls(page, 'serial.open')).toMatchObject([
    { path: '/dev/ttyUSB0', baudRate: 921_600, dataBits: 8, parity: 'even', stopBits: 1, flowControl: 'none' },
  ]);
  await command(page, name, 'echo from the board', 'from the board');
  await button(terminal, 'Close').click();
  await seen(terminal.getByText('/dev/ttyUSB0 was closed.'));
  expect(await linesOf(page, name)).toContain('from the board');
  await page.evaluate(() => {
    const { terminals } = window.scripted;
    terminals.ports = [];
    terminals.complete = false;
  });
  await button(terminal, 'Look for ports again').click();
  await seen(terminal.getByText(/^No serial port is seen\. udev could not be asked/));
  await terminal.getByRole('textbox', { name: 'Path' }).fill('/dev/ttyS9');
  await button(terminal, 'Open').click();
  await seen(terminal.getByText('There is no serial port /dev/ttyS9.'));
  expect(await notices(page, name).count()).toBeGreaterThan(0);
  expect(faults).toEqual([]);
});
