/** Entry of the `uiomem-studio` command. */
import { run } from './run.ts';
import { startHost } from './start-host.ts';

const abort = new AbortController();
// The second Ctrl-C ends the process by itself.
process.once('SIGINT', () => abort.abort());
process.once('SIGTERM', () => abort.abort());
// The reader of our output is gone (head, a closed pager).
process.stdout.on('error', () => process.exit(1));

const err = (text: string) => void process.stderr.write(text);
const status = await run(
  process.argv.slice(2),
  {
    out: (data) => new Promise((resolve) => process.stdout.write(data, () => resolve())),
    err,
    terminal: process.stderr.isTTY === true,
    signal: abort.signal,
  },
  () => startHost(({ message }) => err(`uiomem-studio: ${message}\n`)),
);
process.exit(status);
