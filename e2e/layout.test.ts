/**
 * Each state of the window at the sizes that engineers have: 1280 × 720 and 1920 × 1080, at 100 % and at 200 %. No text is cut,
 * nothing lies on another thing, and whatever can be pressed is at least 24 px wide and high.
 */
import { expect, it } from 'vitest';
import { layoutFaults } from './testing/layout-faults.ts';
import { scenarioNames } from './testing/scenario-names.ts';
import { scriptedWindow } from './testing/scripted-window.ts';

/** Zoom gives the page fewer CSS pixels: at 200 % half as many each way. */
const sizes = [
  { name: '1920 × 1080 at 100 %', width: 1920, height: 1080 },
  { name: '1280 × 720 at 100 %', width: 1280, height: 720 },
  { name: '1920 × 1080 at 200 %', width: 960, height: 540 },
  { name: '1280 × 720 at 200 %', width: 640, height: 360 },
] as const;

const open = scriptedWindow();

it.each(scenarioNames)('%s', async (state) => {
  await using watched = await open(state);
  const { page } = watched;
  await page.waitForTimeout(700);
  const found: string[] = [];
  for (const { name, width, height } of sizes) {
    await page.setViewportSize({ width, height });
    found.push(...(await layoutFaults(page)).map((fault) => `${name}: ${fault}`));
  }
  expect(found).toEqual([]);
});
