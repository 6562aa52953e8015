/** The start page: one line that takes everything, boards, recent plans, the emulated board; by role and name, and by keyboard. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { themes } from '../testing/scenario-names.ts';
import { button, calls, holdAt, scriptedWindow, seen } from '../testing/scripted-window.ts';
import { sidewaysFaults, smallSize } from '../testing/watched-page.ts';

const open = scriptedWindow();
const start = (state: string, options = {}) => open(state, { panel: 'start', ...options });

const box = (page: Page) => page.getByRole('combobox', { name: 'Board, host, insmod line, plan or device-tree file' });
const entries = (page: Page) => page.getByRole('listbox', { name: 'What it could mean' }).getByRole('option');
/** What the page asked the frame for last. */
const asked = (page: Page, text: string) =>
  seen(page.getByRole('status', { name: 'Asked of the frame' }).getByText(text, { exact: true }));
const plans = (page: Page) => page.evaluate(() => sessionStorage.getItem('uiomem-plans') ?? '');
const insmod = 'insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=1M';

/** Puts a file on the page as the system does. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    (given) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([given.text], given.name));
      return transfer;
    },
    { name, text },
  );
  await page.getByRole('region', { name: 'Start' }).dispatchEvent('drop', { dataTransfer: data });
}

describe('the line', () => {
  it('opens a board that is known, by keys alone', async () => {
    await using watched = await start('start-boards');
    const { page, faults } = watched;
    await box(page).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('root@rack-7.lab');
    await seen(entries(page).getByText('Open rack-7', { exact: true }));
    await page.keyboard.press('Enter');
    await asked(page, 'board rack-7');
    expect(await box(page).inputValue()).toBe('');
    expect(faults).toEqual([]);
  });

  it('fills the dialog in for a board that is not, and connects it', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await box(page).fill('root@10.0.0.5:2222');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add a board' });
    expect(await dialog.getByLabel('Who logs in where').inputValue()).toBe('root@10.0.0.5:2222');
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('10.0.0.5');
    await dialog.getByLabel('Name', { exact: true }).fill('desk');
    await page.keyboard.press('Enter');
    await asked(page, 'board desk');
    expect(await calls(page, 'board.add')).toEqual([
      { board: { name: 'desk', user: 'root', host: '10.0.0.5', port: 2222 }, makeDefault: false, test: false },
    ]);
    await page.waitForFunction(() => window.scripted.calls.some(({ name }) => name === 'board.connect'));
  });

  it('offers hosts of ~/.ssh/config with where they are', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await box(page).fill('am64');
    await seen(entries(page).filter({ hasText: 'Add the board lab-am64x' }).getByText('root@10.0.3.17:22'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add a board' });
    expect(await dialog.getByLabel('Who logs in where').inputValue()).toBe('lab-am64x');
  });

  it('makes a plan of an insmod line for the board that is chosen', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await box(page).fill(insmod);
    expect(await entries(page).allTextContents()).toEqual([
      'Make a plan with 1 region for zynq of this line',
      'Make a plan with 1 region for rack-7 of this line',
    ]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await asked(page, 'plan of rack-7');
    expect(JSON.parse(await plans(page)).state.texts['rack-7'].text).toContain('address: "0x70000000"');
  });

  it('opens a plan file by its path, and notes it', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await box(page).fill('~/lab/new.yaml');
    await page.keyboard.press('Enter');
    await asked(page, 'plan of zynq');
    expect(JSON.parse(await plans(page)).state.texts.zynq).toMatchObject({
      name: 'new.yaml',
      folder: '/home/grace/lab',
    });
    expect(await calls(page, 'recent.note')).toEqual([{ path: '/home/grace/lab/new.yaml', board: 'zynq' }]);
    await seen(page.getByRole('list', { name: 'Recent plans, newest first' }).getByText('new.yaml'));
  });

  it.each([
    ['what is this', 'start.not-understood'],
    ['insmod uiomem.ko uiomem0_sise=1', 'plan.no-insmod-line'],
  ])('says why %s leads nowhere', async (text, id) => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await box(page).fill(text);
    await seen(page.getByRole('status').getByText(id));
    expect(await entries(page).count()).toBe(0);
    await page.keyboard.press('Enter');
    await asked(page, 'nothing');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('shows a file that cannot be read where it was asked for', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await box(page).fill('/gone.yaml');
    await page.keyboard.press('Enter');
    await seen(page.getByRole('alert').getByText('plan.file-missing'));
    await button(page, 'Dismiss').click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });
});

it('opens a device-tree source', async () => {
  await using watched = await start('start-boards');
  const { page } = watched;
  await box(page).fill('~/overlays/bram.dtso');
  await seen(entries(page).getByText('Open the device-tree source ~/overlays/bram.dtso', { exact: true }));
  await page.keyboard.press('Enter');
  await asked(page, 'source /home/grace/overlays/bram.dtso');
  await box(page).fill('/none.dts');
  await page.keyboard.press('Enter');
  await seen(page.getByRole('alert').getByText('device-tree.file-missing'));
});

describe('plans', () => {
  it('are asked for before one takes the place of another', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await box(page).fill(insmod);
    await seen(entries(page));
    await page.keyboard.press('Enter');
    await asked(page, 'plan of zynq');
    await page.getByRole('button', { name: /^bringup\.yaml/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Replace the plan of zynq?' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    expect(JSON.parse(await plans(page)).state.texts.zynq.text).toContain('0x70000000');
    await page.getByRole('button', { name: /^bringup\.yaml/ }).click();
    await button(dialog, 'Replace').click();
    await page.waitForFunction(() => sessionStorage.getItem('uiomem-plans')?.includes('0x70000000') === false);
    expect(JSON.parse(await plans(page)).state.texts.zynq.name).toBe('bringup.yaml');
  });

  it('that are gone say so, cannot be opened, and can be forgotten by keys', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    const list = page.getByRole('list', { name: 'Recent plans, newest first' });
    const gone = list.getByRole('button', { name: /^rack\.yaml/ });
    await seen(list.getByText('the file is gone'));
    expect(await gone.isDisabled()).toBe(true);
    await button(list, 'More for /home/grace/old/rack.yaml').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Forget', exact: true }).waitFor();
    await page.keyboard.press('End');
    // The last one copies what it does as a command.
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await gone.waitFor({ state: 'detached' });
    expect(await calls(page, 'recent.forget')).toEqual([{ path: '/home/grace/old/rack.yaml' }]);
  });

  it('that are dropped are opened for the board, or for the one that is chosen', async () => {
    await using one = await start('start-one-board');
    await one.page.getByRole('button', { name: /^bringup\.yaml/ }).waitFor();
    await drop(one.page, 'dropped.yaml', 'version: 1\n');
    await asked(one.page, 'plan of zynq');
    expect(JSON.parse(await plans(one.page)).state.texts.zynq).toEqual({
      name: 'dropped.yaml',
      text: 'version: 1\n',
      folder: '/home/grace',
    });
    await using several = await start('start-boards');
    const { page } = several;
    await page.getByRole('button', { name: /^bringup\.yaml/ }).waitFor();
    await drop(page, 'dropped.yaml', 'version: 1\n');
    const which = page.getByRole('region', { name: 'Which board is dropped.yaml for?' });
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(which, 'rack-7').click();
    await asked(page, 'plan of rack-7');
    await drop(page, 'board.dtso', '/dts-v1/;');
    await asked(page, 'source board.dtso');
    await drop(page, 'large.yaml', 'x'.repeat((1 << 20) + 1));
    await seen(page.getByRole('alert').getByText('plan.file-too-large'));
    // Where a file lies no page is told, so that there is nothing to note.
    expect(await calls(page, 'recent.note')).toEqual([]);
  });
});

describe('the emulated board', () => {
  const card = (page: Page) => page.getByRole('region', { name: 'Emulated board' });

  it('tells what it needs and the commands, starts with each step told, and is shown then', async () => {
    await using watched = await start('no-boards');
    const { page, faults } = watched;
    const needs = card(page).getByRole('list', { name: 'What it needs' });
    await seen(needs.getByText('About 52 MB are to be downloaded', { exact: false }));
    await seen(needs.getByText('here').first());
    await seen(card(page).getByText('uiomem-studio board emulated up', { exact: true }));
    await card(page).getByText('QEMU command line').click();
    await seen(card(page).getByText("qemu-system-aarch64 -name 'uiomem-studio emulated' -M virt,memory-backend=ram"));
    await button(card(page), 'Start and connect').click();
    await seen(card(page).getByText('wait until its SSH server answers'));
    await asked(page, 'board emulated');
    await seen(button(card(page), 'Show console'));
    expect(faults).toEqual([]);
  });

  it('is cancelled where it was started', async () => {
    await using watched = await start('no-boards');
    const { page } = watched;
    await holdAt(page, 1);
    await button(card(page), 'Start and connect').click();
    await button(card(page), 'Cancel').click();
    await seen(button(card(page), 'Start and connect'));
    await asked(page, 'nothing');
    expect(await calls(page, 'board.connect')).toEqual([]);
  });

  it('says why it cannot start, with the command that mends it, and looks again', async () => {
    await using watched = await start('emulated-lacking');
    const { page } = watched;
    await seen(card(page).getByText('It cannot start here: the emulator: qemu-system-aarch64 is not in PATH.'));
    await seen(card(page).getByText('sudo apt-get install qemu-system-arm', { exact: true }));
    expect(await button(card(page), 'Start and connect').isDisabled()).toBe(true);
    const before = (await calls(page, 'emulated.needs')).length;
    await button(card(page), 'Look again').click();
    await page.waitForFunction(
      (count) => window.scripted.calls.filter(({ name }) => name === 'emulated.needs').length > count,
      before,
    );
  });

  it('shows the console of one that runs, as text', async () => {
    await using watched = await start('emulated-running');
    const { page } = watched;
    await button(card(page), 'Show console').click();
    const shown = card(page).getByRole('region', { name: 'Console of emulated' });
    await seen(shown.getByText('board: ready, boot 3f1c8a52'));
    expect(await shown.textContent()).not.toContain('\u001b');
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(card(page), 'Hide console').click();
    await shown.waitFor({ state: 'detached' });
  });

  it('is offered in a terminal only where there is one', async () => {
    await using without = await start('no-boards');
    await button(without.page, 'Start and connect').waitFor();
    expect(await button(without.page, 'Run in the terminal').count()).toBe(0);
    await using watched = await start('no-boards&terminal');
    await button(watched.page, 'Run in the terminal').click();
    await asked(watched.page, 'terminal emulated-up emulated');
  });
});

it.each(themes)('is without faults of accessibility in %s, and fits', async (theme) => {
  for (const state of ['start-boards', 'emulated-lacking']) {
    await using watched = await start(state, { theme });
    const { page, faults } = watched;
    await page.getByRole('list', { name: 'What it needs' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await box(page).fill('ra');
    if (state === 'start-boards') await entries(page).first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.setViewportSize(smallSize);
    expect(await sidewaysFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  }
});
