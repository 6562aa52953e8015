/** `uiomem-studio serve` as a process of its own, with settings, state and socket in a private folder; and windows of it in Chromium. */
import type { Browser, Page } from 'playwright-core';
import { browserShell } from '../../app/contract/shell.ts';
import { hostContract } from '../../app/contract.ts';
import { findHost } from '../../app/host/one-host/find.ts';
import { connectClient } from '../../remote-helper/rpc/client.ts';
import type { Client } from '../../remote-helper/rpc/contract.ts';
import { byteStreamDuplex } from '../../remote-helper/rpc/node/byte-stream.ts';
import { stopBoards } from './boards.ts';
import { program, type Running, start, until } from './command-process.ts';
import { privateFolders } from './private-folders.ts';

export interface RunningHost extends AsyncDisposable {
  readonly client: Client<typeof hostContract>;
}

/** A connection to the host that runs in those folders, whichever build it is of. */
export async function attached(environment: NodeJS.ProcessEnv = process.env): Promise<RunningHost> {
  const found = await until('a host that listens', () => findHost(environment));
  const client = connectClient(hostContract, byteStreamDuplex(found.socket, found.socket));
  return { client, [Symbol.asyncDispose]: () => client.close() };
}

/** `serve` in those folders; the boards that were booted by it go on after its end. */
export async function serving(
  environment: NodeJS.ProcessEnv,
  ...args: readonly string[]
): Promise<RunningHost & Running> {
  await using undo = new AsyncDisposableStack();
  const running = start(program, ['serve', ...args], environment, 'ignore');
  undo.defer(async () => {
    running.child.kill('SIGINT');
    await running.ended;
  });
  const { client } = undo.use(await attached(environment));
  const stack = undo.move();
  return { ...running, client, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Stops what was booted by it at the end. */
export async function servedHost(): Promise<RunningHost> {
  await using undo = new AsyncDisposableStack();
  undo.use(await privateFolders());
  const { client } = undo.use(await serving(process.env));
  undo.defer(() => stopBoards(client));
  const stack = undo.move();
  return { client, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** A window of the served host: in by a token that a form posts, as the file that `uiomem-studio open` makes does. `onPage` sees the page before. */
export async function openWindow(
  browser: Browser,
  client: Client<typeof hostContract>,
  { onPage }: { onPage?(page: Page): void | Promise<void> } = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  await onPage?.(page);
  await admit(page, client);
  return page;
}

async function admit(page: Page, client: Client<typeof hostContract>): Promise<void> {
  const { address, token } = await client.call('window.admit', {});
  await page.evaluate(
    ([action, value]) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action });
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name: 'token', value });
      form.append(input);
      document.body.append(form);
      form.submit();
    },
    [new URL(browserShell.admitPath, address).href, token] as const,
  );
  await page.waitForURL(new URL('/', address).href);
}
