/** The only way in which main listens to pages: each message's sender is checked, once, here. */
import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { problem } from '../../remote-helper/rpc/problem.ts';
import { isPageAddress } from './page-address.ts';

/** The page itself in a window's main frame; not another origin, and not a frame in it. */
export function isFromPage({ senderFrame }: Pick<IpcMainEvent | IpcMainInvokeEvent, 'senderFrame'>): boolean {
  return senderFrame !== null && senderFrame.parent === null && isPageAddress(senderFrame.url);
}

/** A message of another sender is dropped. */
export function onPage(channel: string, listener: (page: WebContents) => void): void {
  ipcMain.on(channel, (event) => {
    if (isFromPage(event)) listener(event.sender);
  });
}

/** A call of another sender is refused (`shell.foreign-sender`). */
export function answerPage<Answer>(channel: string, answer: (page: WebContents) => Promise<Answer>): void {
  ipcMain.handle(channel, async (event) => {
    if (!isFromPage(event)) {
      throw problem('shell.foreign-sender', `A page that is not ours asked for ${channel}.`, {
        data: { channel, sender: event.senderFrame?.url ?? '' },
      });
    }
    return await answer(event.sender);
  });
}
