/** A device-tree source in the window: typed, saved, and what happens when its file is changed elsewhere. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { settled } from '../testing/boards.ts';
import { button, scriptedWindow, seen } from '../testing/scripted-window.ts';

const open = scriptedWindow();
const path = '/home/grace/overlays/bram.dtso';
const editor = (page: Page) => page.getByRole('textbox', { name: `Source ${path}` });
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Device-tree source' });
const says = (page: Page, text: string) => seen(bar(page).getByRole('status').getByText(text, { exact: true }));
const fileHolds = (page: Page) => page.evaluate((file) => window.scripted.files.get(file), path);

async function type(page: Page, text: string): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText(text);
  await says(page, 'Not saved');
}

test('is coloured by what its words are', async () => {
  await using watched = await open('source');
  const { page, faults } = watched;
  await says(page, 'As in the file');
  const colourOf = async (text: string) => {
    const span = page.locator('.view-line span span').filter({ hasText: text }).first();
    await span.waitFor();
    return await span.evaluate((element) => getComputedStyle(element).color);
  };
  const token = (name: string) =>
    page.evaluate((variable) => {
      const probe = document.createElement('i');
      probe.style.color = `var(${variable})`;
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    }, name);
  const drawn = async () => [
    await colourOf('/dts-v1/'),
    await colourOf('0xa0000000'),
    await colourOf('ikwzm,uiomem'),
    await colourOf('non-cached'),
    await colourOf('&amba_pl'),
    await colourOf('device-name'),
  ];
  const wanted = await Promise.all(['--warn', '--warn', '--good', '--text-faint', '--accent', '--text'].map(token));
  expect(await settled(drawn, (colours) => String(colours) === String(wanted))).toEqual(wanted);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('is saved by keys, and only when there is something to save', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await says(page, 'As in the file');
  expect(await button(bar(page), 'Save').isDisabled()).toBe(true);
  await type(page, '// mine\n');
  expect(await fileHolds(page)).not.toContain('// mine');
  await page.keyboard.press('Control+S');
  await says(page, 'As in the file');
  expect(await fileHolds(page)).toMatch(/^\/\/ mine\n\/dts-v1\/;/);
});

test('what is not saved outlives its panel and a reload', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await type(page, '// kept\n');
  await page.getByRole('tab', { name: 'bram.dtso' }).press('Delete');
  await editor(page).waitFor({ state: 'detached' });
  await page.reload();
  await says(page, 'Not saved');
  await seen(page.locator('.view-line').getByText('// kept'));
  await button(bar(page), 'Read again').click();
  const asking = page.getByRole('dialog', { name: `Read ${path} again?` });
  await button(asking, 'Cancel').click();
  await says(page, 'Not saved');
  await button(bar(page), 'Read again').click();
  await button(asking, 'Read again').click();
  await says(page, 'As in the file');
  await page.locator('.view-line').getByText('// kept').waitFor({ state: 'detached' });
});

test('what another program wrote is written over only by somebody who says so', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await type(page, '// mine\n');
  const theirs = '/dts-v1/; // theirs\n';
  await page.evaluate(([file, text]) => void window.scripted.files.set(file ?? '', text ?? ''), [path, theirs]);
  await button(bar(page), 'Save').click();
  const told = page.getByRole('alert').filter({ hasText: 'device-tree.changed-on-disk' });
  await seen(told.getByText('was changed by another program', { exact: false }));
  expect(await fileHolds(page)).toBe(theirs);
  await says(page, 'Not saved');
  await button(told, 'Write over it').click();
  await says(page, 'As in the file');
  expect(await fileHolds(page)).toMatch(/^\/\/ mine/);
  await told.waitFor({ state: 'detached' });
});
