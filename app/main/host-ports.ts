/** Gives each window its port to the host, and another one when the host was started again. */
import { fileURLToPath } from 'node:url';
import {
  BrowserWindow,
  dialog,
  MessageChannelMain,
  type MessagePortMain,
  utilityProcess,
  type WebContents,
} from 'electron';
import { shellChannels } from '../contract/shell-channels.ts';
import { onPage } from './from-page.ts';
import { type HostKeeper, keepHost } from './host-process.ts';

/** Call after `ready`. The host ends with what is returned, or with the application. */
export function offerHost(): Disposable {
  /** A page that never asked does not know what to do with a port. */
  const asked = new WeakSet<WebContents>();
  const connect = (keeper: HostKeeper<MessagePortMain>, page: WebContents) => {
    const { port1, port2 } = new MessageChannelMain();
    keeper.give(port1);
    page.postMessage(shellChannels.hostPort, undefined, [port2]);
  };
  const keeper = keepHost<MessagePortMain>(
    () =>
      utilityProcess.fork(fileURLToPath(new URL('./host.js', import.meta.url)), [], {
        serviceName: 'uiomem studio host',
        stdio: 'inherit',
      }),
    {
      onRestart({ code, restarts }) {
        process.stderr.write(`uiomem-studio: the host ended (status ${code}) and was started again (${restarts}).\n`);
        for (const { webContents } of BrowserWindow.getAllWindows()) {
          if (asked.has(webContents)) connect(keeper, webContents);
        }
      },
      // All it ever says: why it cannot serve, such as a running host of another version.
      onMessage(message) {
        const { message: text, hint } = message as { message: string; hint?: string };
        dialog.showErrorBox('uiomem studio has no host', hint === undefined ? text : `${text}\n\n${hint}`);
      },
    },
  );
  onPage(shellChannels.hostPort, (page) => {
    asked.add(page);
    connect(keeper, page);
  });
  return keeper;
}
