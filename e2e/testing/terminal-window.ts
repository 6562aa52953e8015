/** Terminals alone in a page with the scripted host: typed into by name, and read as they are shown. */
import type { Page } from 'playwright-core';
import { settled } from './boards.ts';

export const terminalNamed = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
export const inputOf = (page: Page, name: string) =>
  page.getByRole('textbox', { name: `Input of ${name}`, exact: true });

/** The lines that are to be seen, without those that are empty. */
export async function linesOf(page: Page, name: string): Promise<string[]> {
  const rows = await terminalNamed(page, name).locator('.xterm-rows > div').allTextContents();
  return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).filter((row) => row !== '');
}

/** Types a command and waits for a line that it prints. */
export async function command(page: Page, name: string, text: string, wanted: string): Promise<void> {
  await inputOf(page, name).focus();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await has(page, name, wanted);
}

export async function has(page: Page, name: string, wanted: string): Promise<void> {
  const lines = await settled(
    () => linesOf(page, name),
    (seen) => seen.includes(wanted),
  );
  if (!lines.includes(wanted)) throw new Error(`${name} shows no line ${JSON.stringify(wanted)}: ${lines.join('\n')}`);
}

/** A point on a line that is shown, for the mouse; its third character. */
export async function pointAt(page: Page, name: string, line: string): Promise<[x: number, y: number]> {
  const rows = terminalNamed(page, name).locator('.xterm-rows > div');
  const index = (await rows.allTextContents()).findLastIndex((row) => row.replaceAll('\u00a0', ' ').trimEnd() === line);
  const box = await rows.nth(index).boundingBox();
  if (index < 0 || box === null) throw new Error(`${name} shows no line ${line}`);
  return [box.x + 18, box.y + box.height / 2];
}
