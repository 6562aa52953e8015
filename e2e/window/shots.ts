/**
 * Pictures of each state of the window in each theme, to be looked at: `node e2e/window/shots.ts [STATE…]` writes
 * `e2e/shots/STATE.THEME.png`. With `--narrow` at 1024 × 700.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startChromium } from '../testing/chromium.ts';
import { servePage } from '../testing/page-server.ts';
import { scenarioNames, themes } from '../testing/scenario-names.ts';

const folder = join(import.meta.dirname, '../shots');
mkdirSync(folder, { recursive: true });
const narrow = process.argv.includes('--narrow');
const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const states = asked.length > 0 ? asked : scenarioNames;

await using server = await servePage();
await using browser = await startChromium();
for (const theme of themes) {
  for (const state of states) {
    await using context = await browser.newContext({
      viewport: narrow ? { width: 1024, height: 700 } : { width: 1366, height: 768 },
    });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`${state} ${theme}: ${message.text()}`);
    });
    page.on('pageerror', (error) => console.error(`${state} ${theme}: ${error.stack ?? error.message}`));
    await page.goto(`${server.address}?state=${state}&theme=${theme}`);
    await page.waitForTimeout(state.startsWith('plan') ? 2500 : 900);
    await page.screenshot({ path: join(folder, `${state}.${theme}${narrow ? '.narrow' : ''}.png`) });
  }
}
