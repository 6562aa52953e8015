/** What one does in the window, by role and name: boards, failures, devices, plan, steps, keyboard, theme. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { button, calls, holdAt, main, scriptedWindow, seen, status } from '../testing/scripted-window.ts';

const open = scriptedWindow();

const focusName = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });

describe('boards', () => {
  it('connects, showing the stages, and lists the devices', async () => {
    await using watched = await open('closed');
    const { page, faults } = watched;
    await button(main(page), 'Connect').click();
    const stages = page.getByRole('list', { name: 'Stages of the connection' });
    await seen(stages.getByText('Become root'));
    await seen(status(page).getByText('connected', { exact: true }));
    await seen(status(page).getByText('aarch64 · Linux 6.6.52-xilinx'));
    expect(await page.getByRole('list', { name: 'Devices of zynq' }).getByRole('button').allInnerTexts()).toEqual([
      expect.stringMatching(/uiomem0[\s\S]*256 KiB[\s\S]*0xa0000000[\s\S]*CPU owns it[\s\S]*not cached/),
      expect.stringMatching(/uiomem1[\s\S]*16 MiB[\s\S]*0x70000000[\s\S]*device owns it[\s\S]*cached, not coherent/),
      expect.stringMatching(/uiomem2[\s\S]*64 KiB/),
    ]);
    expect(await calls(page, 'board.connect')).toEqual([{ board: 'zynq' }]);
    await button(main(page), 'Disconnect').click();
    await seen(button(main(page), 'Connect'));
    expect(faults).toEqual([]);
  });

  it('cancels a connection that is being opened', async () => {
    await using watched = await open('connecting');
    const { page } = watched;
    await button(main(page), 'Cancel').click();
    await seen(status(page).getByText('not connected'));
    expect(await calls(page, 'board.disconnect')).toEqual([{ board: 'zynq' }]);
    // Also its own: what the user wanted to end has not failed.
    await holdAt(page, 3);
    await button(main(page), 'Connect').click();
    await button(main(page), 'Cancel').click();
    await seen(button(main(page), 'Connect'));
    expect(await page.getByRole('alert').filter({ hasText: /\S/ }).count()).toBe(0);
  });

  it('tries a lost link now, or stops trying', async () => {
    await using watched = await open('lost');
    const { page } = watched;
    await seen(main(page).getByText(/Next try in \d+ s, number 4/));
    await button(page, 'Stop trying').click();
    await seen(button(main(page), 'Connect'));
    await using again = await open('lost');
    await button(again.page, 'Try now').click();
    await seen(status(again.page).getByText('connected', { exact: true }));
  });

  it('takes a held board over after asking with its name', async () => {
    await using watched = await open('held');
    const { page } = watched;
    await seen(status(page).getByText('read-only'));
    await button(page, 'Take over…').click();
    const dialog = page.getByRole('dialog', { name: 'Take over zynq?' });
    await seen(dialog.getByText(/grace@bench7/));
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await calls(page, 'board.takeOver')).toEqual([]);
    await button(page, 'Take over…').click();
    await button(dialog, 'Take over zynq').click();
    await seen(status(page).getByText('connected', { exact: true }));
    expect(await calls(page, 'board.takeOver')).toEqual([{ board: 'zynq' }]);
  });

  it('starts the emulated board with progress, and connects', async () => {
    await using watched = await open('no-boards');
    const { page } = watched;
    const entry = page.getByRole('region', { name: 'Emulated board' });
    await button(entry, 'Start and connect').click();
    await seen(entry.getByText('boot the kernel'));
    await seen(button(entry, 'Cancel'));
    await seen(status(page).getByText('connected', { exact: true }));
    await seen(page.getByRole('tab', { name: 'Board emulated', selected: true }));
    await seen(main(page).getByText(/models no caches/));
  });

  it('cancels the start of the emulated board', async () => {
    await using watched = await open('no-boards');
    const { page } = watched;
    const entry = page.getByRole('region', { name: 'Emulated board' });
    await holdAt(page, 1);
    await button(entry, 'Start and connect').click();
    await button(entry, 'Cancel').click();
    await seen(button(entry, 'Start and connect'));
    await seen(page.getByText('No board is known yet.'));
  });

  it('adds a board and connects to it', async () => {
    await using watched = await open('no-boards');
    const { page } = watched;
    await button(main(page), 'Add a board').click();
    const dialog = page.getByRole('dialog', { name: 'Add a board' });
    await dialog.getByLabel('Name', { exact: true }).fill('kria');
    await dialog.getByLabel('Who logs in where').fill('petalinux@');
    await seen(dialog.getByText(/Write it like/));
    expect(await button(dialog, 'Add and connect').isDisabled()).toBe(true);
    await dialog.getByLabel('Who logs in where').fill('petalinux@10.0.0.9:2222');
    await button(dialog, 'Add and connect').click();
    await seen(status(page).getByText('connected', { exact: true }));
    expect(await calls(page, 'board.add')).toEqual([
      { board: { name: 'kria', host: '10.0.0.9', port: 2222, user: 'petalinux' }, makeDefault: false, test: false },
    ]);
  });

  it('says when the board has booted again, until that was noted', async () => {
    await using watched = await open('rebooted');
    const { page } = watched;
    await button(page, 'Understood').click();
    await page.getByText(/has booted again/).waitFor({ state: 'detached' });
  });

  it('forgets a board after asking with its name', async () => {
    await using watched = await open('closed');
    const { page } = watched;
    await button(page, 'More for zynq').click();
    await page.getByRole('menuitem', { name: 'Forget this board…' }).click();
    await button(page.getByRole('dialog', { name: 'Forget zynq?' }), 'Forget zynq').click();
    await seen(status(page).getByText('am64-bench2'));
    expect(await calls(page, 'board.remove')).toEqual([{ board: 'zynq' }]);
  });
});

describe('the host', () => {
  it('is said to be gone, since when and until when, and is tried at once when asked', async () => {
    await using watched = await open('host-gone');
    const { page } = watched;
    const banner = page.getByRole('status').filter({ hasText: 'The host has been gone for' });
    await seen(banner.getByText(/Next try/));
    await button(banner, 'Try now').click();
    await seen(banner);
    // What was known is still there to be read.
    await seen(page.getByRole('row', { name: /uiomem1/ }));
  });
});

describe('devices', () => {
  it('open in tabs, close by their button and by Delete, and come back after a reload', async () => {
    await using watched = await open('devices');
    const { page, faults } = watched;
    await page
      .getByRole('row', { name: /uiomem1/ })
      .getByRole('button')
      .click();
    await seen(page.getByRole('tab', { name: 'uiomem1', selected: true }));
    await page
      .getByRole('list', { name: 'Devices of zynq' })
      .getByRole('button', { name: /uiomem0/ })
      .click();
    await seen(page.getByRole('tab', { name: 'uiomem0', selected: true }));
    await page.reload();
    await seen(page.getByRole('tab', { name: 'uiomem0', selected: true }));
    await page.getByRole('tab', { name: 'uiomem0' }).press('Delete');
    await page.getByRole('tab', { name: 'uiomem0' }).waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'uiomem1' }).click();
    await button(page, 'Close uiomem1 zynq').click();
    await seen(page.getByRole('tab', { name: 'Board', selected: true }));
    expect(faults).toEqual([]);
  });
});

/** The plan as text, with its editor loaded. */
async function showText(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'View of the plan' }).getByRole('button', { name: 'Text' }).click();
  await page.getByRole('textbox', { name: 'Plan of zynq' }).waitFor({ state: 'attached' });
}

