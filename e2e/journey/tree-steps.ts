/** What one does in the device-tree window of a board, by role and name, with either hand. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Hand } from '../testing/hand.ts';
import { button, main } from '../testing/scripted-window.ts';
import type { BoardWindow } from './board-window.ts';
import { caretCell, expectText } from './device-steps.ts';

/** A range of the RAM file that no node of the emulated board has. */
const range = { address: 0x7000_0000n, size: 0x10_0000n };

export const treeDevice = 'bram';

/** An overlay with one mistake: addresses and sizes of the bus have two cells, and the size is written in one. */
const mistaken = `
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

/** A new overlay, with a mistaken node in its root. */
export async function writeMistaken(hand: Hand): Promise<void> {
  const { page } = hand;
  await page.keyboard.press('Alt+d');
  await hand.press(button(page, 'New overlay'));
  await hand.enter(page.getByRole('textbox', { name: 'Source overlay.dtso' }));
  await page.keyboard.press('Control+Home');
  for (let line = 0; line < 3; line += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.insertText(mistaken);
}

export async function takeFix(hand: Hand, id: string): Promise<void> {
  const finding = hand.page
    .getByRole('region', { name: 'Findings', exact: true })
    .getByRole('listitem')
    .filter({ hasText: id });
  await hand.press(finding.getByRole('button', { name: /^Fix: / }));
  await finding.waitFor({ state: 'detached' });
}

/** To what a moment's rehearsal says of the device. */
export async function rehearse(hand: Hand, when: 'Applied now' | 'At the next boot'): Promise<string> {
  const { page } = hand;
  await hand.press(button(page, 'Next: rehearse'));
  await hand.press(button(page, when));
  const row = page
    .getByRole('table', { name: 'What becomes of each node' })
    .getByRole('row', { name: new RegExp(`${treeDevice}@70000000`) });
  await row.waitFor();
  return (await row.textContent()) ?? '';
}

/** Writes four bytes at an offset of the device, by their value as it is typed; they are looked for in the RAM file. */
export async function writeBytes(
  hand: Hand,
  { board, ram }: BoardWindow,
  offset: bigint,
  digits: string,
): Promise<void> {
  const { page } = hand;
  await hand.press(
    page
      .getByRole('list', { name: `Devices of ${board.name}` })
      .getByRole('button', { name: new RegExp(`^${treeDevice}\\b`) }),
  );
  // No plan says what it is.
  await hand.press(button(main(page), 'This is memory'));
  await hand.press(page.getByRole('button', { name: `Unlock editing of ${treeDevice}` }));
  await hand.enter(page.getByRole('grid'));
  await page.keyboard.press('Control+g');
  await page.keyboard.type(`0x${offset.toString(16)}`);
  await page.keyboard.press('Enter');
  await expectText(caretCell(page), /^0x0+$/);
  await page.keyboard.type(digits);
  await page.keyboard.press('Enter');
  const written = Buffer.from(digits, 'hex').reverse().toString('hex');
  await expect
    .poll(async () => (await ram.read(range.address + offset, 4)).toString('hex'), { timeout: 10_000 })
    .toBe(written);
}

/** Takes the overlay off, until nothing of the tool stands on the board. */
export async function remove(hand: Hand, board: string): Promise<void> {
  const { page } = hand;
  await page.keyboard.press('Alt+d');
  await hand.press(button(page, `Remove overlay…`));
  await hand.press(button(page.getByRole('dialog'), `Remove from ${board}`));
  await nothingStands(page);
}

/** What it has written for the next boots is taken back, before one of them came. */
export async function restore(hand: Hand, board: string): Promise<void> {
  const { page } = hand;
  await hand.press(button(page, 'Restore boot files…'));
  await hand.press(button(page.getByRole('dialog'), `Restore on ${board}`));
  await nothingStands(page);
}

async function nothingStands(page: Page): Promise<void> {
  await page
    .getByText('Nothing: its tree and its boot files are as they were before this tool.')
    .waitFor({ timeout: 60_000 });
}

/** To the question before it; `yes` answers that, and nobody waits for the board. */
export async function askRestart(
  hand: Hand,
  board: string,
): Promise<{ readonly asking: Locator; yes(): Promise<void> }> {
  const { page } = hand;
  await hand.press(button(page, `Restart ${board}…`));
  const asking = page.getByRole('dialog', { name: `Restart ${board}?` });
  return { asking, yes: () => hand.press(button(asking, `Restart ${board}`)) };
}
