/** Getting into a board by the window: keys, secrets, questions, runtimes. */
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { button, calls, main, scriptedWindow, seen, status } from '../testing/scripted-window.ts';

const open = scriptedWindow();
const connected = (page: Parameters<typeof status>[0]) => seen(status(page).getByText('connected', { exact: true }));

describe('host keys', () => {
  it('trusts a host key that was compared, and connects', async () => {
    await using watched = await open('host-key');
    const { page } = watched;
    const fingerprint = 'SHA256:uLqM4Zb8c0d2Yx6w1fJtq7nRk3vP9sE5aHgCi2oTzNk';
    await seen(page.getByRole('list', { name: 'Fingerprints of the host key' }).getByText(fingerprint));
    await seen(page.getByRole('status').getByText('ssh.host-key-unknown'));
    await button(page, 'Trust this key').click();
    await connected(page);
    expect(await calls(page, 'board.add')).toMatchObject([{ board: { name: 'zynq' }, trust: fingerprint }]);
  });

  it('keeps the key of a reflashed board after both keys were shown', async () => {
    await using watched = await open('host-key-changed');
    const { page, faults } = watched;
    await seen(page.getByRole('alert').getByText('Nothing was sent to it: no name, no key, no password.'));
    await button(page, 'This board was reflashed…').click();
    const dialog = page.getByRole('dialog', { name: 'Was zynq reflashed?' });
    await seen(dialog.getByText('SHA256:1111aaaabbbbccccddddeeeeffff00001111aaaabbb'));
    await seen(dialog.getByText('SHA256:uLqM4Zb8c0d2Yx6w1fJtq7nRk3vP9sE5aHgCi2oTzNk'));
    await seen(dialog.getByText('Known, /home/ada/.ssh/known_hosts:12'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await calls(page, 'board.reflashed')).toEqual([]);
    await button(page, 'This board was reflashed…').click();
    await button(dialog, 'It was reflashed: trust the new key').click();
    await connected(page);
    expect(await calls(page, 'board.reflashed')).toEqual([
      { board: 'zynq', fingerprint: 'SHA256:uLqM4Zb8c0d2Yx6w1fJtq7nRk3vP9sE5aHgCi2oTzNk' },
    ]);
    expect(faults).toEqual([]);
  });

  it('leaves the changed key of a jump host to the user’s own ssh', async () => {
    await using watched = await open('host-key-changed-hop');
    const { page } = watched;
    await seen(page.getByRole('alert').getByText('ssh.host-key-changed'));
    expect(await button(page, 'This board was reflashed…').count()).toBe(0);
  });
});

describe('secrets and questions', () => {
  it('asks for a password, keeps it nowhere in the page, and connects', async () => {
    await using watched = await open('password');
    const { page } = watched;
    await button(page, 'Enter the password…').click();
    const dialog = page.getByRole('dialog', { name: 'zynq wants a secret' });
    await dialog.getByLabel('Password of root@zynq.lab').fill('correct horse');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await connected(page);
    expect(await calls(page, 'board.secret')).toEqual([{ board: 'zynq', kind: 'password', secret: 'correct horse' }]);
    const kept = await page.evaluate(
      () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) + document.body.innerHTML,
    );
    expect(kept).not.toContain('correct horse');
  });

  it('answers what a server asks while the connection waits, and keeps it nowhere', async () => {
    await using watched = await open('question');
    const { page, faults } = watched;
    const dialog = page.getByRole('dialog', { name: 'Verification' });
    await seen(dialog.getByText('Enter the code of your token.'));
    await dialog.getByLabel('Site').fill('lab 3');
    expect(await dialog.getByLabel('Code').getAttribute('type')).toBe('password');
    await dialog.getByLabel('Code').fill('246 135');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await connected(page);
    expect(await calls(page, 'board.answer')).toEqual([{ question: 'question-1', answers: ['lab 3', '246 135'] }]);
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }]) + document.body.innerHTML);
    expect(kept).not.toContain('246 135');
    expect(faults).toEqual([]);
  });

  it('gives the connection up when the question is cancelled', async () => {
    await using watched = await open('question');
    const { page } = watched;
    await page.getByRole('dialog', { name: 'Verification' }).waitFor();
    await page.keyboard.press('Escape');
    await seen(button(main(page), 'Connect'));
    expect(await calls(page, 'board.answer')).toEqual([]);
    expect(await calls(page, 'board.disconnect')).toEqual([{ board: 'zynq' }]);
  });
});

describe('a board without node', () => {
  it('is told what bringing one takes, and what goes without', async () => {
    await using watched = await open('runtime-choice');
    const { page, faults } = watched;
    const bring = page.getByRole('region', { name: 'Bring node' });
    await seen(bring.getByText(/123 MB, about 40 s, once/));
    await seen(bring.getByText('/home/root/.cache/uiomem-studio-helper'));
    await seen(page.getByRole('region', { name: 'Go by plain shell' }).getByText(/Registers cannot be read/));
    await button(bring, 'Bring it and connect').click();
    await connected(page);
    expect(await calls(page, 'board.runtime')).toEqual([{ board: 'zynq', runtime: 'bring' }]);
    expect(faults).toEqual([]);
  });

  it('goes by plain shell where there is none to bring', async () => {
    await using watched = await open('no-runtime');
    const { page, faults } = watched;
    await button(page.getByRole('region', { name: 'Go by plain shell' }), 'Connect without a helper').click();
    await connected(page);
    expect(await calls(page, 'board.runtime')).toEqual([{ board: 'zynq', runtime: 'shell' }]);
    expect(faults).toEqual([]);
  });

  it('shows what is missing in shell mode, and lets one choose again', async () => {
    await using watched = await open('shell-mode');
    const { page } = watched;
    await seen(page.getByText('zynq is reached by plain shell, without a helper.'));
    await seen(page.getByRole('list', { name: 'What is missing or slower' }).getByText(/Registers cannot be read/));
    await button(page, 'Choose again').click();
    await button(page.getByRole('region', { name: 'Go by plain shell' }), 'Connect without a helper').click();
    await seen(page.getByText('zynq is reached by plain shell, without a helper.'));
    expect(await calls(page, 'board.runtime')).toEqual([{ board: 'zynq' }, { board: 'zynq', runtime: 'shell' }]);
  });
});