describe('the plan', () => {
  it('loads the editor only when it is opened', async () => {
    await using watched = await open('devices');
    const { page, requests, faults } = watched;
    const editor = () => requests.filter((path) => /text-editor|editor\.worker/.test(path));
    await page.getByRole('row', { name: /uiomem1/ }).waitFor();
    expect(editor()).toEqual([]);
    await button(main(page), 'Plan').click();
    await button(main(page), 'New plan').click();
    await page.getByRole('region', { name: 'Form of the plan of zynq' }).waitFor();
    expect(editor()).toEqual([]);
    await showText(page);
    expect(editor().length).toBeGreaterThan(0);
    expect(new Set(requests.filter((path) => path.includes('codicon'))).size).toBe(1);
    expect(faults).toEqual([]);
  });

  it('shows findings as one types, and mends by the fix', async () => {
    await using watched = await open('plan-findings');
    const { page, faults } = watched;
    await showText(page);
    const findings = page.getByRole('list', { name: 'Findings' });
    await seen(findings.getByText('region.unaligned'));
    await button(findings, 'Fix: Turn the cache off').click();
    await seen(page.getByText('2 errors keep it from being applied.'));
    await expect.poll(() => page.locator('.view-lines').textContent()).toMatch(/cache:\s+off/);
    // Kept over a reload, though it was never saved.
    await page.evaluate(() => history.replaceState(null, '', '?state=plan-empty'));
    await page.reload();
    await seen(page.getByText('2 errors keep it from being applied.'));
    expect(faults).toEqual([]);
  });

  it('is judged anew when it is typed in', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await showText(page);
    await seen(page.getByText('Nothing was found.'));
    await page.locator('.view-lines').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nnonsense: 1');
    await seen(page.getByRole('list', { name: 'Findings' }).getByText(/nonsense/));
    await seen(status(page).getByText('1 finding'));
  });

  it('opens a file after asking whether the text may go', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await showText(page);
    await button(main(page), 'Open…').click();
    await button(page.getByRole('dialog', { name: 'Replace the plan of zynq?' }), 'Replace').click();
    await seen(page.getByText('opened.yaml'));
    await expect.poll(() => page.locator('.view-lines').textContent()).toMatch(/from:\s+loaded/);
    await page.getByLabel('Relative paths start at').fill('boards');
    await seen(page.getByText('An absolute folder.'));
  });
});

