/** `serve`: a host with windows in a browser of this computer. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { ProcessCommand } from '../command.ts';
import { parseQuantity } from '../quantity.ts';

/** Throws `usage.port`, `usage.number`. */
function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = parseQuantity(text, 'port');
  if (port <= 65_535n) return Number(port);
  throw problem('usage.port', `${text} is no port.`, { hint: 'A port is a number of 0 to 65535; 0 is any free one.' });
}

export const serveCommand: ProcessCommand = {
  words: 'serve',
  about: 'Run the host with windows for a browser of this computer, until Ctrl-C. The other commands work through it.',
  example: 'uiomem-studio serve --port 8400',
  positionals: [],
  options: {
    port: { value: 'PORT', about: 'port of 127.0.0.1; otherwise any free one' },
    'until-idle': { value: 'SECONDS', about: 'end when no window and no command was connected for so long' },
  },
  async runAlone({ hosts, signal, note }, { option }) {
    const port = portOf(option('port'));
    const idle = option('until-idle');
    const idleMs = idle === undefined ? undefined : Number(parseQuantity(idle, 'until-idle')) * 1000;
    const over = Promise.withResolvers<void>();
    let timer: NodeJS.Timeout | undefined;
    const onConnections = (count: number) => {
      clearTimeout(timer);
      if (count === 0 && idleMs !== undefined) timer = setTimeout(() => over.resolve(), idleMs);
    };
    const onAbort = () => over.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      // The answer to whoever stops it leaves first.
      await using serving = await hosts.serve({
        port,
        onConnections,
        onStop: () => setImmediate(() => over.resolve()),
      });
      note(`serving ${serving.address}`);
      note('A window of it opens with: uiomem-studio open');
      onConnections(0);
      if (signal.aborted) over.resolve();
      await over.promise;
      return { result: { address: serving.address }, text: 'ended' };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  },
};
