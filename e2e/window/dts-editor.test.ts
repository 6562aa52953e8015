/** The editor of device-tree sources in the window: what it offers, says, folds, finds, renames and mends. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { keptSource } from '../testing/kept-source.ts';
import { scriptedWindow, seen } from '../testing/scripted-window.ts';
import { editor, goTo, path, saved, says, write } from '../testing/source-editor.ts';

const open = scriptedWindow();

/** The line that the caret is in, which the editor marks. */
const caretLine = async (page: Page) => {
  const top = await page
    .locator('.current-line')
    .first()
    .evaluate((line) => line.parentElement?.style.top);
  return await page
    .locator('.view-line')
    .evaluateAll(
      (all, at) =>
        all
          .find((line) => line instanceof HTMLElement && line.style.top === at)
          ?.textContent?.replaceAll('\u00a0', ' '),
      top,
    );
};
const lines = (page: Page) => page.locator('.view-lines').first();

const region = `/dts-v1/;
/plugin/;
&{/} {
	frames: uiomem@a0000000 {
		compatible = "ikwzm,uiomem";
		reg = <0x0 0xa0000000 0x0 0x40000>;
	};
	x { y = <&frames>; };
};
`;

test('offers the properties of the binding while a name is typed, and puts one in with the form of its value', async () => {
  await using watched = await open('source');
  const { page, faults } = watched;
  await write(page, '/dts-v1/;\n/plugin/;\n&{/} {\n\tuiomem@0 {\n\t\tcompatible = "ikwzm,uiomem";\n');
  await page.keyboard.type('sync-d');
  const list = page.getByRole('listbox', { name: 'Suggest' });
  await seen(list.getByRole('option', { name: /^sync-direction/ }));
  await page.keyboard.press('Enter');
  // Its values come next, with what they mean.
  await seen(list.getByRole('option', { name: /^2.*device writes and CPU reads/ }));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await saved(page)).toContain('sync-direction = <2>;');
  expect(faults).toEqual([]);
});

test('Enter behind a brace goes on inside of it, and takes nothing from a list', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await write(page, region);
  await goTo(page, 4, 1);
  await page.keyboard.press('End');
  await page.keyboard.type('\nsub@0 {', { delay: 60 });
  // In which a list would come.
  await page.waitForTimeout(700);
  await page.keyboard.press('Enter');
  await page.keyboard.type('reg = <3>;', { delay: 60 });
  expect(await saved(page)).toContain('uiomem@a0000000 {\n\t\tsub@0 {\n\t\t\treg = <3>;\n\t\t};\n');
});

test('says by keys what a property is', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await write(page, region.replace('reg =', 'sync-mode = <2>;\n\t\treg ='));
  await goTo(page, 6, 4);
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+I');
  await seen(page.getByRole('tooltip').getByText('2: write-combine'));
});

test('folds a node by keys', async () => {
  await using watched = await open('source');
  const { page } = watched;
  // By its braces: nothing is indented there.
  await write(page, '/dts-v1/;\n/ {\nmodel = "x";\n};\n');
  const inside = lines(page).getByText('model');
  await seen(inside);
  await goTo(page, 3, 1);
  await page.keyboard.press('Control+Shift+BracketLeft');
  await inside.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+Shift+BracketRight');
  await seen(inside);
});

test('goes to where a label is said, and calls it otherwise everywhere', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await write(page, region);
  await goTo(page, 8, 13);
  await page.keyboard.press('F2');
  const name = page.getByRole('textbox', { name: /^Rename input/ });
  await seen(name);
  expect(await name.inputValue()).toBe('frames');
  await name.fill('video');
  await page.keyboard.press('Enter');
  await name.waitFor({ state: 'hidden' });
  await says(page, 'Not saved');
  await goTo(page, 8, 13);
  await page.keyboard.press('F12');
  await expect.poll(async () => (await caretLine(page)) ?? '').toContain('video: uiomem@a0000000');
  const text = await saved(page);
  expect(text).toBe(region.replaceAll('frames', 'video'));
});

test('a label of the board is not renamed, and why is said', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await write(page, region.replace('&frames', '&other'));
  await goTo(page, 8, 13);
  await page.keyboard.press('F2');
  await seen(page.getByText('No file here says the label other.'));
});

test('mends by keys what has one answer', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await write(page, region.replace('"ikwzm,uiomem";', '"ikwzm,uiomem"'));
  await seen(page.locator('.squiggly-error'));
  await goTo(page, 5, 2);
  await page.keyboard.press('F8');
  await seen(page.getByText('`;` is missing before `reg`.'));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+.');
  await seen(page.getByText('Insert `;`'));
  await page.keyboard.press('Enter');
  await page.locator('.squiggly-error').waitFor({ state: 'detached' });
  expect(await saved(page)).toBe(region);
});

