/** *Save range as binary…* against the scripted host: what is saved is what is there, and what goes wrong leaves nothing. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { accessibilityFaults } from '../testing/accessibility.ts';
import { scriptedWindow } from '../testing/scripted-window.ts';

const openWindow = scriptedWindow();

/** `picker`: whether this browser lets a page write a file; what it writes is in `saved` of the page. */
async function open(state: string, picker: 'none' | 'there' = 'none') {
  const watched = await openWindow('closed', {
    theme: 'own',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const { page } = watched;
  await page.addInitScript((has) => {
    if (has === 'none') {
      Reflect.deleteProperty(globalThis, 'showSaveFilePicker');
      return;
    }
    const saved: { parts: number[]; state: string; name: string } = { parts: [], state: 'empty', name: '' };
    const stream = {
      async write(bytes: Uint8Array) {
        saved.parts = [...saved.parts, ...bytes.subarray(0, 64)];
      },
      async close() {
        saved.state = 'whole';
      },
      async abort() {
        saved.parts = [];
      },
    };
    const handle = {
      getFile: async () => new Blob([]),
      createWritable: async () => stream,
      async remove() {
        saved.state = 'removed';
      },
    };
    const showSaveFilePicker = async ({ suggestedName }: { suggestedName: string }) => {
      saved.name = suggestedName;
      return handle;
    };
    Object.assign(globalThis, { saved, showSaveFilePicker });
  }, picker);
  // The script runs in what is opened after it.
  await page.goto(new URL(`?state=${state}&theme=dark`, page.url()).href);
  return watched;
}

const field = (dialog: Locator, name: string) => dialog.getByRole('textbox', { name, exact: true });
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Save a range of uiomem1 as binary' });

async function ask(page: Page) {
  await page.getByRole('grid').waitFor();
  await page.getByRole('button', { name: 'More of the hex view' }).click();
  await page.getByRole('menuitem', { name: 'Save range as binary…' }).click();
  return dialogOf(page);
}

/** What the scripted device holds. */
const held = async (page: Page, offset: number, size: number) =>
  Buffer.from(
    await page.evaluate(
      ([at, bytes]) => [...(window.scripted.memories.get('zynq/uiomem1')?.read(BigInt(at), bytes) ?? [])],
      [offset, size] as const,
    ),
  );

it('downloads the range, and gives its digest', async () => {
  await using watched = await open('memory');
  const { page, faults } = watched;
  const dialog = await ask(page);
  expect(await field(dialog, 'Size').inputValue()).toBe('16 MiB');
  await dialog.getByText('Reads each byte once, through the CPU eye. Syncs nothing').waitFor();
  await field(dialog, 'Offset').fill('0x7003');
  await field(dialog, 'Size').fill('0x180005');
  expect(await accessibilityFaults(page)).toEqual([]);
  const coming = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  await dialog.getByText(/of 1572869 bytes/).waitFor();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('zynq-uiomem1-0x70007003.bin');
  const bytes = await readFile(await download.path());
  const wanted = await held(page, 0x7003, 0x18_0005);
  expect(bytes.equals(wanted)).toBe(true);
  const sha256 = createHash('sha256').update(wanted).digest('hex');
  await dialog.getByText(sha256).waitFor();
  await dialog.getByRole('button', { name: 'Copy digest' }).click();
  await dialog.getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(sha256);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

it('takes the selection, and writes it to disk while it comes, where the browser can', async () => {
  await using watched = await open('memory', 'there');
  const { page, faults } = watched;
  await page.getByRole('grid').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  const dialog = await ask(page);
  await dialog.getByRole('button', { name: 'Save 20 bytes' }).click();
  await dialog.getByText('20 bytes saved as zynq-uiomem1-0x70000010.bin').waitFor();
  const saved = await page.evaluate(
    () => (globalThis as unknown as { saved: { parts: number[]; state: string; name: string } }).saved,
  );
  expect({ ...saved, parts: Buffer.from(saved.parts).equals(await held(page, 0x10, 20)) }).toEqual({
    parts: true,
    state: 'whole',
    name: 'zynq-uiomem1-0x70000010.bin',
  });
  expect(faults).toEqual([]);
});

it('is cancelled, and leaves nothing', async () => {
  await using watched = await open('memory', 'there');
  const { page } = watched;
  const dialog = await ask(page);
  await dialog.getByRole('button', { name: 'Save 16 MiB' }).click();
  await dialog.getByRole('progressbar').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.getByText('Cancelled: no file was written.').waitFor();
  const saved = await page.evaluate(() => (globalThis as unknown as { saved: object }).saved);
  expect(saved).toMatchObject({ parts: [], state: 'removed' });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

it('tells what failed, and what is too much for a download; the command takes it', async () => {
  await using watched = await open('memory-5gib');
  const { page } = watched;
  await page.getByRole('grid').waitFor();
  await page.getByRole('button', { name: 'More of the hex view' }).click();
  await page.getByRole('menuitem', { name: 'Save range as binary…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save a range of uiomem3 as binary' });
  await dialog.getByText('This browser lets a page save at most 256 MiB at once.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Save 5 GiB' }).isDisabled()).toBe(true);
  await dialog.getByText(/^uiomem-studio mem dump uiomem3 --offset 0x0 --size 5368709120 -o zynq-uiomem3/).waitFor();
  await page.evaluate(() => window.scripted.memories.get('zynq/uiomem3')?.broken.add(0x9_0000n));
  await field(dialog, 'Size').fill('1 MiB');
  await dialog.getByRole('button', { name: 'Save 1 MiB' }).click();
  const alert = dialog.getByRole('alert');
  await alert.getByText('memory.bus-error').waitFor();
  await alert.getByText('No file was written.').waitFor();
  await field(dialog, 'Size').fill('nonsense');
  await dialog.getByText('Write a number like 0x1000, 4096 or 256 KiB.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
});

it('is not for registers', async () => {
  await using watched = await open('memory-unknown');
  const { page } = watched;
  await page.getByRole('button', { name: /^Read/ }).first().click();
  await page.getByRole('grid').waitFor();
  await page.getByRole('button', { name: 'More of the hex view' }).click();
  const entry = page.getByRole('menuitem', { name: /^Save range as binary: not of registers/ });
  expect(await entry.getAttribute('aria-disabled')).toBe('true');
});
