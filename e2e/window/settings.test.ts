/** The settings in a real Chromium, by role and name, against the scripted host: the panel, and what each of them changes. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { settingInfos } from '../../app/contract/setting-info.ts';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { themes } from '../testing/scenario-names.ts';
import { button, calls, main, scriptedWindow, seen, status } from '../testing/scripted-window.ts';
import { sidewaysFaults, smallSize } from '../testing/watched-page.ts';

const open = scriptedWindow();
const panelAlone = { panel: 'settings', theme: 'own', colorScheme: 'dark' } as const;

const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 8000 });
const setting = (page: Page, title: string) => page.getByRole('group', { name: title, exact: true });
const marked = (page: Page) =>
  page
    .getByRole('group')
    .filter({ has: page.getByText('changed', { exact: true }) })
    .getByRole('heading')
    .allTextContents();
const theme = (page: Page) => page.evaluate(() => document.documentElement.dataset.theme);
const changes = async (page: Page) =>
  ((await calls(page, 'settings.change')) as { readonly change: unknown }[]).map(({ change }) => change);
/** As another process would write the file. */
const store = (page: Page, stored: Readonly<Record<string, unknown>>) =>
  page.evaluate((values) => void window.scripted.settings.store(values), stored);
const focusName = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    const label = element?.getAttribute('aria-labelledby') ?? element?.id ?? '';
    const words = document.querySelector(`label[for="${label}"]`) ?? document.getElementById(label);
    return element?.getAttribute('aria-label') ?? words?.textContent ?? element?.textContent ?? '';
  });

