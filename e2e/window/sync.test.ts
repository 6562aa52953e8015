/** The sync of a device in a real Chromium, by role and name, against the scripted host. */
import { expect, test } from 'vitest';
import { calls, scriptedWindow } from '../testing/scripted-window.ts';

const open = scriptedWindow();

test('a sync says what it will do, does it on the chosen range, and is written down', async () => {
  await using watched = await open('memory');
  const { page, faults } = watched;
  const grid = page.getByRole('grid', { name: /^Memory of/ });
  await grid.focus();
  await grid.getByRole('gridcell', { selected: true }).getByText('0x00000000').waitFor();
  const sync = page.getByRole('complementary', { name: 'Sync of uiomem1' });
  const forCpu = sync.getByRole('button', { name: 'Sync for CPU', exact: true });
  await sync.getByRole('definition').filter({ hasText: 'device writes, CPU reads' }).waitFor();
  await sync.getByText('Invalidates all cache lines of offsets 0x0 to 0xffffff').first().waitFor();
  await forCpu.click();
  await sync.getByText('device → CPU').waitFor();
  expect(await calls(page, 'sync.forCpu')).toEqual([{ board: 'zynq', device: 'uiomem1' }]);
  await grid.focus();
  for (const keys of ['Control+Home', 'Shift+ArrowDown', 'Shift+End']) await page.keyboard.press(keys);
  await sync.getByRole('combobox', { name: 'Range' }).selectOption('selection');
  await sync.getByRole('combobox', { name: 'Direction' }).selectOption('CPU writes, device reads');
  await sync.getByText('Cleans all cache lines of offsets 0x0 to 0x1f').waitFor();
  await sync.getByRole('button', { name: 'Sync for device', exact: true }).click();
  await sync.getByText('CPU → device').waitFor();
  expect(await calls(page, 'sync.forDevice')).toEqual([
    { board: 'zynq', device: 'uiomem1', range: { offset: 0n, size: 0x20n }, direction: 'cpu-writes' },
  ]);
  expect(faults).toEqual([]);
});

test('attributes are set together, and an impossible range is told at its field', async () => {
  await using watched = await open('memory');
  const { page, faults } = watched;
  const sync = page.getByRole('complementary', { name: 'Sync of uiomem1' });
  await sync.getByRole('button', { name: 'Edit the sync attributes' }).click();
  const form = sync.getByRole('form', { name: 'Sync attributes' });
  await form.getByRole('textbox', { name: 'Offset' }).fill('0xff0000');
  await form.getByText('From that offset at most 64 KiB').waitFor();
  expect(await form.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
  await form.getByRole('textbox', { name: 'Size' }).fill('64 KiB');
  await form.getByRole('combobox', { name: 'Mode' }).selectOption('Write-combine');
  await form.getByRole('button', { name: 'Apply' }).click();
  await sync.getByText('write-combine, for O_SYNC mappings').waitFor();
  expect(await calls(page, 'sync.set')).toEqual([
    {
      board: 'zynq',
      device: 'uiomem1',
      mode: 'write-combine',
      always: false,
      offset: 0xff_0000n,
      size: 0x1_0000n,
      direction: 'device-writes',
    },
  ]);
  expect(faults).toEqual([]);
});

test('a device that needs no sync says why', async () => {
  await using watched = await open('memory-unknown');
  const { page } = watched;
  const sync = page.getByRole('complementary', { name: 'Sync of uiomem2' });
  await sync.getByText('Nothing to do: it is not cached.').first().waitFor();
  expect(await sync.getByRole('button', { name: 'Sync for CPU', exact: true }).isDisabled()).toBe(true);
});
