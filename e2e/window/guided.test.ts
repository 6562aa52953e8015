/** A plan's regions with guidance: places picked on the map, the cache asked as questions, what loading and the next boot make of it. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { keysOf } from '../testing/keys.ts';
import { button, calls, scriptedWindow, seen } from '../testing/scripted-window.ts';

const open = scriptedWindow();
const form = (page: Page) => page.getByRole('region', { name: 'Form of the plan of zynq' });
const field = (page: Page, label: string) => form(page).getByLabel(label, { exact: true });
const part = (page: Page, name: string) => form(page).getByRole('region', { name, exact: true });
const textOf = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem('uiomem-plans') ?? '{}').state.texts.zynq.text);
const picker = (page: Page) => page.getByRole('dialog', { name: /^Where uiomem\d lies$/ });
const pick = async (page: Page) => {
  await button(form(page), 'Pick on the map… the place of uiomem0').click();
  await picker(page).getByRole('option').first().waitFor();
};

describe('the place of a region', () => {
  it('is chosen on the map by keys, and written in one step', async () => {
    await using watched = await open('plan');
    const { page, faults } = watched;
    const keys = keysOf(page);
    const before = await textOf(page);
    await pick(page);
    const dialog = picker(page);
    await seen(dialog.getByRole('option', { name: /uiomem0 here/ }));
    await keys.to('Tab', 'option', /^0x/);
    await keys.to('ArrowDown', 'option', /OCM/);
    await keys.to('Tab', 'button', 'Start here');
    await keys.press('Enter');
    await seen(dialog.getByText('0xfffc0000 to 0xffffffff (256 KiB): 1 remark'));
    expect(await dialog.getByLabel('Size', { exact: true }).inputValue()).toBe('256 KiB');
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(dialog, 'Use this').click();
    await dialog.waitFor({ state: 'detached' });
    expect(await textOf(page)).toBe(before.replace('"0x70000000"', '"0xfffc0000"').replace('1 MiB', '256 KiB'));
    await button(page, 'Undo').click();
    expect(await textOf(page)).toBe(before);
    expect(faults).toEqual([]);
  });

  it('is told why where it cannot be', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await button(form(page), 'Duplicate uiomem0').click();
    await pick(page);
    const dialog = picker(page);
    const why = dialog.getByRole('region', { name: 'Why it cannot be chosen' });
    const choose = async (name: RegExp) => dialog.getByRole('option', { name }).first().click();
    await choose(/System RAM/);
    await seen(why.getByText('region.overlaps-ram'));
    expect(await button(dialog.getByRole('region', { name: /^About System RAM/ }), 'Start here').count()).toBe(0);
    await choose(/region of this plan/);
    await seen(why.getByText(/overlap: /));
    await choose(/8 devices/);
    await seen(dialog.getByText('Devices beside each other: zoom in', { exact: false }));
    await button(dialog, 'Zoom in').click();
    const claimed = dialog.getByRole('option', { name: /claimed by a driver/ }).first();
    await claimed.click();
    await seen(why.getByText('region.overlaps-claimed'));
    // Escape looks at the whole again before it leaves.
    await claimed.press('Escape');
    await seen(dialog.getByRole('option', { name: /OCM/ }));
    await dialog.getByRole('option', { name: /OCM/ }).press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('is judged as it is typed, and brought to whole pages', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await pick(page);
    const dialog = picker(page);
    const found = dialog.getByRole('region', { name: 'What lint finds there' });
    await dialog.getByLabel('Address', { exact: true }).fill('0xfffc0800');
    await dialog.getByLabel('Size', { exact: true }).fill('6 KiB');
    await seen(dialog.getByText('= 0x1800 · 6,144 bytes'));
    await seen(found.getByText('region.unaligned').first());
    await button(dialog, 'To whole pages').click();
    expect(await dialog.getByLabel('Address', { exact: true }).inputValue()).toBe('0xfffc0000');
    expect(await dialog.getByLabel('Size', { exact: true }).inputValue()).toBe('8 KiB');
    await found.getByText('region.unaligned').first().waitFor({ state: 'detached' });
    await dialog.getByLabel('Size', { exact: true }).fill('a lot');
    expect(await button(dialog, 'Use this').isDisabled()).toBe(true);
    await button(dialog, 'Cancel').click();
    expect(await field(page, 'Address of uiomem0').inputValue()).toBe('0x70000000');
  });

  it('is taken from the board’s manual, which the plan then names', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await field(page, 'Address of uiomem0').fill('');
    await button(form(page), 'From the board’s manual… the place of uiomem0').click();
    const dialog = picker(page);
    await button(dialog, 'Start here in OCM').click();
    await seen(dialog.getByText('Taken from: Zynq UltraScale+ MPSoC (Cortex-A53): OCM'));
    await button(dialog, 'Use this').click();
    expect(await field(page, 'Address of uiomem0').inputValue()).toBe('0xfffc0000');
    expect(await field(page, 'Taken from of uiomem0').inputValue()).toBe('Zynq UltraScale+ MPSoC (Cortex-A53): OCM');
  });

  it('can be typed without a board; the map says what it needs, and takes saved facts', async () => {
    await using watched = await open('plan-offline');
    const { page, faults } = watched;
    await button(form(page), 'Pick on the map… the place of uiomem0').click();
    const dialog = picker(page);
    await seen(dialog.getByText('The memory map needs the facts of zynq.'));
    await seen(dialog.getByText(/what lies there on the board is not known/));
    expect(await accessibilityFaults(page)).toEqual([]);
    const saved = dialog.getByLabel('File of saved facts');
    await saved.setInputFiles({ name: 'zynq.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await seen(dialog.getByText('plan.bad-facts'));
    await saved.setInputFiles('app/plan/facts/emulated-arm64-6.1.json');
    await dialog.getByText('plan.bad-facts').waitFor({ state: 'detached' });
    await seen(dialog.getByRole('listbox', { name: 'Memory of zynq' }));
    // The manual of the board that they are of comes with them.
    await seen(dialog.getByText('Zynq UltraScale+ MPSoC', { exact: false }));
    expect((await calls(page, 'profile.byFacts')).length).toBe(1);
    expect(faults).toEqual([]);
  });
});

describe('the cache', () => {
  const writer = (page: Page) => field(page, 'Who writes this memory?');
  const snoops = (page: Page) => field(page, 'Does the port that the device uses snoop the CPU’s cache?');
  const diagram = (page: Page) => form(page).getByRole('img', { name: /^CPU to / });

  it('is what the answers give, with the consequence, and as one step each', async () => {
    await using watched = await open('plan');
    const { page, faults } = watched;
    const before = await textOf(page);
    expect(await writer(page).inputValue()).toBe('turns');
    expect(await snoops(page).inputValue()).toBe('no');
    await writer(page).selectOption({ label: 'The device: the CPU reads it' });
    expect(await textOf(page)).toBe(
      before.replace(/ {4}cache: noncoherent[^\n]*\n/, (line) => `${line}    sync: { direction: device-writes }\n`),
    );
    await seen(form(page).getByText(/calls sync for CPU before it looks at what the device wrote/));
    expect(await diagram(page).getAttribute('aria-label')).toContain('the device writes it in memory');
    await snoops(page).selectOption({ label: 'Yes' });
    expect(await textOf(page)).toMatch(/^ {4}cache: coherent/m);
    expect(await diagram(page).getAttribute('aria-label')).toContain('which its port snoops');
    await seen(
      form(page)
        .getByRole('row', { name: /^Cache of uiomem0/ })
        .getByText('Cached, kept coherent by the hardware'),
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    await writer(page).selectOption({ label: 'Both, at any time: flags, rings, mailboxes' });
    await snoops(page).selectOption({ label: 'I do not know' });
    expect(await textOf(page)).toMatch(/^ {4}cache: off/m);
    expect(await textOf(page)).toContain('mode: write-combine');
    await seen(form(page).getByText(/a sync too many costs time, one too few costs data/));
    for (let steps = 0; steps < 4; steps += 1) await button(page, 'Undo').click();
    expect(await textOf(page)).toBe(before);
    expect(faults).toEqual([]);
  });

  it('of registers is off, and comes back with memory', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await writer(page).selectOption({ label: 'The CPU: the device reads it' });
    const before = await textOf(page);
    await field(page, 'Content of uiomem0').selectOption({ label: 'Registers: each access as asked' });
    expect(await textOf(page)).toMatch(/^ {4}content: registers.*\n {4}cache: off/m);
    await seen(form(page).getByText(/^Every access goes to the registers/));
    expect(await writer(page).count()).toBe(0);
    await field(page, 'Content of uiomem0').selectOption({ label: 'Memory' });
    expect(await textOf(page)).toBe(before);
    expect(await writer(page).inputValue()).toBe('cpu');
  });

  it('that no answers give is chosen directly, and answers can take its place', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await button(form(page), 'Choose directly the cache of uiomem0').click();
    await field(page, 'Cache of uiomem0').selectOption({ label: 'Off: every mapping past the cache' });
    await seen(form(page).getByText('region.device-memory'));
    await button(form(page), 'Ask me about the cache of uiomem0').click();
    await seen(form(page).getByText(/^The plan has another choice than these questions give/));
    await writer(page).selectOption({ label: 'The CPU alone: no device uses it' });
    expect(await textOf(page)).toMatch(/^ {4}cache: noncoherent/m);
    await seen(form(page).getByText(/there is nobody else to see old data/));
  });

  it('cannot be coherent where nothing snoops, and the ports are told', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await field(page, 'Address of uiomem0').fill('0xa0000000');
    await seen(form(page).getByText(/goes through no port of the board, so nothing snoops/));
    expect(await snoops(page).getByRole('option', { name: 'Yes' }).isDisabled()).toBe(true);
    await form(page).getByText('How to find out').click();
    await seen(form(page).getByText('S_AXI_HPC0_FPD, S_AXI_HPC1_FPD'));
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('keeps its answers while the window lives, in another view and back', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await snoops(page).selectOption({ label: 'I do not know' });
    const views = page.getByRole('group', { name: 'View of the plan' });
    await views.getByRole('button', { name: 'Text', exact: true }).click();
    await page.getByRole('textbox', { name: 'Plan of zynq' }).waitFor({ state: 'attached' });
    await views.getByRole('button', { name: 'Form', exact: true }).click();
    expect(await snoops(page).inputValue()).toBe('unknown');
  });
});

describe('regions', () => {
  it('are eight at most by parameters, and the button says so', async () => {
    await using watched = await open('plan-offline');
    const { page } = watched;
    const add = button(form(page), 'Add a region');
    const count = () =>
      form(page)
        .getByRole('region', { name: /^Region uiomem/ })
        .count();
    await seen(add);
    for (let regions = await count(); regions < 8; regions += 1) await add.click();
    expect(await count()).toBe(8);
    expect(await add.isDisabled()).toBe(true);
    const about = await add.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${about}"]`).textContent()).toMatch(
      /parameters for 8 regions.* regions\.too-many$/,
    );
    expect(await button(form(page), 'Duplicate uiomem0').count()).toBe(0);
    // Each under a name of its own.
    const names = await form(page)
      .getByRole('heading', { name: /^uiomem\d$/ })
      .allTextContents();
    expect(new Set(names).size).toBe(8);
  });

  it('are read back in the other notation', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await field(page, 'Size of uiomem0').fill('256 KiB');
    await seen(form(page).getByText('= 0x40000 · 262,144 bytes'));
    await field(page, 'Size of uiomem0').fill('0x40000');
    await seen(form(page).getByText('= 256 KiB · 262,144 bytes'));
    await field(page, 'Size of uiomem0').fill('a lot');
    await seen(form(page).getByText('plan.bad-number'));
  });
});

describe('loading', () => {
  it('tells each parameter from what is loaded to what is planned, and what becomes of the devices', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    const loading = part(page, 'Loading');
    const rows = loading.getByRole('table', { name: 'Parameters, loaded and planned' }).getByRole('row');
    await seen(rows);
    expect(await rows.allTextContents()).toEqual([
      'ParameterLoaded nowPlanChange',
      'uiomem0_addrnot given0x70000000comes',
      'uiomem0_sizenot given0x100000comes',
      'uiomem1_addr0x70000000not givengoes',
      'uiomem1_size0x1000000not givengoes',
    ]);
    const after = part(page, 'What a reload does').getByRole('listitem');
    expect(await after.allTextContents()).toEqual([
      'uiomem0 comes back as the plan has it.',
      'uiomem1 does not come back.',
      'uiomem2 does not come back.',
    ]);
    await button(loading, 'Ask who has them open').click();
    const holders = loading.getByRole('list', { name: 'Programs that have them open' });
    expect(await holders.getByRole('listitem').first().textContent()).toBe(
      'uiomem1: capture --frames, process 4242. It keeps the module loaded.',
    );
    await seen(
      button(
        loading,
        'Copy as command: uiomem-studio module unload --board zynq && uiomem-studio module load --board zynq uiomem0_addr=0x70000000 uiomem0_size=0x100000',
      ),
    );
  });
});

describe('the next boots', () => {
  it('have their files shown, with what is there, before anything is written', async () => {
    await using watched = await open('plan');
    const { page, faults } = watched;
    const persistence = part(page, 'Persistence');
    const lost = part(page, 'What the next boot does not bring back');
    await seen(lost.getByText('The module with uiomem0.'));
    await field(page, 'Loaded at every boot').check();
    await field(page, 'Group that may use it').fill('uiomem');
    const files = persistence.getByRole('list', { name: 'Files for the next boots' });
    await seen(files.getByText('/etc/modprobe.d/uiomem.conf'));
    await files.getByText('/etc/modprobe.d/uiomem.conf').click();
    await seen(
      files
        .getByRole('figure', { name: 'Content of /etc/modprobe.d/uiomem.conf' })
        .getByText('options uiomem uiomem0_addr=0x70000000 uiomem0_size=0x100000', { exact: false }),
    );
    await lost.waitFor({ state: 'detached' });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await calls(page, 'plan.apply')).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('tell what is in the way, and what a file that is there becomes', async () => {
    await using watched = await open('plan-persisted');
    const { page } = watched;
    const files = part(page, 'Persistence').getByRole('list', { name: 'Files for the next boots' });
    await seen(files.getByText('one of somebody else is there'));
    await seen(files.getByText('refused'));
    await files.getByText('/etc/modprobe.d/uiomem.conf').click();
    const change = files.getByRole('region', { name: 'Changes of /etc/modprobe.d/uiomem.conf' });
    await seen(change.getByText('gone: options uiomem uiomem0_size=0x2000'));
    await field(page, 'Others’ files give way').check();
    await files.getByText('refused').waitFor({ state: 'detached' });
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe('what is found', () => {
  it('is counted, and gone through by keys', async () => {
    await using watched = await open('plan-findings');
    const { page } = watched;
    await seen(
      form(page)
        .getByRole('status')
        .getByText(/^\d errors?(, \d \w+)*$/),
    );
    await field(page, 'Driver').focus();
    const keys = keysOf(page);
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await keys.press('F8');
    const first = await focused();
    expect(first).toMatch(/^ ?(Error|Warning|Remark): /);
    await keys.press('F8');
    expect(await focused()).not.toBe(first);
    await keys.press('Shift+F8');
    expect(await focused()).toBe(first);
  });

  it('is mended all at once where it has one answer, in one step', async () => {
    await using watched = await open('plan');
    const { page } = watched;
    await button(form(page), 'Choose directly the cache of uiomem0').click();
    await field(page, 'Device of uiomem0').fill('buffer');
    await field(page, 'Size of buffer').fill('4097');
    await page.waitForTimeout(700);
    const before = await textOf(page);
    const all = form(page).getByRole('button', { name: /^Fix all \d that have one answer$/ });
    await seen(all);
    await seen(button(form(page), /^Copy as command: uiomem-studio plan lint .* --fix --board zynq$/));
    await all.click();
    await expect.poll(() => textOf(page)).toContain('0x2000');
    expect(await textOf(page)).toBe(before.replace('buffer ', 'uiomem0 ').replace('"4097"', '"0x2000"'));
    await button(page, 'Undo').click();
    expect(await textOf(page)).toBe(before);
  });
});
