/** What one does in the device-tree window of a board, by role and name. */
import type { Page } from 'playwright-core';
import { button } from '../testing/scripted-window.ts';

/** A range of the RAM file that no node of the emulated board has. */
export const treeRange = { address: 0x7000_0000n, size: 0x10_0000n };

export const treeDevice = 'bram';

/** An overlay with one mistake: addresses and sizes of the bus have two cells, and the size is written in one. */
export const mistaken = `
	uiomem-bus {
		compatible = "simple-pm-bus", "simple-bus";
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;

		${treeDevice}@70000000 {
			compatible = "ikwzm,uiomem";
			device-name = "${treeDevice}";
			reg = <0x70000000 0x100000>;
		};
	};`;

/** A new overlay, with that in its root, by keys. */
export async function writeOverlay(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Alt+d');
  await button(page, 'New overlay').click();
  const editor = page.getByRole('textbox', { name: 'Source overlay.dtso' });
  await editor.waitFor({ state: 'attached' });
  await editor.focus();
  await page.keyboard.press('Control+Home');
  for (let line = 0; line < 3; line += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.insertText(text);
}

export async function takeFix(page: Page, id: string): Promise<void> {
  const finding = page
    .getByRole('region', { name: 'Findings', exact: true })
    .getByRole('listitem')
    .filter({ hasText: id });
  await finding.getByRole('button', { name: /^Fix: / }).click();
  await finding.waitFor({ state: 'detached' });
}

/** To what a moment's rehearsal says of the device. */
export async function rehearse(page: Page, when: 'Applied now' | 'At the next boot'): Promise<string> {
  await button(page, 'Next: rehearse').click();
  await button(page, when).click();
  const row = page
    .getByRole('table', { name: 'What becomes of each node' })
    .getByRole('row', { name: new RegExp(`${treeDevice}@70000000`) });
  await row.waitFor();
  return (await row.textContent()) ?? '';
}
