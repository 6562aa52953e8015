/** What one does in the view of a device, by role and name. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Waits until an element says something like it. */
export async function expectText(element: Locator, text: RegExp, timeout = 10_000): Promise<void> {
  await expect.poll(() => element.textContent(), { timeout }).toMatch(text);
}

export async function chooseEye(page: Page, name: string): Promise<void> {
  await page.getByRole('group', { name: /^Eye/ }).getByRole('button', { name }).click();
}

export async function unlock(page: Page, device: string): Promise<void> {
  await page.getByRole('button', { name: `Unlock editing of ${device}` }).click();
}

export async function goTo(page: Page, place: string): Promise<void> {
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+g');
  await page.keyboard.type(place);
  await page.keyboard.press('Enter');
}

/** The cell at the caret. */
export function caretCell(page: Page): Locator {
  return page.getByRole('grid').getByRole('gridcell', { selected: true });
}

/** Types hex digits over the cell at the caret, and writes them. */
export async function typeOver(page: Page, digits: string): Promise<void> {
  await page.getByRole('grid').focus();
  await page.keyboard.type(digits);
  await page.keyboard.press('Enter');
}
