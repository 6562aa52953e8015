/** Entry of the `uiomem-studio` command. */
import { ask } from './ask.ts';
import { run } from './run.ts';
import { hosts } from './start-host.ts';
import { ownTerminal } from './user-terminal.ts';

/** 128 + the signal's number, as shells tell it. */
const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const brokenPipe = 141;

const abort = new AbortController();
let endedBy: number | undefined;
const end = (status: number) => {
  endedBy ??= status;
  abort.abort();
};
for (const [name, status] of Object.entries(signals)) {
  // Once: the second one ends the process at once, whatever it is waiting for.
  process.once(name, () => end(status));
}
// The reader of our output is gone (head, a closed pager): nothing that we could still say would arrive.
const gone = () => end(brokenPipe);
process.stdout.on('error', gone);
process.stderr.on('error', gone);

const err = (text: string) => {
  if (endedBy !== brokenPipe) process.stderr.write(text);
};
const status = await run(
  process.argv.slice(2),
  {
    out: (data) => new Promise((resolve) => process.stdout.write(data, () => resolve())),
    err,
    get columns() {
      return process.stderr.isTTY ? (process.stderr.columns ?? 80) : 0;
    },
    signal: abort.signal,
    ask: (prompt, echo) => ask(prompt, { echo: echo === true, signal: abort.signal }),
    terminal: ownTerminal,
  },
  hosts(({ message }) => err(`uiomem-studio: ${message}\n`)),
);
process.exit(status === 0 ? 0 : (endedBy ?? status));