test('what is wrong in an included file is told where that is included', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await page.evaluate(
    () => void window.scripted.files.set('/home/grace/overlays/part.dtsi', '&{/} {\n\ta = <1>\n};\n'),
  );
  await write(page, '/dts-v1/;\n/plugin/;\n#include "part.dtsi"\n');
  await seen(page.locator('.squiggly-error'));
  await goTo(page, 3, 2);
  await page.keyboard.press('F8');
  await seen(page.getByText('/home/grace/overlays/part.dtsi:2:'));
});

test('goes to a label of an included file in a panel of that file', async () => {
  await using watched = await open('source');
  const { page, faults } = watched;
  const part = '/home/grace/overlays/part.dtsi';
  const text = '&{/} {\n\tvideo: uiomem@0 {\n\t};\n};\n';
  await page.evaluate(([file, put]) => void window.scripted.files.set(file, put), [part, text] as const);
  await write(page, '/dts-v1/;\n/plugin/;\n#include "part.dtsi"\n&video {\n};\n');
  await goTo(page, 4, 3);
  await page.keyboard.press('F12');
  await page.getByRole('tab', { name: 'part.dtsi', selected: true }).waitFor();
  await page.getByRole('textbox', { name: `Source ${part}` }).waitFor({ state: 'attached' });
  await expect.poll(() => caretLine(page)).toContain('video: uiomem@0');
  expect(faults).toEqual([]);
});

test('finds a node by its name in the outline', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await write(page, region);
  await editor(page).focus();
  await page.keyboard.press('Control+Shift+O');
  await seen(page.getByRole('option', { name: /frames: uiomem@a0000000/ }));
  await page.keyboard.type('uiomem');
  await page.keyboard.press('Enter');
  await expect.poll(() => caretLine(page)).toContain('frames: uiomem@a0000000');
});

test('puts addresses in the colour of what lies there', async () => {
  await using watched = await open('source');
  const { page } = watched;
  // A tree of its own tells what it says itself.
  const cells = '#address-cells = <1>;\n\t#size-cells = <1>;';
  const memory = 'memory@0 {\n\t\tdevice_type = "memory";\n\t\treg = <0x0 0x10000>;\n\t};';
  await write(page, `/dts-v1/;\n/ {\n\t${cells}\n\t${memory}\n\tu@1000 {\n\t\treg = <0x1000 0x1000>;\n\t};\n};\n`);
  await seen(page.locator('.address-ram').filter({ hasText: '0x1000' }));
});

const noErrors = (page: Page) => expect.poll(() => page.locator('.squiggly-error').count()).toBe(0);
const part = '/home/grace/overlays/part.dtsi';
const putFile = (page: Page, file: string, text: string) =>
  page.evaluate(([name, put]) => void window.scripted.files.set(name, put), [file, text] as const);
const textOfFile = (page: Page, file: string) => page.evaluate((name) => window.scripted.files.get(name), file);
const partText = '/ {\n\tvideo: uiomem@0 {\n\t};\n\ty { z = <&video>; };\n};\n';
const includer = '/dts-v1/;\n\n#include "part.dtsi"\n&video {\n};\n';

test('lists by keys all that mean a label, in included files too', async () => {
  await using watched = await open('source');
  const { page, faults } = watched;
  await putFile(page, part, partText);
  await write(page, includer);
  await goTo(page, 4, 3);
  await page.keyboard.press('Shift+F12');
  const list = page.getByRole('tree', { name: 'References' });
  await seen(list.getByRole('treeitem', { name: /bram\.dtso|part\.dtsi/ }));
  await expect.poll(() => list.getByRole('treeitem').count()).toBeGreaterThanOrEqual(3);
  await page.keyboard.press('Escape');
  expect(faults).toEqual([]);
});

test('opens an included file by its name', async () => {
  await using watched = await open('source');
  const { page, faults } = watched;
  await putFile(page, part, partText);
  await write(page, includer);
  const link = page.locator('.detected-link, .detected-link-active').filter({ hasText: 'part.dtsi' });
  // Monaco draws it anew below the pointer, and opens what is drawn as one that opens.
  await page.keyboard.down('ControlOrMeta');
  await link.hover();
  await seen(page.locator('.detected-link-active').filter({ hasText: 'part.dtsi' }));
  await page.mouse.down();
  await page.mouse.up();
  await page.keyboard.up('ControlOrMeta');
  await page.getByRole('tab', { name: 'part.dtsi', selected: true }).waitFor();
  await page.getByRole('textbox', { name: `Source ${part}` }).waitFor({ state: 'attached' });
  expect(faults).toEqual([]);
});

