/** Boards by the window: adding one of ~/.ssh/config, editing, renaming, forgetting; and what is said of secrets. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { themes } from '../testing/scenario-names.ts';
import { button, calls, scriptedWindow, seen } from '../testing/scripted-window.ts';

const open = scriptedWindow();
const start = (state: string, options = {}) => open(state, { panel: 'start', ...options });
const rows = (page: Page) => page.getByRole('list', { name: 'Boards, last connected first' });

/** The menu of a board, and one of its entries, by keys alone. */
async function choose(page: Page, board: string, entry: string): Promise<void> {
  await button(rows(page), `More for ${board}`).focus();
  await page.keyboard.press('Enter');
  const wanted = page.getByRole('menuitem', { name: entry, exact: true });
  await wanted.waitFor();
  for (let tries = 0; tries < 6; tries += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

describe('the list', () => {
  it('has the one that was connected last first, with its state', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await seen(rows(page).getByText(/^connected \d/));
    const names = await rows(page)
      .getByRole('button', { name: /not connected/ })
      .allTextContents();
    expect(names.map((text) => /zynq|rack-7/.exec(text)?.[0])).toEqual(['rack-7', 'zynq']);
  });

  it('connects by its menu, with each stage shown', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await choose(page, 'zynq', 'Connect');
    await page.getByRole('list', { name: 'Stages of the connection' }).waitFor();
    await seen(rows(page).getByText('connected', { exact: true }));
    await choose(page, 'zynq', 'Disconnect');
    await rows(page).getByText('connected', { exact: true }).waitFor({ state: 'detached' });
  });

  it('gives what its menu runs as a command, beside what it asks before', async () => {
    await using watched = await start('start-boards', { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = watched;
    await choose(page, 'zynq', 'Copy “Connect” as command');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe('uiomem-studio board connect zynq');
    await page.getByRole('status').getByText('Copied', { exact: true }).waitFor();
    expect(await calls(page, 'board.connect')).toEqual([]);
    await choose(page, 'rack-7', 'Forget this board…');
    const dialog = page.getByRole('dialog', { name: 'Forget rack-7?' });
    // Enter would lose nothing, and copy nothing.
    const cancel = button(dialog, 'Cancel');
    await expect.poll(() => cancel.evaluate((element) => element === document.activeElement)).toBe(true);
    await button(dialog, 'Copy as command: uiomem-studio board remove rack-7').click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe('uiomem-studio board remove rack-7');
    expect(await calls(page, 'board.remove')).toEqual([]);
  });

  it('loses a board only after it was asked', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await choose(page, 'rack-7', 'Forget this board…');
    const dialog = page.getByRole('dialog', { name: 'Forget rack-7?' });
    await seen(dialog.getByText(/passwords that are kept for it are forgotten/));
    await page.keyboard.press('Escape');
    expect(await calls(page, 'board.remove')).toEqual([]);
    await choose(page, 'rack-7', 'Forget this board…');
    await button(dialog, 'Forget rack-7').click();
    await rows(page).getByText('rack-7', { exact: true }).waitFor({ state: 'detached' });
    expect(await calls(page, 'board.remove')).toEqual([{ board: 'rack-7' }]);
  });
});

describe('adding', () => {
  it('takes a host of ~/.ssh/config from the list, with a name for it, by keys alone', async () => {
    await using watched = await start('start-boards');
    const { page, faults } = watched;
    await button(page, 'Add a board').focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add a board' });
    const where = dialog.getByRole('combobox', { name: 'Who logs in where' });
    await where.focus();
    await page.keyboard.type('lab');
    const option = page.getByRole('option', { name: /lab-am64x.*root@10\.0\.3\.17:22/ });
    await option.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await where.inputValue()).toBe('lab-am64x');
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('lab-am64x');
    // The first Enter chose; the next adds.
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await calls(page, 'board.add')).toEqual([
      { board: { name: 'lab-am64x', host: 'lab-am64x' }, makeDefault: false, test: false },
    ]);
    expect(faults).toEqual([]);
  });

  it('leaves a name that somebody wrote as it is', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await button(page, 'Add a board').click();
    const dialog = page.getByRole('dialog', { name: 'Add a board' });
    await dialog.getByLabel('Name', { exact: true }).fill('desk');
    await dialog.getByLabel('Who logs in where').fill('root@10.0.0.5');
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('desk');
  });
});

