/** A panel that cannot be drawn says so in its place; the others go on, and it is drawn again when it can be. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { scriptedWindow } from '../testing/scripted-window.ts';
import { sidewaysFaults } from '../testing/watched-page.ts';

const open = scriptedWindow();

/** What the host tells next is whole again. */
const mend = (page: Page) =>
  page.evaluate(() => {
    const { scripted } = window;
    scripted.put('zynq', (before) => ({ ...before }));
  });

it.each([
  ['board', 'apply-done', 'The page of zynq', 'ZynqMP ZCU102 Rev1.1'],
  ['device', 'memory', 'The view of uiomem1', '0x70000000 – 0x70ffffff'],
  ['steps', 'apply-done', 'The list of steps on zynq', 'copy the module to the board'],
  ['plan', 'plan', 'The plan of zynq', undefined],
] as const)('%s', async (panel, state, what, sound) => {
  await using watched = await open(state, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const { page, faults } = watched;
  if (panel === 'steps') await page.keyboard.press('Control+j');
  await page.getByText(sound ?? 'checked against zynq: nothing found').waitFor();
  await page.evaluate((broken) => {
    const { breakPanel } = globalThis as unknown as { breakPanel(panel: string): void };
    breakPanel(broken);
  }, panel);
  const alert = page.getByRole('alert').filter({ hasText: `${what} cannot be shown: ` });
  await alert.getByText('window.panel-failed').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await sidewaysFaults(page)).toEqual([]);
  // The rest lives.
  await page.getByRole('button', { name: 'F1 keyboard shortcuts' }).click();
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.waitFor();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  await alert.getByRole('button', { name: 'Copy details' }).click();
  await alert.getByText('Copied').waitFor();
  const details = await page.evaluate(() => navigator.clipboard.readText());
  expect(details).toMatch(new RegExp(`^window\\.panel-failed: ${what}: .+\\n[^]*\\n +at `));
  // As long as it is broken, trying again says so again.
  await alert.getByRole('button', { name: 'Try again' }).click();
  await alert.waitFor();
  if (sound !== undefined) {
    await mend(page);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor({ state: 'detached' });
    await page.getByText(sound).waitFor();
  } else {
    await page.getByRole('tab', { name: 'Board' }).click();
    await page.getByRole('table', { name: 'Devices of zynq' }).waitFor();
  }
  // React tells of what was caught on the console.
  expect(faults.filter((fault) => !fault.startsWith('console: '))).toEqual([]);
});
