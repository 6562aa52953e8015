/** Sizes that engineers have: 1280 × 720 and 1920 × 1080, at 100 % and at 200 %. */
import type { Page } from 'playwright-core';
import { layoutFaults } from './layout-faults.ts';

/** Zoom gives the page fewer CSS pixels: at 200 % half as many each way. */
const sizes = [
  { name: '1920 × 1080 at 100 %', width: 1920, height: 1080 },
  { name: '1280 × 720 at 100 %', width: 1280, height: 720 },
  { name: '1920 × 1080 at 200 %', width: 960, height: 540 },
  { name: '1280 × 720 at 200 %', width: 640, height: 360 },
] as const;

/** Text that is cut, things that lie on each other, what is too small to hit, at each of the sizes; and at the last it stays. */
export async function faultsAtSizes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const { name, width, height } of sizes) {
    await page.setViewportSize({ width, height });
    found.push(...(await lastingFaults(page)).map((fault) => `${name}: ${fault}`));
  }
  return found;
}

/** Milliseconds in which a page has found its place after a new size: on a busy machine what floats follows late. */
const settledMs = 2_000;

async function lastingFaults(page: Page): Promise<string[]> {
  const until = performance.now() + settledMs;
  for (;;) {
    const faults = await layoutFaults(page);
    if (faults.length === 0 || performance.now() > until) return faults;
    await page.waitForTimeout(100);
  }
}