test('mends all of a kind at once, as one step that can be undone', async () => {
  await using watched = await open('source');
  const { page } = watched;
  const text = '/dts-v1/;\n/ {\n\ta = <1>\n\tb = <2>\n\tc = <3>;\n};\n';
  await write(page, text);
  await seen(page.locator('.squiggly-error'));
  await goTo(page, 3, 9);
  await page.keyboard.press('Control+.');
  await seen(page.getByText('Mend all 2 of this kind'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await noErrors(page);
  expect(await keptSource(page, path)).toBe(text.replace('<1>', '<1>;').replace('<2>', '<2>;'));
  await page.keyboard.press('Control+Z');
  await says(page, 'As in the file');
});

test('mends all that has one answer, whatever it is', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await write(page, '/dts-v1/;\n/ {\n\ta = <1>\n\tb = <2, 3>;\n};\n');
  await seen(page.locator('.squiggly-error'));
  await goTo(page, 3, 9);
  await page.keyboard.press('Control+.');
  await seen(page.getByText('Mend all that has one answer'));
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await noErrors(page);
  expect(await saved(page)).toBe('/dts-v1/;\n/ {\n\ta = <1>;\n\tb = <2  3>;\n};\n');
});

test('reads what /incbin/ names from the host’s machine', async () => {
  await using watched = await open('source');
  const { page } = watched;
  await putFile(page, '/home/grace/overlays/f.bin', 'bytes');
  const text = '/dts-v1/;\n/ {\n\ta = /incbin/("f.bin");\n\tb = /incbin/("none.bin");\n};\n';
  await write(page, text);
  await expect.poll(() => page.locator('.squiggly-error').count()).toBe(1);
  await goTo(page, 2, 1);
  await page.keyboard.press('F8');
  await seen(page.getByText('The file "none.bin" is not there, or can not be read.'));
});

describe('a label that a file speaks of which is not open', () => {
  async function askRename(page: Page): Promise<Locator> {
    await putFile(page, part, partText);
    await write(page, includer);
    await goTo(page, 4, 3);
    await page.keyboard.press('F2');
    const name = page.getByRole('textbox', { name: /^Rename input/ });
    await seen(name);
    await name.fill('frames');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Rename video to frames?' });
    await dialog.waitFor();
    return dialog;
  }

  test('is called otherwise there too, when what changes was seen', async () => {
    await using watched = await open('source');
    const { page, faults } = watched;
    const dialog = await askRename(page);
    const changes = dialog.getByRole('region', { name: `What changes in ${part}` });
    await seen(changes.getByText('added: \ty { z = <&frames>; };'));
    expect(await textOfFile(page, part)).toBe(partText);
    await dialog.getByRole('button', { name: 'Rename in 2 files' }).click();
    await dialog.waitFor({ state: 'detached' });
    await says(page, 'Not saved');
    expect(await textOfFile(page, part)).toBe(partText.replaceAll('video', 'frames'));
    expect(await keptSource(page, path)).toBe(includer.replace('video', 'frames'));
    // Judged again, with what the file holds now.
    await page.waitForTimeout(1_000);
    await noErrors(page);
    expect(faults).toEqual([]);
  });

  test('stays as it is everywhere when that is not wanted', async () => {
    await using watched = await open('source');
    const { page } = watched;
    const dialog = await askRename(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await textOfFile(page, part)).toBe(partText);
    await says(page, 'As in the file');
  });

  test('device-tree.rename-unsaved: is left alone in a file with changes that no editor shows and nobody has saved', async () => {
    await using watched = await open('source');
    const { page } = watched;
    await putFile(page, part, partText);
    await write(page, includer);
    await goTo(page, 4, 3);
    await page.keyboard.press('F12');
    const tab = page.getByRole('tab', { name: 'part.dtsi', selected: true });
    await tab.waitFor();
    const box = page.getByRole('textbox', { name: `Source ${part}` });
    await box.focus();
    await page.keyboard.type('/* mine */');
    await says(page, 'Not saved');
    await tab.click({ button: 'middle' });
    await box.waitFor({ state: 'detached' });
    const dialog = await askRename(page);
    await dialog.getByRole('button', { name: 'Rename in 2 files' }).click();
    await seen(dialog.getByText('device-tree.rename-unsaved'));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await textOfFile(page, part)).toBe(partText);
    await says(page, 'As in the file');
  });

  test('is left alone in a file that was changed since it was read', async () => {
    await using watched = await open('source');
    const { page } = watched;
    const dialog = await askRename(page);
    await putFile(page, part, `/* new */\n${partText}`);
    await dialog.getByRole('button', { name: 'Rename in 2 files' }).click();
    await seen(dialog.getByText('device-tree.changed-on-disk'));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await textOfFile(page, part)).toBe(`/* new */\n${partText}`);
    await says(page, 'As in the file');
  });
});
