/** The command that starts the emulated board, as the scripted host's machine runs it in a terminal: with progress, colours, Ctrl+C. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { TerminalSize } from '../../contract/terminal.ts';
import type { HostContract } from '../../contract.ts';
import { bootScripted } from './board-handlers.ts';
import type { Script } from './script.ts';

const anew = '\r\u001b[2K';

/** `sizes`: by terminal, as they were told last. */
export function workstationHandlers(
  host: Script,
  sizes: Map<string, TerminalSize>,
): Pick<Handlers<HostContract>, 'terminal.command' | 'terminal.commandsHere'> {
  return {
    'terminal.commandsHere': async () => ({}),
    'terminal.command': async ({ command: { board }, terminal, size }, { signal, upload, item }) => {
      sizes.set(terminal, size);
      const say = (text: string) => item({}, new TextEncoder().encode(text));
      const interrupted = new AbortController();
      const listen = async () => {
        for await (const bytes of upload) if (bytes.includes(3)) interrupted.abort();
      };
      listen().catch(() => {});
      await item({});
      try {
        await bootScripted(
          host,
          board,
          AbortSignal.any([signal, interrupted.signal]),
          (text) => void say(`${anew}${text}`).catch(() => {}),
        );
      } catch (thrown) {
        if (!interrupted.signal.aborted) throw thrown;
        await say(`^C${anew}uiomem-studio: The work was cancelled.\r\n`);
        return { code: 130 };
      }
      await say(`${anew}\u001b[32m${board} is up\u001b[0m: Linux 6.12.57, root@127.0.0.1:2222.\r\n`);
      return { code: 0 };
    },
  };
}
