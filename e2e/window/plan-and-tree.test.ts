/** A plan and the source that is made of its regions: one goes with the other, and neither is overwritten unasked. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { keptSource } from '../testing/kept-source.ts';
import { button, scriptedWindow, seen } from '../testing/scripted-window.ts';

const open = scriptedWindow();
const source = 'zynq-plan.dtso';
const planOf = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem('uiomem-plans') ?? '{}').state.texts.zynq?.text ?? '');
const textOf = async (page: Page): Promise<string> => (await keptSource(page, source)) ?? '';
const bar = (page: Page) => page.getByRole('region', { name: 'Text and plan' });
const same = (page: Page) => seen(page.getByText('The devices are as the plan of zynq has them.'));
const planForm = (page: Page) => page.getByRole('region', { name: 'Form of the plan of zynq' });
const nodes = (page: Page) => page.getByRole('region', { name: 'Devices and reservations of the source' });
const show = (page: Page, name: 'Form' | 'Both') =>
  button(page.getByRole('group', { name: 'View of the source' }), name).click();

async function openNodes(page: Page): Promise<void> {
  await button(planForm(page), 'Open in the device-tree window').click();
  await same(page);
}

test('the plan’s nodes open in the window; what is changed there is taken into the plan when it is asked for, as one change', async () => {
  await using watched = await open('plan-nodes');
  const { page, faults } = watched;
  const before = await planOf(page);
  await openNodes(page);
  expect(await textOf(page)).toContain('frames@a0100000 {');
  await show(page, 'Both');
  await nodes(page).getByLabel('Size of frames', { exact: true }).fill('2 MiB');
  await page.keyboard.press('Enter');
  await seen(bar(page).getByText('frames: size 0x200000 in the text, 0x100000 in the plan'));
  await nodes(page).getByLabel('Cache of ring', { exact: true }).selectOption('coherent');
  await seen(bar(page).getByText('ring: cache coherent in the text, off in the plan'));
  expect(await planOf(page)).toBe(before);
  expect(await button(bar(page), 'Take from the plan').count()).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  await button(bar(page), 'Take into the plan').click();
  await same(page);
  const after = await planOf(page);
  expect(after).toBe(before.replace('size: 1 MiB', 'size: 2 MiB').replace('cache: off', 'cache: coherent'));
  expect(after).toContain('# of the camera');
  await page.getByRole('tab', { name: /^Plan/ }).click();
  await button(page, 'Undo').click();
  expect(await planOf(page)).toBe(before);
  expect(faults).toEqual([]);
});

test('a plan that is changed leaves the text until it is asked for, and the text keeps its comments', async () => {
  await using watched = await open('plan-nodes');
  const { page } = watched;
  await openNodes(page);
  const editor = page.getByRole('textbox', { name: `Source ${source}` });
  await editor.focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('// mine\n');
  await expect.poll(() => textOf(page)).toMatch(/^\/\/ mine\n/);
  const before = await textOf(page);
  await page.evaluate(() =>
    window.writePlan(
      JSON.parse(sessionStorage.getItem('uiomem-plans') ?? '{}')
        .state.texts.zynq.text.replace('0xa0100000', '0xa0300000')
        .replace(/ {2}- device: ring(?:.|\n)*$/, ''),
    ),
  );
  await seen(bar(page).getByText('The plan of zynq was changed; this text is as it was.'));
  await seen(bar(page).getByText('ring: in the text alone'));
  expect(await button(bar(page), 'Take into the plan').count()).toBe(0);
  expect(await textOf(page)).toBe(before);
  await button(bar(page), 'Take from the plan').click();
  await same(page);
  const after = await textOf(page);
  expect(after).toMatch(/^\/\/ mine\n/);
  expect(after).toContain('frames@a0300000 {');
  expect(after).toContain('status = "disabled";');
  // The text’s own undo takes it back, and the plan stays.
  await editor.focus();
  await page.keyboard.press('Control+Z');
  await expect.poll(() => textOf(page)).toBe(before);
  await seen(bar(page).getByText('frames: address 0xa0100000 in the text, 0xa0300000 in the plan'));
});

test('where both were changed both ways are there; what was opened before opens as it is', async () => {
  await using watched = await open('plan-nodes');
  const { page } = watched;
  await openNodes(page);
  await show(page, 'Both');
  await nodes(page).getByLabel('Size of frames', { exact: true }).fill('2 MiB');
  await page.keyboard.press('Enter');
  await seen(bar(page).getByText('frames: size', { exact: false }));
  await page.evaluate(() =>
    window.writePlan(
      JSON.parse(sessionStorage.getItem('uiomem-plans') ?? '{}').state.texts.zynq.text.replace(
        'size: 1 MiB',
        'size: 4 MiB',
      ),
    ),
  );
  await seen(bar(page).getByText('This text and the plan of zynq were both changed.'));
  expect(await button(bar(page), 'Take into the plan').isVisible()).toBe(true);
  await page.getByRole('tab', { name: /^Plan/ }).click();
  await button(planForm(page), 'Open in the device-tree window').click();
  await seen(bar(page).getByText('frames: size 0x200000 in the text, 0x400000 in the plan'));
  expect(await textOf(page)).toContain('0x200000');
  await button(bar(page), 'Take from the plan').click();
  await same(page);
  expect(await nodes(page).getByLabel('Size of frames', { exact: true }).inputValue()).toBe('4 MiB');
});

test('a plan that cannot be read is compared again when it can', async () => {
  await using watched = await open('plan-nodes');
  const { page } = watched;
  await openNodes(page);
  const text = await planOf(page);
  await page.evaluate(() => window.writePlan('regions: [\n'));
  await seen(page.getByText('The plan of zynq cannot be read as it is', { exact: false }));
  await page.evaluate((whole) => window.writePlan(whole), text);
  await same(page);
});

test('nodes of a shared range open from the wizard, and reach the plan from there', async () => {
  await using watched = await open('share-result');
  const { page, faults } = watched;
  const wizard = page.getByRole('dialog', { name: 'Share a range of zynq' });
  const before = await planOf(page);
  await button(wizard, 'Open in the device-tree window').click();
  await wizard.waitFor({ state: 'detached' });
  await seen(bar(page).getByText('overlay: in the text alone'));
  expect(await planOf(page)).toBe(before);
  expect(await accessibilityFaults(page)).toEqual([]);
  await button(bar(page), 'Take into the plan').click();
  await same(page);
  expect(await planOf(page)).toMatch(/- device: overlay\n\s+load: device-tree\n/);
  expect(faults).toEqual([]);
});
