/** From a bare board that is connected to live bytes of a region that was not there: in six interactions, as the page itself counts them. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { button, main } from '../testing/scripted-window.ts';
import { type BoardWindow, boardWindow } from './board-window.ts';
import { caretCell, expectText } from './device-steps.ts';

const name = 'bare';
/** What mem= keeps from Linux, up to the node of the device tree. */
const free = 0x7000_0000n;
const mostInteractions = 6;

let on: BoardWindow;
let page: Page;

beforeAll(async () => {
  on = await boardWindow(name, {
    // Presses of the pointer and of keys, whoever means what by them.
    async onPage(made) {
      await made.addInitScript(() => {
        const counted = window as unknown as { interactions: number };
        counted.interactions = 0;
        for (const kind of ['pointerdown', 'keydown'])
          addEventListener(kind, ({ isTrusted }) => (counted.interactions += isTrusted ? 1 : 0), { capture: true });
      });
    },
  });
  ({ page } = on);
});
afterAll(() => on?.[Symbol.asyncDispose]());

const interactions = () => page.evaluate(() => (window as unknown as { interactions: number }).interactions);

test('a suggested region is planned, reviewed, applied and watched live in six interactions', async () => {
  const place = page
    .getByRole('listbox', { name: `Memory of ${name}` })
    .getByRole('option', { name: /^0x70000000 ?Memory/ });
  await place.waitFor();
  expect(await interactions()).toBe(0);

  await place.click();
  await button(main(page), 'Make a region of this').click();
  await button(main(page), 'Next: review').click();

  const review = page.getByRole('region', { name: `Review for ${name}` });
  const load = review.getByRole('article', { name: /load the module with 1 region/ });
  await load.getByText('Puts the driver into the kernel, which makes uiomem0 (128 MiB at 0x70000000).').waitFor();
  await button(review, `Apply to ${name}`).click();

  const result = page.getByRole('region', { name: `Result on ${name}` });
  await result.getByText('Apply done').waitFor({ timeout: 120_000 });
  await result.getByText(`${name} is as the plan says.`).waitFor();
  await result.getByRole('row', { name: 'uiomem0 address 0x70000000 0x70000000 same' }).waitFor();
  await button(result, 'Open uiomem0 in Memory').click();

  await page.getByRole('switch', { name: 'Live' }).click();
  await page.getByRole('grid').waitFor();
  const used = await interactions();
  await on.ram.write(free, Buffer.from('600dcafe', 'hex'));
  await expectText(caretCell(page).first(), /fe\s*ca\s*0d\s*60|feca0d60/);
  expect(used).toBeLessThanOrEqual(mostInteractions);
});
