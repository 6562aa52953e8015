/** A plan as a form over its text: what is typed in the one is in the other, with what is wrong at its place and one history. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { button, calls, scriptedWindow, seen } from '../testing/scripted-window.ts';

const open = scriptedWindow();
const form = (page: Page) => page.getByRole('region', { name: 'Form of the plan of zynq' });
const field = (page: Page, label: string) => form(page).getByLabel(label, { exact: true });
const view = (page: Page, name: string) =>
  page.getByRole('group', { name: 'View of the plan' }).getByRole('button', { name, exact: true });
const textOf = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem('uiomem-plans') ?? '{}').state.texts.zynq.text);

describe('a value', () => {
  it('that is typed changes its own line of the text, and no other', async () => {
    await using watched = await open('plan');
    const { page, faults } = watched;
    const before = await textOf(page);
    await field(page, 'Size of uiomem0').fill('2 MiB');
    await button(form(page), 'Choose directly the cache of uiomem0').click();
    await field(page, 'Cache of uiomem0').selectOption({ label: 'Off: every mapping past the cache' });
    const [old, now] = [before.split('\n'), (await textOf(page)).split('\n')];
    const changed = old.flatMap((line, index) => (line === now[index] ? [] : [[line, now[index]]]));
    expect(now).toHaveLength(old.length);
    expect(changed).toEqual([
      [expect.stringMatching(/^ {4}size: 1 MiB/), expect.stringMatching(/^ {4}size: 2 MiB/)],
      [
        expect.stringMatching(/^ {4}cache: noncoherent .*# or coherent/),
        expect.stringMatching(/^ {4}cache: off .*# or coherent/),
      ],
    ]);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('that is emptied is not said any more, unless the plan has no default for it', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await field(page, 'Kernel headers').fill('../linux');
    expect(await textOf(page)).toMatch(/^ {2}headers: \.\.\/linux$/m);
    await field(page, 'Kernel headers').fill('');
    expect(await textOf(page)).not.toMatch(/^ *headers/m);
    await field(page, 'Address of uiomem0').fill('');
    await seen(form(page).getByText('plan.bad-number'));
    expect(await field(page, 'Address of uiomem0').getAttribute('aria-invalid')).toBe('true');
  });

  it('stands beside what is loaded, and is marked where that is another', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    const row = form(page).getByRole('row', { name: /^Address of uiomem0/ });
    await seen(row.getByRole('cell', { name: '0xa0000000 differs' }));
    await field(page, 'Address of uiomem0').fill('0xa0000000');
    await seen(row.getByRole('cell', { name: '0xa0000000', exact: true }));
  });
});

describe('what is wrong', () => {
  it('is told at its field with why, and mended there', async () => {
    await using watched = await open('plan-findings');
    const { page } = watched;
    const address = field(page, 'Address of uiomem0');
    const about = await address.getAttribute('aria-describedby');
    await seen(page.locator(`[id="${about}"]`).getByText('is not a multiple of the page size', { exact: false }));
    expect(await accessibilityFaults(page)).toEqual([]);
    const fixes = form(page).getByRole('button', { name: /^Fix: / });
    const before = await textOf(page);
    await fixes.first().click();
    await expect.poll(() => textOf(page)).not.toBe(before);
  });

  it('can be overridden with a reason where a plan can, and that be taken back', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await button(form(page), 'Choose directly the cache of uiomem0').click();
    await field(page, 'Content of uiomem0').selectOption({ label: 'Registers: each access as asked' });
    await button(form(page), 'Override…').first().click();
    const dialog = page.getByRole('dialog', { name: 'Override this error?' });
    await dialog.getByLabel('Reason').fill('because');
    expect(await button(dialog, 'Override').isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('the bridge keeps the order of writes');
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(dialog, 'Override').click();
    const overrides = form(page).getByRole('list', { name: 'Overrides' });
    await seen(overrides.getByText('the bridge keeps the order of writes'));
    await seen(form(page).getByText('Overridden in the plan:', { exact: false }));
    await button(overrides, 'Take back').click();
    await overrides.waitFor({ state: 'detached' });
    await seen(button(form(page), 'Override…').first());
  });

  it('is a text that does not parse: the form stays, read-only, with the place', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await view(page, 'Text').click();
    await page.getByRole('textbox', { name: 'Plan of zynq' }).focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.insertText('regions: [\n');
    await view(page, 'Form').click();
    await seen(form(page).getByText(/\(line \d+\)/));
    // What was read before is still to be seen, and cannot be changed.
    expect(await field(page, 'Address of uiomem0').inputValue()).toBe('0x70000000');
    expect(await field(page, 'Address of uiomem0').isEditable()).toBe(false);
    expect(await field(page, 'Content of uiomem0').isDisabled()).toBe(true);
    expect(await field(page, 'Who writes this memory?').isDisabled()).toBe(true);
    expect(await button(form(page), 'Add a region').isDisabled()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(form(page), 'Show in the text').click();
    await page.getByRole('textbox', { name: 'Plan of zynq' }).focus();
    await page.keyboard.press('Control+Z');
    await view(page, 'Form').click();
    expect(await field(page, 'Address of uiomem0').isEditable()).toBe(true);
  });
});

describe('regions', () => {
  it('are added under a free name, and removed', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await button(form(page), 'Add a region').click();
    const added = form(page).getByRole('region', { name: /^Region uiomem[1-7]$/ });
    await seen(added);
    const name = (await added.getByRole('heading').textContent()) ?? '';
    await field(page, `Address of ${name}`).fill('0x78000000');
    await field(page, `Size of ${name}`).fill('64 KiB');
    expect(await textOf(page)).toContain(`  - device: ${name}\n    address: "0x78000000"\n    size: 64 KiB`);
    await button(form(page), `Remove ${name}`).click();
    await added.waitFor({ state: 'detached' });
    expect(await textOf(page)).not.toContain(name);
  });

  it('make the line that loads them', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    const loading = form(page).getByRole('region', { name: 'Loading' });
    await field(page, 'Shareable of uiomem0').check();
    await seen(loading.getByText('insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000 uiomem0_option=3'));
    await seen(
      loading
        .getByRole('table', { name: 'Parameters, loaded and planned' })
        .getByRole('row', { name: 'uiomem0_option not given 3 comes' }),
    );
  });
});

describe('changes', () => {
  it('have one history, in the form and in the text, and what is undone is seen in both', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    const before = await textOf(page);
    await field(page, 'Size of uiomem0').fill('2 MiB');
    await page.waitForTimeout(700);
    await view(page, 'Text').click();
    const text = page.getByRole('textbox', { name: 'Plan of zynq' });
    await text.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('# by hand\n');
    await expect.poll(() => textOf(page)).toContain('# by hand');
    await page.keyboard.press('Control+Z');
    await expect.poll(() => textOf(page)).not.toContain('# by hand');
    expect(await textOf(page)).toContain('2 MiB');
    await view(page, 'Form').click();
    await field(page, 'Size of uiomem0').press('Control+Z');
    expect(await textOf(page)).toBe(before);
    expect(await field(page, 'Size of uiomem0').inputValue()).toBe('1 MiB');
    expect(await button(page, 'Undo').isDisabled()).toBe(true);
    await button(page, 'Redo').click();
    expect(await field(page, 'Size of uiomem0').inputValue()).toBe('2 MiB');
  });

  it('are saved to a file that is named once; one that is there is written over only when that is said', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    const bar = page.getByRole('toolbar', { name: 'Plan' });
    await field(page, 'Size of uiomem0').fill('2 MiB');
    await field(page, 'Size of uiomem0').press('Control+S');
    const dialog = page.getByRole('dialog', { name: 'Save the plan of zynq' });
    await dialog.getByLabel('File').fill('/home/grace/plans/bringup.yaml');
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(dialog, 'Save').click();
    await seen(dialog.getByText('plan.changed-on-disk').or(dialog.getByText('plan.file-exists')));
    await button(dialog, 'Write over it').click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => window.scripted.files.get('/home/grace/plans/bringup.yaml'))).toBe(
      await textOf(page),
    );
    expect(await button(bar, 'Save').isDisabled()).toBe(true);
    await field(page, 'Size of uiomem0').fill('4 MiB');
    await button(bar, 'Save').click();
    await expect
      .poll(() => page.evaluate(() => window.scripted.files.get('/home/grace/plans/bringup.yaml')))
      .toContain('4 MiB');
    expect(await calls(page, 'recent.note')).toContainEqual({ path: '/home/grace/plans/bringup.yaml', board: 'zynq' });
  });

  it('that are in no file outlive the window, until they are saved', async () => {
    await using watched = await open('plan');
    const { page, faults } = watched;
    await field(page, 'Size of uiomem0').fill('2 MiB');
    const kept = () => page.evaluate(() => localStorage.getItem('scripted-drafts') ?? '');
    await expect.poll(kept).toContain('2 MiB');
    // Another window of this host, with no plan of its own.
    const other = await page.context().newPage();
    await other.goto(page.url().replace('state=plan', 'state=plan-empty'));
    expect(await field(other, 'Size of uiomem0').inputValue()).toBe('2 MiB');
    await seen(other.getByText('not saved', { exact: true }));
    await button(other, 'Save').click();
    const dialog = other.getByRole('dialog', { name: 'Save the plan of zynq' });
    await dialog.getByLabel('File').fill('/home/grace/plans/bringup.yaml');
    await button(dialog, 'Save').click();
    await button(dialog, 'Write over it').click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(kept).toBe('{}');
    const third = await page.context().newPage();
    await third.goto(other.url());
    await seen(third.getByText('No plan for zynq yet'));
    expect(faults).toEqual([]);
  });

  it('window.draft-not-kept: is said where it is written, until it can be', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await page.evaluate(() => {
      window.scripted.keepsDrafts = false;
    });
    await field(page, 'Size of uiomem0').fill('2 MiB');
    await seen(page.getByText('window.draft-not-kept'));
    await page.evaluate(() => {
      window.scripted.keepsDrafts = true;
    });
    await field(page, 'Size of uiomem0').fill('4 MiB');
    await page.getByText('window.draft-not-kept').waitFor({ state: 'detached' });
  });
});

describe('the text', () => {
  it('offers the keys and values that can stand where one types, and says what a key means', async () => {
    await using watched = await open('plan');
    const { page, faults } = watched;
    await view(page, 'Text').click();
    await page.getByRole('textbox', { name: 'Plan of zynq' }).focus();
    await page.keyboard.press('Control+End');
    const offered = page.getByRole('listbox', { name: 'Suggest' });
    await page.keyboard.type('pe');
    await seen(offered.getByRole('option', { name: /^persist/ }));
    await page.keyboard.press('Enter');
    // Its keys come next, indented.
    await seen(offered.getByRole('option', { name: /^group/ }));
    await page.keyboard.type('d');
    await expect.poll(() => offered.getByRole('option').count()).toBe(1);
    await seen(offered.getByRole('option', { name: /^dkms/ }));
    await page.keyboard.press('Enter');
    await seen(offered.getByRole('option', { name: /^false/ }));
    await page.keyboard.type('t');
    await expect.poll(() => offered.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf(page)).toMatch(/\npersist:\n {2}dkms: true$/);
    // A line that is begun by hand is offered the same, and stays indented.
    await page.keyboard.press('Enter');
    await page.keyboard.type('g');
    await seen(offered.getByRole('option', { name: /^group/ }));
    await page.keyboard.press('Enter');
    // As fast as keys can come: none is lost on the way through the form’s text and back.
    const said = `uio # ${'the group that may use it '.repeat(8)}end`;
    await page.keyboard.type(said);
    await expect
      .poll(async () => (await textOf(page)).split('\n').slice(-3))
      .toEqual(['persist:', '  dkms: true', `  group: ${said}`]);
    await page.keyboard.press('Home');
    const key = page.locator('.view-line').getByText('cache', { exact: true });
    const about = page.getByText('How the CPU’s cache is used', { exact: false }).first();
    // The editor looks where the pointer rests; the list that closes in front of it counts as leaving.
    await expect
      .poll(async () => {
        await page.mouse.move(0, 0);
        await key.hover();
        return await about.waitFor({ timeout: 1_500 }).then(
          () => true,
          () => false,
        );
      })
      .toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
