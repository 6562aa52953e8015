/** A window in Chromium on an emulated board of its own, connected, with the board's memory beside it. */
import type { Page } from 'playwright-core';
import type { Board } from '../../app/contract/board.ts';
import type { BoardKernel } from '../../app/host/emulated-board/board-options.ts';
import { RamFile } from '../../app/host/emulated-board/ram-file.ts';
import { startChromium } from '../testing/chromium.ts';
import { ownFolders } from '../testing/private-folders.ts';
import { openWindow, serving } from '../testing/served-host.ts';

export interface BoardWindow extends AsyncDisposable {
  readonly host: Awaited<ReturnType<typeof serving>>;
  readonly page: Page;
  readonly board: Board;
  readonly ram: RamFile;
}

/** `onPage`: before anything is loaded; `before`: of the board, before it is connected; `kernel`: another one than usual. */
export async function boardWindow(
  name: string,
  {
    onPage,
    before,
    kernel,
  }: { onPage?(page: Page): Promise<void>; before?(board: Board): Promise<void>; kernel?: BoardKernel } = {},
): Promise<BoardWindow> {
  await using undo = new AsyncDisposableStack();
  const { environment } = undo.use(await ownFolders());
  const host = undo.use(await serving(environment));
  const browser = await startChromium();
  undo.defer(() => browser.close());
  undo.defer(() => host.client.call('emulated.down', { name }).then(() => {}));
  const { board, status } = await host.client.call('emulated.up', { name, ...(kernel !== undefined && { kernel }) });
  const ram = undo.use(await RamFile.open(status.ramFile ?? '', BigInt(status.ramBase ?? 0)));
  await before?.(board);
  await host.client.call('board.connect', { board: name });
  const page = await openWindow(browser, host.client, onPage === undefined ? {} : { onPage });
  page.setDefaultTimeout(60_000);
  const stack = undo.move();
  return { host, page, board, ram, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
