/** A command line from its words to its exit status. */
import type { Client } from '../../remote-helper/rpc/contract.ts';
import { type Problem, problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../contract.ts';
import { readLine } from './arguments.ts';
import type { Arguments, Command, Context, Outcome } from './command.ts';
import { commands } from './commands.ts';
import { helpFor, helpForMany } from './help.ts';
import { type Asked, secretWanted } from './secret.ts';
import { wayOut } from './way-out.ts';

export interface Io {
  /** Standard output; resolves when there is room for more. */
  out(data: string | Uint8Array): Promise<void>;
  err(text: string): void;
  /** Characters of a line of the terminal that progress is drawn on; 0: it cannot be drawn over. */
  readonly columns: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Asks the user for a secret that is not shown; undefined when nobody can be asked. */
  ask(prompt: string): Promise<string | undefined>;
}

export const exitStatus = { done: 0, failed: 1, usage: 2, lint: 3, cancelled: 130 } as const;

const clearLine = '\r\u001b[K';

/** Runs one command line; `connect` is called when a host is really needed. Answers the exit status. */
export async function run(
  argv: readonly string[],
  io: Io,
  connect: () => { readonly client: Client<HostContract> } & AsyncDisposable,
): Promise<number> {
  const json = argv.includes('--json');
  const line = progressLine(io);
  try {
    const read = readLine(argv, commands);
    switch (read.kind) {
      case 'version':
        await io.out(`uiomem-studio ${process.env.UIOMEM_STUDIO_VERSION ?? '(not bundled)'}\n`);
        break;
      case 'list':
        await io.out(helpForMany(commands, read.words));
        break;
      case 'help':
        await io.out(helpFor(read.command));
        break;
      case 'run': {
        await using host = connect();
        const { result, text } = await perform(
          read.command,
          contextOf(host.client, read.args, io, line),
          read.args,
          io,
        );
        line.clear();
        if (json) await io.out(`${JSON.stringify({ ok: true, result }, bigintAsHex)}\n`);
        else if (text !== '') await io.out(`${text}\n`);
      }
    }
    return exitStatus.done;
  } catch (thrown) {
    const found = io.signal.aborted ? problemOf(problem('cancelled', 'The work was cancelled.')) : problemOf(thrown);
    line.clear();
    if (json) await io.out(`${JSON.stringify({ ok: false, problem: found }, bigintAsHex)}\n`);
    else io.err(problemText(found));
    return statusOf(found);
  }
}

/** As often as a login program asks. */
const mostQuestions = 3;

/** Runs the command; where a secret is wanted and somebody can be asked, asks and runs it again. */
async function perform(command: Command, context: Context, args: Arguments, io: Io): Promise<Outcome> {
  let asked: Asked | undefined;
  for (let questions = 0; ; questions += 1) {
    try {
      return await command.run(context, args);
    } catch (thrown) {
      const wanted = secretWanted(problemOf(thrown), asked);
      if (wanted === undefined || questions === mostQuestions || context.signal.aborted) throw thrown;
      const secret = await io.ask(wanted.prompt);
      if (secret === undefined || context.signal.aborted) throw thrown;
      await context.client.call('board.secret', { board: wanted.board, kind: wanted.kind, secret });
      asked = wanted;
    }
  }
}

/** A line on a terminal that each text replaces. */
function progressLine(io: Io) {
  let drawn = false;
  return {
    draw(text: string) {
      if (io.columns === 0) return;
      drawn = true;
      // What comes from programs may hold tabs and escapes, whose width nobody knows; a full line would wrap.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      const plain = text.replace(/\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u001f\u007f]+/g, ' ');
      io.err(`${clearLine}${plain.slice(0, io.columns - 1)}`);
    },
    clear() {
      if (drawn) io.err(clearLine);
      drawn = false;
    },
  };
}

function contextOf(
  client: Client<HostContract>,
  args: Arguments,
  io: Io,
  line: ReturnType<typeof progressLine>,
): Context {
  const board = args.option('board');
  return {
    client,
    signal: io.signal,
    where: board === undefined ? {} : { board },
    progress: (text) => line.draw(text),
    note(text) {
      line.clear();
      io.err(`${text}\n`);
    },
    write: (bytes) => io.out(bytes),
  };
}

function bigintAsHex(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : value;
}

function problemText(found: Problem): string {
  const hints = [found.hint, wayOut(found)].filter((hint) => hint !== undefined);
  return `uiomem-studio: ${found.message} [${found.id}]\n${hints.map((hint) => `  ${hint}\n`).join('')}`;
}

function statusOf({ id }: Problem): number {
  if (id.startsWith('usage.')) return exitStatus.usage;
  if (id === 'plan.lint') return exitStatus.lint;
  if (id === 'cancelled') return exitStatus.cancelled;
  return exitStatus.failed;
}
