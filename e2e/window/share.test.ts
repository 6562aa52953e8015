/** *Share a range…*: from who uses it to the plan, with what goes wrong on the way. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { button, scriptedWindow, seen } from '../testing/scripted-window.ts';

const open = scriptedWindow();
const wizard = (page: Page) => page.getByRole('dialog', { name: 'Share a range of zynq' });
const next = (page: Page) => button(wizard(page), 'Next').click();
const step = (page: Page, name: RegExp) =>
  wizard(page).getByRole('navigation', { name: 'Steps' }).getByRole('button', { name });
const device = (page: Page, name: string) => wizard(page).getByRole('listitem', { name, exact: true });
const entry = (page: Page, index: number) =>
  wizard(page).getByRole('list', { name: 'Devices' }).getByRole('listitem').nth(index);
const field = (where: Locator, label: string) => where.getByLabel(label, { exact: true });
const textOf = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem('uiomem-plans') ?? '{}').state.texts.zynq?.text ?? '');

describe('a range for two devices', () => {
  it('is put in an empty plan, with the line that loads it', async () => {
    await using watched = await open('plan-empty');
    const { page, faults } = watched;
    await button(page, 'Share a range…').click();
    await field(wizard(page), 'Address').fill('0x60000000');
    await field(wizard(page), 'Size').fill('64 KiB');
    await next(page);
    await field(entry(page, 0), 'Device').fill('uiomem6');
    await field(entry(page, 0), 'Used by').fill('capture');
    await field(entry(page, 1), 'Device').fill('uiomem7');
    await field(entry(page, 1), 'Who writes').selectOption({ label: 'Hardware writes, the CPU reads' });
    await next(page);
    await seen(wizard(page).getByText('One policy for all of it.'));
    await field(wizard(page), 'Cache of uiomem6').selectOption({ label: 'Cached, kept coherent by the hardware' });
    await button(wizard(page), 'Fix: Cached, kept coherent by the hardware for all').click();
    await next(page);
    const line =
      'insmod uiomem.ko uiomem6_addr=0x60000000 uiomem6_size=0x10000 uiomem6_option=7 uiomem7_addr=0x60000000 uiomem7_size=0x10000 uiomem7_option=7';
    await seen(wizard(page).getByRole('region', { name: 'Line that loads it' }).getByText(line));
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(wizard(page), 'Put it in the plan').click();
    await wizard(page).waitFor({ state: 'detached' });
    expect(await textOf(page)).toContain(`  - device: uiomem6
    address: "0x60000000"
    size: 64 KiB
    cache: coherent
    shareable: true
    about: capture
  - device: uiomem7
    address: "0x60000000"
    size: 64 KiB
    cache: coherent
    shareable: true
    sync: { direction: device-writes }
`);
    expect(faults).toEqual([]);
  });

  it('is filled in over several visits, and a reload', async () => {
    await using watched = await open('plan-empty');
    const { page } = watched;
    await button(page, 'Share a range…').click();
    await field(wizard(page), 'Address').fill('0x60000000');
    await field(wizard(page), 'Size').fill('64 KiB');
    await next(page);
    await field(entry(page, 1), 'Used by').fill('the viewer');
    await button(wizard(page), 'Back').click();
    expect(await field(wizard(page), 'Address').inputValue()).toBe('0x60000000');
    await page.keyboard.press('Escape');
    await wizard(page).waitFor({ state: 'detached' });
    await page.reload();
    await button(page, 'Share a range…').click();
    expect(await field(wizard(page), 'Size').inputValue()).toBe('64 KiB');
    await step(page, /^2 /).click();
    expect(await field(entry(page, 1), 'Used by').inputValue()).toBe('the viewer');
    await button(wizard(page), 'Start again').click();
    expect(await field(wizard(page), 'Address').inputValue()).toBe('');
  });
});

describe('bad input', () => {
  it('is told at its field, and keeps the result back with the way to it', async () => {
    await using watched = await open('plan-empty');
    const { page } = watched;
    await button(page, 'Share a range…').click();
    await field(wizard(page), 'Address').fill('0x60000800');
    await seen(wizard(page).getByText('The address is a multiple of the page size, 4096 bytes.'));
    await field(wizard(page), 'Size').fill('a lot');
    await next(page);
    const first = await field(entry(page, 0), 'Device').inputValue();
    await field(entry(page, 1), 'Device').fill(first);
    await step(page, /^4 /).click();
    const todo = wizard(page).getByRole('region', { name: 'Still to do' });
    for (const id of ['region.unaligned', 'plan.bad-number', 'region.duplicate-device']) await seen(todo.getByText(id));
    expect(await button(wizard(page), 'Put it in the plan').isDisabled()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await todo.getByRole('listitem').filter({ hasText: 'region.duplicate-device' }).getByRole('button').click();
    expect(await field(entry(page, 1), 'Device').getAttribute('aria-invalid')).toBe('true');
    expect(await textOf(page)).toBe('');
  });

  it('region.shared-differently: says what goes wrong, and is refused until a reason is given, which the plan keeps', async () => {
    await using watched = await open('share-attributes');
    const { page } = watched;
    const wrong = wizard(page).getByRole('region', { name: 'What goes wrong' });
    await seen(wrong.getByText('uiomem0 and uiomem5 and overlay map the same memory differently.'));
    await seen(wrong.getByText(/writes back later takes its neighbours along/));
    await next(page);
    await seen(wizard(page).getByRole('region', { name: 'Still to do' }).getByText('region.shared-differently'));
    expect(await button(wizard(page), 'Put it in the plan').isDisabled()).toBe(true);
    await button(wizard(page), 'Show').click();
    await field(wizard(page), 'Why it is right here').fill('too short');
    expect(await field(wizard(page), 'Why it is right here').getAttribute('aria-invalid')).toBe('true');
    await field(wizard(page), 'Why it is right here').fill('The viewer starts when the capture has ended.');
    await next(page);
    await button(wizard(page), 'Put it in the plan').click();
    expect(await textOf(page)).toMatch(
      /finding: region\.shared-differently\n {4}region: uiomem5\n {4}reason: The viewer starts when the capture has ended\./,
    );
    // It is a change of the plan like any other.
    await button(page, 'Undo').click();
    expect(await textOf(page)).not.toContain('overrides');
  });
});

describe('overlaps that are there', () => {
  it('are found, and become one range for all', async () => {
    await using watched = await open('share');
    const { page } = watched;
    const overlap = wizard(page)
      .getByRole('region', { name: 'Ranges that overlap already' })
      .getByRole('region', { name: /^0x70000000 to / })
      .first();
    await seen(overlap.getByText(/uiomem0 \(of the plan\).*not shareable: the driver loads the first of them/));
    await button(overlap, 'Share it').click();
    expect(await field(device(page, 'uiomem5'), 'Offset of its part').inputValue()).toBe('0x80000');
    expect(await field(device(page, 'uiomem5'), 'Size of its part').inputValue()).toBe('1 MiB');
  });

  it('lead there from where they are found', async () => {
    await using watched = await open('share-own');
    const { page } = watched;
    await button(wizard(page), 'Leave').click();
    const form = page.getByRole('region', { name: 'Form of the plan of zynq' });
    await button(form, 'Share or split…').first().click();
    await seen(wizard(page).getByRole('region', { name: /^0x60000000 to / }));
  });

  it('are split, and nobody has a byte of the others', async () => {
    await using watched = await open('share-own');
    const { page } = watched;
    const overlap = wizard(page).getByRole('region', { name: /^0x60000000 to / });
    await seen(overlap.getByText(/^Split: uiomem0 0x60000000 to 0x6007ffff \(512 KiB\); uiomem5 /));
    await button(overlap, 'Split it').click();
    await wizard(page).waitFor({ state: 'detached' });
    const text = await textOf(page);
    expect(text).toMatch(/device: uiomem0\n {4}address: "0x60000000"\n {4}size: 512 KiB\n/);
    expect(text).toMatch(/device: uiomem5\n {4}address: "0x60080000"\n {4}size: 1 MiB\n/);
  });
});

it('the nodes of a device tree are given as an overlay, to copy and to download', async () => {
  await using watched = await open('share-result');
  const { page } = watched;
  const nodes = wizard(page).getByRole('region', { name: 'Nodes for the device tree' });
  await seen(nodes.getByText(/overlay@70000000 \{/));
  const download = page.waitForEvent('download');
  await button(nodes, 'Download').click();
  expect((await download).suggestedFilename()).toBe('shared-range.dtso');
});

it('the palette opens it', async () => {
  await using watched = await open('devices');
  const { page } = watched;
  await page.keyboard.press('Control+Shift+P');
  await page.getByRole('combobox', { name: /^Command/ }).fill('share a range of zynq');
  await page.keyboard.press('Enter');
  await seen(wizard(page));
});
