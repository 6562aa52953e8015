/** A device-tree source as a form beside its text: what is typed in the one is in the other, and nothing else changes. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { keptSource } from '../testing/kept-source.ts';
import { button, scriptedWindow, seen } from '../testing/scripted-window.ts';

const openState = scriptedWindow();
const open = (options: { viewport?: { width: number; height: number } } = {}) => openState('tree-form', options);
const path = '/home/grace/overlays/banks.dtso';
const form = (page: Page) => page.getByRole('region', { name: 'Devices and reservations of the source' });
const device = (page: Page, name: string) => form(page).getByRole('region', { name: `Device ${name}`, exact: true });
const reservation = (page: Page, name: string) => form(page).getByRole('region', { name: `Reservation ${name}` });
const field = (page: Page, label: string) => form(page).getByLabel(label, { exact: true });
const editor = (page: Page) => page.getByRole('textbox', { name: `Source ${path}` });
const textOf = async (page: Page): Promise<string> =>
  (await keptSource(page, path)) ?? (await page.evaluate((file) => window.scripted.files.get(file), path)) ?? '';

/** The lines that are others than before, and their new text. */
async function changed(page: Page, before: string): Promise<(string | undefined)[][]> {
  const [old, now] = [before.split('\n'), (await textOf(page)).split('\n')];
  return old.flatMap((line, index) => (line === now[index] ? [] : [[line.trim(), now[index]?.trim()]]));
}

describe('a field', () => {
  it('changes its place of the text alone, and the address the name that goes with it', async () => {
    await using watched = await open();
    const { page, faults } = watched;
    await seen(device(page, 'bram0'));
    expect(await field(page, 'Address of bram0').inputValue()).toBe('0xa0000000');
    const before = await textOf(page);
    await field(page, 'Size of bram0').fill('64 KiB');
    await field(page, 'Size of bram0').press('Enter');
    await expect
      .poll(() => changed(page, before))
      .toEqual([
        ['reg = <0x0 0xa0000000 0x0 0x40000>; /* the first */', 'reg = <0x0 0xa0000000 0x0 0x10000>; /* the first */'],
      ]);
    const between = await textOf(page);
    await field(page, 'Address of bram0').fill('0xa0100000');
    // Left by the keyboard, it stays where one was.
    await page.keyboard.press('Tab');
    await expect.poll(async () => (await changed(page, between)).length).toBe(2);
    expect(await changed(page, between)).toEqual([
      ['bram0: uiomem@a0000000 {', 'bram0: uiomem@a0100000 {'],
      ['reg = <0x0 0xa0000000 0x0 0x10000>; /* the first */', 'reg = <0x0 0xa0100000 0x0 0x10000>; /* the first */'],
    ]);
    expect(await field(page, 'Size of bram0').evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('of words is chosen, said in the usual place, and taken away again', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    const before = await textOf(page);
    await field(page, 'Direction of bram0').selectOption({ label: 'Device writes, CPU reads' });
    await expect
      .poll(() => textOf(page))
      .toBe(before.replace('\t\tsync-mode', '\t\tsync-direction = <2>;\n\t\tsync-mode'));
    await field(page, 'Direction of bram0').selectOption({ label: 'Both ways (not said)' });
    await expect.poll(() => textOf(page)).toBe(before);
    await field(page, 'Shareable of bram0').check();
    await expect.poll(() => textOf(page)).toContain('/* the first */\n\t\tshareable;\n');
    await field(page, 'O_SYNC mappings of bram0').selectOption({ label: 'Write-combine' });
    await expect.poll(() => textOf(page)).toContain('sync-mode = <2>; // non-cached');
  });

  it('of a node that was added is shown by scrolling the form alone', async () => {
    await using watched = await open();
    const { page } = watched;
    const next = page.getByRole('button', { name: 'Next: rehearse' });
    const before = await next.boundingBox();
    await page.getByRole('button', { name: 'Reserve a range…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('far');
    await dialog.getByRole('textbox', { name: /Size/ }).fill('1 MiB');
    await dialog.getByRole('button', { name: 'Add the node' }).click();
    await expect.poll(() => textOf(page)).toContain('far {');
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-node]') !== null)).toBe(true);
    expect(await next.boundingBox()).toEqual(before);
  });

  it('shows what was chosen until it is read from the text, whatever is read meanwhile', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    const box = field(page, 'Shareable of bram0');
    const shown = await box.evaluateHandle((element) => {
      const states: boolean[] = [];
      const look = () => {
        const { checked } = element as HTMLInputElement;
        if (checked !== states.at(-1)) states.push(checked);
        requestAnimationFrame(look);
      };
      look();
      return states;
    });
    const sayings = ['Device writes, CPU reads', 'Both ways (not said)'];
    const turns = 32;
    for (let turn = 0; turn < turns; turn += 1) {
      const before = await textOf(page);
      await field(page, 'Direction of bram0').selectOption({ label: sayings[turn % 2] ?? '' });
      // It is in the text, and the form reads it there some moments later.
      await expect.poll(() => textOf(page), { interval: 5 }).not.toBe(before);
      await page.waitForTimeout(20 + turn * 3);
      await box.evaluate((element) => (element as HTMLElement).click());
      const isSaid = turn % 2 === 0;
      await expect.poll(async () => (await textOf(page)).includes('shareable;')).toBe(isSaid);
      await page.waitForTimeout(200);
    }
    expect(await shown.jsonValue()).toEqual([false, ...Array.from({ length: turns }, (_, turn) => turn % 2 === 0)]);
  });

  it('that cannot be written so says why, with what was typed, and the text stays', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    const before = await textOf(page);
    await field(page, 'Address of bram0').fill('here');
    await field(page, 'Address of bram0').press('Enter');
    await seen(device(page, 'bram0').getByText('device-tree.edit-number'));
    expect(await field(page, 'Address of bram0').getAttribute('aria-invalid')).toBe('true');
    expect(await textOf(page)).toBe(before);
    expect(await accessibilityFaults(page)).toEqual([]);
    await field(page, 'Address of bram0').press('Escape');
    expect(await field(page, 'Address of bram0').inputValue()).toBe('0xa0000000');
  });

  it('takes its memory from a reservation of the board or of the text', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    const before = await textOf(page);
    const choice = field(page, 'Reservation of bram0');
    await choice.selectOption({ label: 'frames_reserved, 0x70000000 to 0x73ffffff (64 MiB), of the board' });
    await expect
      .poll(() => changed(page, before))
      .toEqual([
        ['bram0: uiomem@a0000000 {', 'bram0: uiomem {'],
        ['reg = <0x0 0xa0000000 0x0 0x40000>; /* the first */', 'memory-region = <&frames_reserved>; /* the first */'],
      ]);
    await seen(device(page, 'bram0').getByText('It gives 0x70000000 to 0x73ffffff (64 MiB).'));
    await choice.selectOption({ label: 'None: a range of its own (not said)' });
    await expect.poll(() => textOf(page)).toContain('reg = <0x0 0x70000000 0x0 0x4000000>; /* the first */');
    await seen(device(page, 'bram0'));
  });
});

