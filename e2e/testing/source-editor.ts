/** The editor of a device-tree source in the scripted window's state `source`: its text is that of a file, and goes back to it. */
import type { Page } from 'playwright-core';
import { seen } from './scripted-window.ts';

export const path = '/home/grace/overlays/bram.dtso';
export const editor = (page: Page) => page.getByRole('textbox', { name: `Source ${path}` });
export const fileText = (page: Page) => page.evaluate((file) => window.scripted.files.get(file), path);
export const says = (page: Page, text: string) => seen(page.getByRole('status').getByText(text, { exact: true }));

/** A text in the file, read from there: what is typed the editor would indent. */
export async function write(page: Page, text: string): Promise<void> {
  await editor(page).waitFor({ state: 'attached' });
  await page.evaluate(([file, put]) => void window.scripted.files.set(file, put), [path, text] as const);
  await page.getByRole('button', { name: 'Read again' }).click();
  await says(page, 'As in the file');
  await editor(page).focus();
  await page.keyboard.press('Control+End');
}

/** Lines and columns from 1, by keys. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press('Control+Home');
  for (let down = 1; down < line; down += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('Home');
  for (let right = 1; right < column; right += 1) await page.keyboard.press('ArrowRight');
}

export async function saved(page: Page): Promise<string> {
  await page.keyboard.press('Control+S');
  await says(page, 'As in the file');
  return (await fileText(page)) ?? '';
}