describe('steps', () => {
  it('of an apply that was started elsewhere appear as they come', async () => {
    await using watched = await open('devices');
    const { page } = watched;
    await page.getByRole('row', { name: /uiomem1/ }).waitFor();
    const steps = page.getByRole('region', { name: 'Steps on zynq' });
    expect(await steps.count()).toBe(0);
    const put = (state: 'started' | 'done' | 'failed', outcome: 'running' | 'done') =>
      page.evaluate(
        ([stepState, workOutcome]) => {
          const { scripted } = window;
          const startedAt = new Date().toISOString();
          const steps = [{ index: 0, title: 'load the module', state: stepState, text: 'insmod uiomem.ko\n' }];
          const work = {
            id: 'elsewhere',
            kind: 'apply' as const,
            plan: 'theirs',
            startedAt,
            steps,
            outcome: workOutcome,
          };
          scripted.put('zynq', (before) => ({ ...before, work }));
        },
        [state, outcome] as const,
      );
    await put('started', 'running');
    await seen(steps.getByText('Apply running'));
    await seen(steps.getByText(/Started elsewhere/));
    await seen(steps.getByText('running', { exact: true }));
    await put('done', 'done');
    await seen(steps.getByText('Apply done'));
    await button(steps, /load the module/).press('Enter');
    await seen(steps.getByText('insmod uiomem.ko'));
  });

  it('say of a failure what was rolled back, with the failed step’s output open', async () => {
    await using watched = await open('apply-rolled-back');
    const steps = watched.page.getByRole('region', { name: 'Steps on zynq' });
    await seen(steps.getByRole('alert').getByText('2 steps were rolled back: the board is as it was before.'));
    await seen(steps.getByText(/could not insert module/));
  });

  it('are rolled back after asking with the board’s name', async () => {
    await using watched = await open('apply-done');
    const { page } = watched;
    await page.keyboard.press('Control+j');
    const steps = page.getByRole('region', { name: 'Steps on zynq' });
    await button(steps, 'Roll back…').click();
    await button(page.getByRole('dialog', { name: 'Roll back on zynq?' }), 'Roll back zynq').click();
    await seen(steps.getByText('Roll back done'));
    expect(await calls(page, 'plan.rollback')).toEqual([{ board: 'zynq' }]);
  });
});

