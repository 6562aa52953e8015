/** Device-tree sources on the disk of a host's machine, as the window reads and writes them: the files themselves are the judges. */
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChromium } from './testing/chromium.ts';
import { openWindow, servedHost } from './testing/served-host.ts';

let folder: string;
let browser: Browser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-sources-'));
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

const part = '/ {\n\tvideo: v {\n\t\ta = /incbin/("f.bin");\n\t};\n};\n';
const whole = '/dts-v1/;\n#include "part.dtsi"\n&video {\n\tb = <1>;\n};\n';

test('what a source brings in is read from the disk, and a label is called otherwise in each of its files', async () => {
  const file = (name: string) => join(folder, name);
  const text = (name: string) => readFileSync(file(name), 'utf8');
  writeFileSync(file('f.bin'), Buffer.of(0, 255));
  writeFileSync(file('part.dtsi'), part);
  writeFileSync(file('board.dts'), whole);
  await using host = await servedHost();
  const page = await openWindow(browser, host.client);
  const box = page.getByRole('combobox', { name: /device-tree file/ });
  await box.fill(file('board.dts'));
  await page.getByRole('option').first().waitFor();
  await box.press('Enter');
  const editor = page.getByRole('textbox', { name: `Source ${file('board.dts')}` });
  await editor.waitFor({ state: 'attached' });
  await editor.focus();
  await page.keyboard.press('Control+Home');
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'F2']) await page.keyboard.press(key);
  await page.getByRole('textbox', { name: /^Rename input/ }).fill('frames');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Rename in 2 files' }).click();
  await page.getByText('Not saved', { exact: true }).waitFor();
  expect(text('part.dtsi')).toBe(part.replace('video', 'frames'));
  expect(text('board.dts')).toBe(whole);
  await page.keyboard.press('Control+S');
  await page.getByText('As in the file', { exact: true }).waitFor();
  expect(text('board.dts')).toBe(whole.replace('video', 'frames'));
  expect(await page.locator('.squiggly-error').count()).toBe(0);
  // It was a link before its file had come.
  await page
    .locator('.detected-link')
    .filter({ hasText: 'part.dtsi' })
    .click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('tab', { name: 'part.dtsi', selected: true }).waitFor();
  await page.locator('.view-line').filter({ hasText: 'frames: v' }).filter({ visible: true }).waitFor();
});

test('the host gives bytes as they are, and writes all files of a change or none', async () => {
  await using host = await servedHost();
  const { client } = host;
  writeFileSync(join(folder, 'f.bin'), Buffer.of(0, 255, 10));
  const { output, bytes } = await client.call('text.bytes', { path: join(folder, 'f.bin') });
  expect([output.path, [...bytes]]).toEqual([join(folder, 'f.bin'), [0, 255, 10]]);
  const files = [];
  for (const name of ['a.dts', 'b.dts']) {
    writeFileSync(join(folder, name), '/dts-v1/;\n');
    const { path, digest } = await client.call('text.open', { kind: 'device-tree', path: join(folder, name) });
    files.push({ path, text: '/dts-v1/;\n/ { };\n', was: digest });
  }
  writeFileSync(join(folder, 'b.dts'), 'another\n');
  await expect(client.call('text.saveAll', { kind: 'device-tree', files })).rejects.toMatchObject({
    problem: { id: 'device-tree.changed-on-disk', data: { path: join(folder, 'b.dts') } },
  });
  expect(['a.dts', 'b.dts'].map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([
    '/dts-v1/;\n',
    'another\n',
  ]);
});