describe('editing', () => {
  it('says a board anew, and its plan goes with it', async () => {
    await using watched = await start('start-boards');
    const { page, faults } = watched;
    await page.evaluate(() =>
      sessionStorage.setItem(
        'uiomem-plans',
        JSON.stringify({ state: { texts: { zynq: { text: 'version: 1', name: 'a.yaml', folder: '/' } } }, version: 1 }),
      ),
    );
    await page.reload();
    await choose(page, 'zynq', 'Edit…');
    const dialog = page.getByRole('dialog', { name: 'Edit zynq' });
    await dialog.getByLabel('Name', { exact: true }).fill('desk');
    await dialog.getByLabel('Who logs in where').fill('dev@10.0.0.9:2222');
    await dialog.getByLabel('Private key file (optional)').fill('~/.ssh/desk');
    await dialog.getByLabel('On a board without node').selectOption('Go by plain shell');
    await button(
      dialog,
      'Copy as command: uiomem-studio board edit zynq --name desk --address dev@10.0.0.9:2222 --identity ~/.ssh/desk --runtime shell',
    ).waitFor();
    await button(dialog, 'Save').click();
    await seen(rows(page).getByText('desk', { exact: true }));
    expect(await calls(page, 'board.edit')).toEqual([
      {
        board: 'zynq',
        to: {
          name: 'desk',
          host: '10.0.0.9',
          user: 'dev',
          port: 2222,
          identityFile: '~/.ssh/desk',
          runtime: 'shell',
        },
      },
    ]);
    const texts = await page.evaluate(() => JSON.parse(sessionStorage.getItem('uiomem-plans') ?? '{}').state.texts);
    expect(Object.keys(texts)).toEqual(['desk']);
    expect(faults).toEqual([]);
  });

  it('changes nothing of how a board is reached that nobody touched', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await choose(page, 'zynq', 'Edit…');
    const dialog = page.getByRole('dialog', { name: 'Edit zynq' });
    await dialog.getByLabel('Name', { exact: true }).fill('desk');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await calls(page, 'board.edit')).toEqual([
      { board: 'zynq', to: { name: 'desk', host: 'zynq.lab', port: 22, user: 'root' } },
    ]);
  });

  it('shows in the dialog why it was not done', async () => {
    await using watched = await start('start-boards');
    const { page } = watched;
    await choose(page, 'zynq', 'Edit…');
    const dialog = page.getByRole('dialog', { name: 'Edit zynq' });
    await dialog.getByLabel('Name', { exact: true }).fill('rack-7');
    await page.keyboard.press('Enter');
    await seen(dialog.getByText('board.name-taken'));
    await dialog.getByLabel('Who logs in where').fill('nobody@');
    expect(await button(dialog, 'Save').isDisabled()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await choose(page, 'zynq', 'Edit…');
    await dialog.waitFor();
    expect(await dialog.getByText('board.name-taken').count()).toBe(0);
  });

  it('leaves to the tool what is the tool’s of an emulated board', async () => {
    await using watched = await start('emulated-running');
    const { page } = watched;
    await choose(page, 'emulated', 'Edit…');
    const dialog = page.getByRole('dialog', { name: 'Edit emulated' });
    await seen(dialog.getByText(/run by the tool/));
    expect(await dialog.getByLabel('Name', { exact: true }).count()).toBe(0);
    await dialog.getByLabel('On a board without node').selectOption('Bring node');
    await button(dialog, 'Save').click();
    await dialog.waitFor({ state: 'detached' });
    expect(await calls(page, 'board.edit')).toEqual([
      {
        board: 'emulated',
        to: { name: 'emulated', host: '127.0.0.1', port: 2222, user: 'root', runtime: 'bring' },
      },
    ]);
  });
});

describe('secrets', () => {
  const remember = 'Remember in the system’s secret store';

  it('are said to stay in memory where there is no store', async () => {
    await using watched = await open('password');
    const { page } = watched;
    await button(page, 'Enter the password…').click();
    const dialog = page.getByRole('dialog', { name: 'zynq wants a secret' });
    await seen(
      dialog.getByText(
        /until the host ends, and is written nowhere. It cannot be remembered for longer. This host serves browsers/,
      ),
    );
    expect(await dialog.getByRole('switch', { name: remember }).count()).toBe(0);
  });

  it('are remembered only when that is asked for', async () => {
    await using watched = await open('secret-store');
    const { page, faults } = watched;
    await button(page, 'Enter the password…').click();
    const dialog = page.getByRole('dialog', { name: 'zynq wants a secret' });
    const asked = dialog.getByRole('switch', { name: remember });
    await asked.waitFor();
    expect(await asked.getAttribute('aria-checked')).toBe('false');
    await dialog.getByLabel('Password of root@zynq.lab').fill('correct horse');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await seen(dialog.getByText(/used at the next connections too/));
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(dialog, 'Connect').click();
    await dialog.waitFor({ state: 'detached' });
    expect(await calls(page, 'board.secret')).toEqual([
      { board: 'zynq', kind: 'password', secret: 'correct horse', remember: true },
    ]);
    const kept = await page.evaluate(
      () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) + document.body.innerHTML,
    );
    expect(kept).not.toContain('correct horse');
    expect(faults).toEqual([]);
  });

  it('that are kept are told without the secret, and can be forgotten in the board’s dialog', async () => {
    await using watched = await start('secret-kept');
    const { page } = watched;
    await choose(page, 'zynq', 'Edit…');
    const dialog = page.getByRole('dialog', { name: 'Edit zynq' });
    await seen(dialog.getByText('The system’s secret store keeps for zynq: password, sudo password of gate.lab.'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(dialog, 'Forget the saved passwords').click();
    await seen(dialog.getByText('The system’s secret store keeps nothing for zynq.'));
    expect(await calls(page, 'board.forgetSecrets')).toEqual([{ board: 'zynq' }]);
  });

  it('are asked for again when a password was wrong', async () => {
    await using watched = await open('secret-refused');
    const { page } = watched;
    await seen(page.getByText('ssh.authentication-refused'));
    await button(page, 'Enter the password…').click();
    const dialog = page.getByRole('dialog', { name: 'zynq wants a secret' });
    await dialog.getByLabel('Password of root@zynq.lab').fill('right');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await calls(page, 'board.secret')).toEqual([{ board: 'zynq', kind: 'password', secret: 'right' }]);
  });
});

it.each(themes)('the dialogs are without faults of accessibility in %s', async (theme) => {
  await using watched = await start('start-boards', { theme });
  const { page, faults } = watched;
  await choose(page, 'zynq', 'Edit…');
  await page
    .getByRole('dialog', { name: 'Edit zynq' })
    .getByText(/kept in the host’s memory only/)
    .waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await choose(page, 'zynq', 'Forget this board…');
  await page.getByRole('dialog', { name: 'Forget zynq?' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await button(page, 'Add a board').click();
  await page.getByRole('dialog', { name: 'Add a board' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});