describe('keyboard', () => {
  it('is heard from the start: what is pressed before the host answers takes effect when it has', async () => {
    await using watched = await open('starting');
    const { page } = watched;
    expect(await status(page).count()).toBe(0);
    await page.keyboard.press('Control+j');
    await page.keyboard.press('Alt+p');
    await seen(page.getByRole('region', { name: 'Steps on zynq' }));
    await seen(page.getByRole('tab', { name: 'Plan', selected: true }));
    await page.keyboard.press('Control+j');
    await page.getByRole('region', { name: 'Steps on zynq' }).waitFor({ state: 'detached' });
  });

  it('goes from part to part with F6, and back to where it was', async () => {
    await using watched = await open('apply-running');
    const { page } = watched;
    await seen(page.getByText('Apply running'));
    await page.keyboard.press('F6');
    expect(await focusName(page)).toBe('Start');
    await page.keyboard.press('F6');
    expect(await focusName(page)).toMatch(/^zynq/);
    await page.keyboard.press('ArrowDown');
    expect(await focusName(page)).toMatch(/^uiomem0/);
    await page.keyboard.press('F6');
    expect(await focusName(page)).toBe('Board zynq');
    await page.keyboard.press('F6');
    expect(await focusName(page)).toBe('Steps zynq');
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    expect(await focusName(page)).toMatch(/^uiomem0/);
    await page.keyboard.press('End');
    expect(await focusName(page)).toMatch(/^polarfire/);
    await page.keyboard.press('Enter');
    await seen(status(page).getByText('polarfire'));
    await page.keyboard.press('Shift+F6');
    expect(await focusName(page)).toBe('Start');
  });

  it('shows its shortcuts by ? and F1, and closes them by Escape, back where it was', async () => {
    await using watched = await open('devices');
    const { page } = watched;
    await page.getByRole('row', { name: /uiomem1/ }).waitFor();
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await seen(help.getByText('Show or hide what is docked at the bottom'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await help.getByRole('switch', { name: '? alone shows this, too' }).click();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    expect(await focusName(page)).toMatch(/^zynq/);
    await page.keyboard.press('?');
    expect(await help.count()).toBe(0);
    await page.keyboard.press('F1');
    await seen(help);
  });

  it('opens the plan, and closes its tab', async () => {
    await using watched = await open('devices');
    const { page } = watched;
    await page.getByRole('row', { name: /uiomem1/ }).waitFor();
    await page.keyboard.press('Alt+p');
    await seen(page.getByRole('tab', { name: 'Plan', selected: true }));
    await page.keyboard.press('Alt+w');
    await page.getByRole('tab', { name: 'Plan' }).waitFor({ state: 'detached' });
  });

  it('shows where it is', async () => {
    await using watched = await open('devices');
    const { page } = watched;
    await page.getByRole('row', { name: /uiomem1/ }).waitFor();
    for (let press = 0; press < 25; press += 1) {
      await page.keyboard.press('Tab');
      const drawn = await page.evaluate(() => {
        const { activeElement: element } = document;
        if (element === null || element === document.body) return 'nothing';
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle === 'solid' && Number.parseFloat(outlineWidth) >= 2
          ? 'seen'
          : element.outerHTML.slice(0, 200);
      });
      expect(drawn).toMatch(/^(seen|nothing)$/);
    }
  });
});

describe('themes', () => {
  it('are chosen from the status bar and kept over a reload, before the first paint', async () => {
    await using watched = await open('closed', { theme: 'own', colorScheme: 'light' });
    const { page, faults } = watched;
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await seen(status(page).getByText('System', { exact: true }));
    await expect.poll(theme).toBe('light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(theme).toBe('dark');
    await page.emulateMedia({ contrast: 'more' });
    await expect.poll(theme).toBe('contrast');
    await page.emulateMedia({ contrast: 'no-preference' });
    await button(status(page), /Theme: System/).click();
    await page.getByRole('menuitemradio', { name: 'Light' }).click();
    await expect.poll(theme).toBe('light');
    // Set by the first script of the page, whatever the rest of it does.
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.reload();
    await expect.poll(theme).toBe('light');
    expect(faults.filter((fault) => !fault.includes('ERR_FAILED'))).toEqual([]);
  });
});
