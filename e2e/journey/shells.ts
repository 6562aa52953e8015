/** The shells that the journey runs in, each with settings, state and socket of its own. */
import type { Page } from 'playwright-core';
import type { HostContract } from '../../app/contract.ts';
import type { Client } from '../../remote-helper/rpc/contract.ts';
import { launchTierA } from '../electron/tier-a.ts';
import { stopBoards } from '../testing/boards.ts';
import { startChromium } from '../testing/chromium.ts';
import { until } from '../testing/command-process.ts';
import { hearViolations } from '../testing/policy-violations.ts';
import { privateFolders } from '../testing/private-folders.ts';
import { attached, openWindow, servedHost } from '../testing/served-host.ts';

export interface JourneyWindow extends AsyncDisposable {
  readonly page: Page;
  /** Of the host behind the window, by its socket. */
  readonly client: Client<HostContract>;
  /** Another window of the same host. */
  another(): Promise<{ readonly page: Page } & AsyncDisposable>;
  /** Violations of the content security policy, errors that were not caught, and messages of level error, of all windows. */
  complaints(): readonly string[];
}

export const shells: readonly { readonly name: string; open(): Promise<JourneyWindow> }[] = [
  { name: 'a browser', open: browserWindow },
  { name: 'Electron’s shell (tier A)', open: electronWindow },
];

async function browserWindow(): Promise<JourneyWindow> {
  await using undo = new AsyncDisposableStack();
  const { client } = undo.use(await servedHost());
  const browser = await startChromium();
  undo.defer(() => browser.close());
  const complaints: string[] = [];
  const open = () => openWindow(browser, client, { onPage: (page) => listen(page, complaints) });
  const page = await open();
  const stack = undo.move();
  return {
    page,
    client,
    complaints: () => complaints,
    async another() {
      const other = await open();
      return { page: other, [Symbol.asyncDispose]: () => other.context().close() };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The host is in the shell's utility process, and listens for the command line as any host of a user does. */
async function electronWindow(): Promise<JourneyWindow> {
  await using undo = new AsyncDisposableStack();
  undo.use(await privateFolders());
  const shell = undo.use(await launchTierA({ folder: 'inherited' }));
  const { client } = undo.use(await attached());
  undo.defer(() => stopBoards(client));
  const complaints: string[] = [];
  const heard = async (page: Page) => {
    await listen(page, complaints);
    // Its first load was before anybody listened.
    await page.reload();
    return page;
  };
  const page = await heard(shell.page);
  const stack = undo.move();
  return {
    page,
    client,
    complaints: () => complaints,
    async another() {
      await shell.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('window.new')?.click(), undefined);
      const second = await until('a second window', async () =>
        (await shell.windows()).find((each) => each !== shell.page),
      );
      await second.waitForLoadState();
      await heard(second);
      return { page: second, [Symbol.asyncDispose]: () => second.close() };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function listen(page: Page, complaints: string[]): Promise<void> {
  await hearViolations(page, (text) => complaints.push(`policy: ${text}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
}
