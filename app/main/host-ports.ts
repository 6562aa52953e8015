/** Gives each window that asks a port to the host. After the host's end its ports close, and the windows ask again. */
import { fileURLToPath } from 'node:url';
import { dialog, MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import { shellChannels } from '../contract/shell-channels.ts';
import { onPage } from './from-page.ts';
import { keepHost } from './host-process.ts';
import { answerSecrets } from './secret-channel.ts';
import type { SecretStore } from './secret-store.ts';

/** Call after `ready`. The host ends with what is returned. `secrets`: where it keeps those that are to outlast it. */
export function offerHost(secrets: () => SecretStore): AsyncDisposable {
  const keeper = keepHost<MessagePortMain>(
    () =>
      utilityProcess.fork(fileURLToPath(new URL('./host.js', import.meta.url)), [], {
        serviceName: 'uiomem studio host',
        stdio: 'inherit',
      }),
    {
      onRestart({ code, restarts }) {
        process.stderr.write(`uiomem-studio: the host ended (status ${code}) and was started again (${restarts}).\n`);
      },
      // All else it ever says: why it cannot serve, such as a running host of another version.
      onMessage(message) {
        if (answerSecrets(message, secrets, (answer) => keeper.tell(answer))) return;
        const { message: text, hint } = message as { message: string; hint?: string };
        dialog.showErrorBox('uiomem studio has no host', hint === undefined ? text : `${text}\n\n${hint}`);
      },
    },
  );
  onPage(shellChannels.hostPort, (page) => {
    const { port1, port2 } = new MessageChannelMain();
    keeper.give(port1);
    page.postMessage(shellChannels.hostPort, undefined, [port2]);
  });
  return keeper;
}
