/** A real board that has no node, in a window of a browser: what is asked, and what one gets for each answer. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Board } from '../../app/contract/board.ts';
import { boardShell } from '../testing/boards.ts';
import { startChromium } from '../testing/chromium.ts';
import { ownFolders } from '../testing/private-folders.ts';
import { button, main, seen } from '../testing/scripted-window.ts';
import { openWindow, serving } from '../testing/served-host.ts';

const name = 'bare';

const undoing = new AsyncDisposableStack();
let host: Awaited<ReturnType<typeof serving>>;
let browser: Browser;
let page: Page;
let board: Board;

beforeAll(async () => {
  const { environment } = undoing.use(await ownFolders());
  host = undoing.use(await serving(environment));
  browser = await startChromium();
  undoing.defer(() => browser.close());
  undoing.defer(() => host.client.call('emulated.down', { name }).then(() => {}));
  ({ board } = await host.client.call('emulated.up', { name, node: false }));
  page = await openWindow(browser, host.client);
  page.setDefaultTimeout(60_000);
});
afterAll(() => undoing.disposeAsync());

test('asks before a node is brought, goes by plain shell when told to, and asks again', async () => {
  const before = await boardShell(board, 'ls -A /root /root/.cache /var/tmp /var/lib 2>/dev/null; :');
  await button(main(page), 'Connect').click();
  const bring = page.getByRole('region', { name: 'Bring node' });
  await seen(bring.getByText(/^\d+ MB, about \d+ (s|min), once\. To /));
  const shell = page.getByRole('region', { name: 'Go by plain shell' });
  expect(await shell.getByRole('listitem').count()).toBeGreaterThan(0);
  expect(await boardShell(board, 'ls -A /root /root/.cache /var/tmp /var/lib 2>/dev/null; :')).toBe(before);
  await button(shell, 'Connect without a helper').click();
  await seen(page.getByText(`${name} is reached by plain shell, without a helper.`));
  await seen(main(page).getByText('The uiomem driver is not loaded'));
  expect((await host.client.call('board.list', {})).boards).toMatchObject([{ name, runtime: 'shell' }]);
  await button(page, 'Choose again').click();
  await seen(bring);
});