describe('the text', () => {
  it('is followed by the form as it is typed', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    const node = '&{/} { late: other@b0000000 { compatible = "ikwzm,uiomem"; device-name = "late"; ';
    await editor(page).focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText(`${node}reg = <0x0 0xb0000000 0x0 0x1000>; cache-off; }; };\n`);
    await seen(device(page, 'late'));
    expect(await field(page, 'Size of late').inputValue()).toBe('4 KiB');
    expect(await field(page, 'Cache of late').inputValue()).toBe('off');
    await button(form(page), 'Show in the text: bram0').click();
    await page.keyboard.press('End');
    await page.keyboard.insertText(' shareable;');
    await expect.poll(() => field(page, 'Shareable of bram0').isChecked()).toBe(true);
    await page.keyboard.press('Control+Z');
    await expect.poll(() => field(page, 'Shareable of bram0').isChecked()).toBe(false);
  });

  it('takes back what the form wrote, one change after the other', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    const before = await textOf(page);
    await field(page, 'Shareable of bram0').check();
    await expect.poll(() => textOf(page)).toContain('shareable;');
    const between = await textOf(page);
    await field(page, 'Minor of bram0').fill('7');
    await field(page, 'Minor of bram0').press('Enter');
    await expect.poll(() => textOf(page)).toContain('minor-number = <7>;');
    await editor(page).focus();
    await page.keyboard.press('Control+Z');
    await expect.poll(() => textOf(page)).toBe(between);
    await page.keyboard.press('Control+Z');
    await expect.poll(() => textOf(page)).toBe(before);
    await expect.poll(() => field(page, 'Minor of bram0').inputValue()).toBe('4');
  });

  it('that is wrong around a node locks that node, and leads there', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    await button(device(page, 'bram0'), 'Show in the text: bram0').click();
    // The caret is before the node's name.
    await page.keyboard.press('End');
    await page.keyboard.insertText(' status = ;');
    const told = device(page, 'bram0').getByRole('alert');
    await seen(told.getByText('device-tree.syntax'));
    expect(await field(page, 'Size of bram0').isEditable()).toBe(false);
    expect(await field(page, 'Shareable of bram0').isDisabled()).toBe(true);
    expect(await field(page, 'Size of own@78000000').isEditable()).toBe(true);
    expect(await button(form(page), 'Add a device…').isDisabled()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(told, 'Show in the text').click();
    await page.keyboard.insertText('"okay"');
    await told.waitFor({ state: 'detached' });
    expect(await field(page, 'Size of bram0').isEditable()).toBe(true);
    expect(await field(page, 'Status of bram0').inputValue()).toBe('okay');
  });
});