describe('the panel', () => {
  test.each(themes)('shows every setting in its group, and axe finds nothing in the theme %s', async (name) => {
    await using watched = await open('devices', { panel: 'settings', theme: name });
    const { page, faults } = watched;
    await page.getByRole('status').getByText('10 of 10 settings').waitFor();
    for (const { title, group, about } of settingInfos) {
      const row = page
        .getByRole('region', { name: group, exact: true })
        .getByRole('group', { name: title, exact: true });
      await row.getByText(about).waitFor();
      expect(await row.getByRole('heading').textContent()).toBe(title);
    }
    expect(await marked(page)).toEqual(['Theme']);
    // With all that can be said at once.
    await store(page, { 'appearance.theme': name, 'memory.width': 12, 'editor.fontSize': 20 });
    await page.getByRole('textbox', { name: 'Font size of terminals' }).fill('7');
    await page.getByText('It takes a whole number from 8 to 32 (px).').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await sidewaysFaults(page)).toEqual([]);
    for (const size of [smallSize, { width: 480, height: 700 }]) {
      await page.setViewportSize(size);
      expect(await sidewaysFaults(page)).toEqual([]);
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    await button(page, 'Reset all…').click();
    await page.getByRole('dialog', { name: 'Reset 2 settings?' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('changes each kind of setting, and marks what differs', async () => {
    await using watched = await open('devices', panelAlone);
    const { page, faults } = watched;
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('High contrast');
    await eventually(() => theme(page)).toBe('contrast');
    await page.getByRole('switch', { name: '? alone shows the shortcuts' }).click();
    await page.getByRole('combobox', { name: 'First width of a cell' }).selectOption('8 bits');
    await page.getByRole('group', { name: 'First byte order' }).getByRole('button', { name: 'Big-endian' }).click();
    const lines = page.getByRole('textbox', { name: 'Lines kept above the screen' });
    await lines.fill('20000');
    await lines.press('Enter');
    await page.getByRole('textbox', { name: 'Font size of the editor' }).fill(' 16 ');
    await lines.focus();
    await eventually(() => changes(page)).toEqual([
      { 'appearance.theme': 'contrast' },
      { 'keys.questionMark': false },
      { 'memory.width': 8 },
      { 'memory.byteOrder': 'big' },
      { 'terminal.scrollback': 20_000 },
      { 'editor.fontSize': 16 },
    ]);
    await eventually(() => marked(page)).toEqual([
      'Theme',
      '? alone shows the shortcuts',
      'Font size of the editor',
      'Lines kept above the screen',
      'First width of a cell',
      'First byte order',
    ]);
    await setting(page, 'First width of a cell').getByText('Default: 32 bits.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Font size of the editor' }).inputValue()).toBe('16');
    expect(faults).toEqual([]);
  });

  test('a number that is not taken is said and never sent; Escape puts back what was', async () => {
    await using watched = await open('devices', panelAlone);
    const { page } = watched;
    const field = page.getByRole('textbox', { name: 'Lines kept above the screen' });
    for (const text of ['-1', '100001', '1.5', '1e3', '', 'many', '0x10', '99999999999999999999']) {
      await field.fill(text);
      await field.press('Enter');
      await page.getByText('It takes a whole number from 0 to 100000 (lines).').waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
    }
    await field.press('Escape');
    expect([await field.inputValue(), await field.getAttribute('aria-invalid')]).toEqual(['5000', 'false']);
    await field.press('Tab');
    expect(await changes(page)).toEqual([]);
  });

  test('is searched by any of its words', async () => {
    await using watched = await open('devices', panelAlone);
    const { page } = watched;
    const search = page.getByRole('searchbox', { name: 'Search settings' });
    const rows = () =>
      page.getByRole('region', { name: 'All settings' }).getByRole('heading', { level: 3 }).allTextContents();
    await search.fill('font size');
    await eventually(rows).toEqual(['Font size of the editor', 'Font size of terminals']);
    await page.getByRole('status').getByText('2 of 10 settings').waitFor();
    await search.fill('memory.width');
    await eventually(rows).toEqual(['First width of a cell']);
    await search.fill('speech');
    await eventually(rows).toEqual(['? alone shows the shortcuts']);
    await search.fill('zebra');
    await page.getByText('No setting has these words.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await search.fill('');
    await eventually(async () => (await rows()).length).toBe(10);
  });

  test('resets one, then all after asking, and copies the command that does the same', async () => {
    await using watched = await open('devices', {
      ...panelAlone,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const { page } = watched;
    await store(page, { 'appearance.theme': 'light', 'memory.width': 8, 'memory.liveRate': 60 });
    await eventually(() => theme(page)).toBe('light');
    await setting(page, 'First width of a cell')
      .getByRole('button', { name: 'Copy as command: uiomem-studio settings set memory.width 8' })
      .click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('uiomem-studio settings set memory.width 8');
    await button(page, 'Reset: First width of a cell').click();
    await eventually(() => marked(page)).toEqual(['Theme', 'First rate of live looking']);
    expect(await calls(page, 'settings.reset')).toEqual([{ names: ['memory.width'] }]);
    // Its button is gone; the keyboard is where it can go on.
    expect(await focusName(page)).toBe('First width of a cell');
    await button(page, 'Reset all…').click();
    const dialog = page.getByRole('dialog', { name: 'Reset 2 settings?' });
    await dialog.getByText('Theme: Light, then System').waitFor();
    await page.keyboard.press('Escape');
    expect((await marked(page)).length).toBe(2);
    await button(page, 'Reset all…').click();
    await button(dialog, 'Reset 2 settings').click();
    await eventually(() => marked(page)).toEqual([]);
    await eventually(() => theme(page)).toBe('dark');
    expect(await button(page, 'Reset all…').getAttribute('aria-disabled')).toBe('true');
  });

  test('follows what another process changes, and tells values of the file that are none', async () => {
    await using watched = await open('devices', panelAlone);
    const { page } = watched;
    await store(page, { 'memory.bytesPerRow': 64, 'terminal.fontSize': 99 });
    await eventually(() => marked(page)).toEqual(['First bytes a row']);
    expect(await page.getByRole('combobox', { name: 'First bytes a row' }).inputValue()).toBe('64');
    const row = setting(page, 'Font size of terminals');
    await row
      .getByText('In the file, terminal.fontSize cannot be 99. It takes a whole number from 8 to 32 (px).')
      .waitFor();
    await row.getByRole('button', { name: 'Reset: Font size of terminals' }).click();
    await row.getByText('In the file').waitFor({ state: 'detached' });
    expect(await page.getByRole('textbox', { name: 'Font size of terminals' }).inputValue()).toBe('13');
  });

  test('by keyboard alone', async () => {
    await using watched = await open('devices', panelAlone);
    const { page, faults } = watched;
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    /** Goes on until a control of that name has the focus. */
    const tabTo = async (name: string, key = 'Tab') => {
      for (let tries = 0; tries < 60; tries += 1) {
        await press(key);
        if ((await focusName(page)) === name) return;
      }
      throw new Error(`Tab never reaches ${name}`);
    };
    await page.getByRole('status').getByText('10 of 10 settings').waitFor();
    await tabTo('Search settings');
    await page.keyboard.type('theme');
    await page.getByRole('status').getByText('1 of 10 settings').waitFor();
    await tabTo('Theme');
    await press('ArrowDown', 'ArrowDown');
    await eventually(() => theme(page)).toBe('light');
    await tabTo('Reset: Theme');
    await press('Enter');
    await eventually(() => theme(page)).toBe('dark');
    await tabTo('Search settings', 'Shift+Tab');
    await press('Control+a', 'Delete');
    await page.getByRole('status').getByText('10 of 10 settings').waitFor();
    await tabTo('? alone shows the shortcuts');
    await press('Space');
    await eventually(() => changes(page)).toContainEqual({ 'keys.questionMark': false });
    await tabTo('Font size of the editor');
    await press('Control+a');
    await page.keyboard.type('18');
    await press('Enter');
    await eventually(() => changes(page)).toContainEqual({ 'editor.fontSize': 18 });
    await tabTo('Little-endian');
    await press('ArrowRight', 'Enter');
    await eventually(() => changes(page)).toContainEqual({ 'memory.byteOrder': 'big' });
    expect(faults).toEqual([]);
  });
});

describe('a change that is not taken', () => {
  test('is told in the panel, put back, and tried again', async () => {
    await using watched = await open('devices', panelAlone);
    const { page } = watched;
    await page.evaluate(() => {
      window.scripted.settings.full = true;
    });
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('Light');
    const alert = page.getByRole('alert');
    await alert.getByText('Not changed, and still as before: Theme: System. ENOSPC').waitFor();
    expect(await alert.count()).toBe(1);
    expect([await theme(page), await page.getByRole('combobox', { name: 'Theme' }).inputValue()]).toEqual([
      'dark',
      'system',
    ]);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.evaluate(() => {
      window.scripted.settings.full = false;
    });
    await button(alert, 'Try again').click();
    await eventually(() => theme(page)).toBe('light');
    await alert.waitFor({ state: 'detached' });
  });

  test('is told when the host is gone', async () => {
    await using watched = await open('host-gone', panelAlone);
    const { page } = watched;
    await page.getByRole('status').getByText('10 of 10 settings').waitFor();
    await eventually(async () => {
      await page.getByRole('switch', { name: 'Start with the driver’s lines only' }).click();
      return await page.getByRole('alert').count();
    }).toBe(1);
    await page
      .getByRole('alert')
      .getByText(/still as before: Start with the driver’s lines only: (on|off)\./)
      .waitFor();
    await page.getByRole('alert').getByText('rpc.connection-lost').waitFor();
  });

  test.each(themes)('is told at the corner of the window for the menu of themes, in the theme %s', async (name) => {
    await using watched = await open('host-gone', { theme: name });
    const { page } = watched;
    await seen(status(page).getByText('host gone'));
    await button(status(page), /^Theme: /).click();
    await page.getByRole('menuitemradio', { name: 'System' }).click();
    const corner = page.getByRole('region', { name: 'Setting not changed' });
    await corner
      .getByRole('alert')
      .getByText(/still as before: Theme: /)
      .waitFor();
    expect(await theme(page)).toBe(name);
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(corner, 'Dismiss').click();
    await corner.waitFor({ state: 'detached' });
  });

  test('is told in the help, where ? is turned off', async () => {
    await using watched = await open('host-gone');
    const { page } = watched;
    await seen(status(page).getByText('host gone'));
    await page.keyboard.press('F1');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.getByRole('switch').click();
    await help
      .getByRole('alert')
      .getByText(/still as before: \? alone shows the shortcuts: on\./)
      .waitFor();
    expect(await page.getByRole('alert').filter({ hasText: /\S/ }).count()).toBe(1);
    expect(await help.getByRole('switch').isChecked()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe('what a setting changes', () => {
  test('the theme, here and by another process, with the first paint of the next start', async () => {
    await using watched = await open('devices', { theme: 'own', colorScheme: 'light' });
    const { page } = watched;
    await seen(status(page).getByText('System', { exact: true }));
    await eventually(() => theme(page)).toBe('light');
    await store(page, { 'appearance.theme': 'contrast' });
    await eventually(() => theme(page)).toBe('contrast');
    await seen(status(page).getByText('High contrast', { exact: true }));
    await page.keyboard.press('Alt+t');
    await eventually(() => changes(page)).toEqual([{ 'appearance.theme': 'system' }]);
    await eventually(() => theme(page)).toBe('light');
    await store(page, { 'appearance.theme': 'dark' });
    await eventually(() => theme(page)).toBe('dark');
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.reload();
    await eventually(() => theme(page)).toBe('dark');
  });

  test('? alone', async () => {
    await using watched = await open('devices');
    const { page } = watched;
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await page.getByRole('heading', { name: 'zynq' }).waitFor();
    await page.keyboard.press('?');
    await help.waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await store(page, { 'appearance.theme': 'dark', 'keys.questionMark': false });
    // Told in the order in which it was stored: the theme shows that it has come.
    await store(page, { 'appearance.theme': 'light', 'keys.questionMark': false });
    await eventually(() => theme(page)).toBe('light');
    await page.keyboard.press('?');
    // No key gets through a dialog.
    await page.keyboard.press('Alt+t');
    await eventually(() => changes(page)).toEqual([{ 'appearance.theme': 'contrast' }]);
    expect(await help.count()).toBe(0);
    await page.keyboard.press('F1');
    expect(await help.getByRole('switch').isChecked()).toBe(false);
    await help.getByRole('switch').click();
    await eventually(async () => (await changes(page)).at(-1)).toEqual({ 'keys.questionMark': true });
  });

  test('whether a kernel log starts with the driver’s lines', async () => {
    await using watched = await open('devices');
    const { page } = watched;
    await page.getByRole('heading', { name: 'zynq' }).waitFor();
    await store(page, { 'kernelLog.driverOnly': false, 'appearance.theme': 'light' });
    await eventually(() => theme(page)).toBe('light');
    await page.keyboard.press('Alt+l');
    await main(page).getByRole('status').getByText('7 of 7 lines', { exact: true }).waitFor();
    expect(await button(main(page), 'All').getAttribute('aria-pressed')).toBe('true');
  });

  test('how a device is shown that is first opened, not one that is open', async () => {
    await using watched = await open('memory');
    const { page } = watched;
    const shown = async () => {
      const bar = page.getByRole('toolbar', { name: 'Hex view' });
      const value = (name: string) => bar.getByRole('combobox', { name }).inputValue();
      return [
        await bar.getByRole('group', { name: 'Bits of a cell' }).locator('[aria-pressed=true]').textContent(),
        await value('Bytes a row'),
        await value('Byte order'),
        await value('Looks a second'),
      ];
    };
    await eventually(shown).toEqual(['32', '16', 'little', '10']);
    await store(page, {
      'memory.width': 8,
      'memory.bytesPerRow': 64,
      'memory.byteOrder': 'big',
      'memory.liveRate': 60,
      'appearance.theme': 'light',
    });
    await eventually(() => theme(page)).toBe('light');
    expect(await shown()).toEqual(['32', '16', 'little', '10']);
    await page
      .getByRole('list', { name: 'Devices of zynq' })
      .getByRole('button', { name: /uiomem0/ })
      .click();
    await page.getByRole('tab', { name: /uiomem0/, selected: true }).waitFor();
    await eventually(shown).toEqual(['8', '64', 'big', '60']);
  });

  test('the size of the editor’s text, also of one that is open', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await page.getByRole('group', { name: 'View of the plan' }).getByRole('button', { name: 'Text' }).click();
    const size = () => page.locator('.monaco-editor .view-lines').evaluate((lines) => getComputedStyle(lines).fontSize);
    await eventually(size).toBe('13px');
    await store(page, { 'editor.fontSize': 24 });
    await eventually(size).toBe('24px');
  });
});