describe('what is wrong', () => {
  it('stands at its field with its id, and is mended there', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    await field(page, 'Cache of bram0').selectOption({ label: 'Off: every mapping past the cache' });
    const mode = field(page, 'O_SYNC mappings of bram0');
    await expect.poll(() => mode.getAttribute('aria-describedby')).not.toBeNull();
    await seen(
      page.locator(`[id="${await mode.getAttribute('aria-describedby')}"]`).getByText('device-tree.device-memory'),
    );
    await button(device(page, 'bram0'), 'Fix: Map it write-combine: it is memory').click();
    await expect.poll(() => textOf(page)).toContain('sync-mode = <2>; // non-cached');
    await device(page, 'bram0').getByText('device-tree.device-memory').waitFor({ state: 'detached' });
  });
});

describe('the cache', () => {
  it('is chosen by answers, which write what they give and nothing that nobody asked for', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    await button(form(page), 'Ask me about the cache of bram0').click();
    await field(page, 'Who writes this memory?').selectOption({ label: 'The device: the CPU reads it' });
    await expect.poll(() => textOf(page)).toContain('sync-direction = <2>;');
    expect(await textOf(page)).not.toContain('cache-');
    await field(page, 'Who writes this memory?').selectOption({
      label: 'Both, at any time: flags, rings, mailboxes',
    });
    await expect.poll(() => textOf(page)).toContain('cache-off;');
    expect(await textOf(page)).toContain('sync-mode = <2>; // non-cached');
    await seen(device(page, 'bram0').getByText('Every access goes to the memory:', { exact: false }));
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe('a node', () => {
  it('is added by keys alone, under a free name, beside what the text has', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    await button(form(page), 'Add a device…').focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add a device' });
    await seen(dialog);
    expect(await dialog.getByLabel('Device').inputValue()).toBe('uiomem0');
    expect(await button(dialog, 'Add the node').isDisabled()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.insertText('0xa0200000');
    await page.keyboard.press('Tab');
    await page.keyboard.insertText('64 KiB');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await seen(device(page, 'uiomem0'));
    expect(await textOf(page)).toContain(
      '\n\n\tuiomem0@a0200000 {\n\t\tcompatible = "ikwzm,uiomem";\n\t\tdevice-name = "uiomem0";\n\t\treg = <0x0 0xa0200000 0x0 0x10000>;\n\t\tcache-noncoherent;\n\t};\n};\n',
    );
    await expect
      .poll(() => device(page, 'uiomem0').evaluate((element) => element.contains(document.activeElement)))
      .toBe(true);
  });

  it('reserves a range, and another one uses it', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(reservation(page, 'own@78000000'));
    await button(form(page), 'Reserve a range…').click();
    const dialog = page.getByRole('dialog', { name: 'Reserve a range' });
    await dialog.getByLabel('Name').fill('ring');
    await dialog.getByLabel('Address').fill('0x7a000000');
    await dialog.getByLabel('Size').fill('1 MiB');
    await button(dialog, 'Add the node').click();
    await seen(reservation(page, 'ring@7a000000'));
    expect(await textOf(page)).toContain(
      '\tring: ring@7a000000 {\n\t\treg = <0x0 0x7a000000 0x0 0x100000>;\n\t\tno-map;\n\t};\n',
    );
    await button(form(page), 'Add a device…').click();
    const next = page.getByRole('dialog', { name: 'Add a device' });
    await next.getByLabel('Device').fill('ring');
    await next.getByLabel('Memory').selectOption({ label: 'ring, 0x7a000000 to 0x7a0fffff (1 MiB)' });
    await button(next, 'Add the node').click();
    await seen(device(page, 'ring'));
    expect(await textOf(page)).toContain('memory-region = <&ring>;');
  });

  it('that does not go in is refused in the dialog, and nothing is written', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    const before = await textOf(page);
    await button(form(page), 'Add a device…').click();
    const dialog = page.getByRole('dialog', { name: 'Add a device' });
    await dialog.getByLabel('Address').fill('nowhere');
    await seen(dialog.getByText('Write a number like 0x70000000, 4096 or 256 KiB.'));
    expect(await button(dialog, 'Add the node').isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await textOf(page)).toBe(before);
  });

  it('is called nothing but what a node or a device can be called', async () => {
    await using watched = await open();
    const { page } = watched;
    const before = await textOf(page);
    await button(form(page), 'Reserve a range…').click();
    const reserving = page.getByRole('dialog', { name: 'Reserve a range' });
    await reserving.getByLabel('Size').fill('1 MiB');
    await reserving.getByLabel('Name').fill('bad name!');
    await seen(reserving.getByText('Write up to 31 letters, digits and , . _ + -, a letter first.'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await button(reserving, 'Add the node').isDisabled()).toBe(true);
    expect(await textOf(page)).toBe(before);
    await reserving.getByLabel('Name').fill('good-name');
    expect(await button(reserving, 'Add the node').isDisabled()).toBe(false);
    await page.keyboard.press('Escape');

    await button(form(page), 'Add a device…').click();
    const adding = page.getByRole('dialog', { name: 'Add a device' });
    await adding.getByLabel('Address').fill('0xa0200000');
    await adding.getByLabel('Size').fill('64 KiB');
    await adding.getByLabel('Device').fill('dev/ram');
    await seen(adding.getByText('Write up to 63 letters, digits and . _ , : + -.'));
    await page.keyboard.press('Enter');
    expect(await button(adding, 'Add the node').isDisabled()).toBe(true);
    expect(await textOf(page)).toBe(before);
  });
});

it('has room in 320 pixels, beside the text or under it', async () => {
  await using watched = await open({ viewport: { width: 320, height: 720 } });
  const { page, faults } = watched;
  await seen(device(page, 'bram0'));
  const beyond = await form(page).evaluate((element) => {
    const { right } = element.getBoundingClientRect();
    return [...element.querySelectorAll('*')]
      .filter((each) => each.getBoundingClientRect().right > right + 0.5)
      .map((each) => `${each.outerHTML.slice(0, 160)} ${each.getBoundingClientRect().right} of ${right}`);
  });
  expect(beyond).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

describe('a node that is deleted', () => {
  it('goes out of the text as one step, and the focus to the one behind it', async () => {
    await using watched = await open();
    const { page, faults } = watched;
    await seen(device(page, 'bram0'));
    const before = await textOf(page);
    await button(device(page, 'bram0'), 'Delete bram0').click();
    await device(page, 'bram0').waitFor({ state: 'detached' });
    await expect
      .poll(() => reservation(page, 'own@78000000').evaluate((section) => section === document.activeElement))
      .toBe(true);
    const after = await textOf(page);
    expect(after).not.toContain('bram0');
    expect(after).toContain('own: own@78000000');
    await editor(page).focus();
    await page.keyboard.press('Control+Z');
    await seen(device(page, 'bram0'));
    expect(await textOf(page)).toBe(before);
    expect(faults).toEqual([]);
  });

  it('is kept when something refers to it and that is not wanted', async () => {
    await using watched = await open();
    const { page } = watched;
    await seen(device(page, 'bram0'));
    await button(form(page), 'Add a device…').click();
    const adding = page.getByRole('dialog', { name: 'Add a device' });
    const memory = adding.getByLabel('Memory');
    const choice = await memory.getByRole('option', { name: /^own/ }).getAttribute('value');
    await memory.selectOption(choice);
    await adding.getByRole('button', { name: 'Add the node' }).click();
    await adding.waitFor({ state: 'detached' });
    await seen(form(page).getByRole('region', { name: /^Device uiomem/ }));
    const before = await textOf(page);
    const deletion = page.getByRole('dialog', { name: 'Delete own@78000000?' });
    await button(reservation(page, 'own@78000000'), 'Delete own@78000000').click();
    await seen(deletion.getByRole('list', { name: 'What refers to own@78000000' }).getByText('memory-region'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await deletion.getByRole('button', { name: 'Cancel' }).click();
    expect(await textOf(page)).toBe(before);
    await button(reservation(page, 'own@78000000'), 'Delete own@78000000').click();
    await deletion.getByRole('button', { name: 'Delete the node' }).click();
    await reservation(page, 'own@78000000').waitFor({ state: 'detached' });
    expect(await textOf(page)).not.toContain('own: own@78000000');
  });
});
