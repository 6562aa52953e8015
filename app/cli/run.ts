/** A command line from its words to its exit status. */
import { parseArgs } from 'node:util';
import type { Client } from '../../remote-helper/rpc/contract.ts';
import { type Problem, problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../contract.ts';
import type { Arguments, Command, Context } from './command.ts';
import { boardCommands } from './commands/board.ts';
import { deviceCommands } from './commands/device.ts';
import { emulatedCommands } from './commands/emulated.ts';
import { memCommands } from './commands/mem.ts';
import { moduleCommands } from './commands/module.ts';
import { planCommands } from './commands/plan.ts';
import { syncCommands } from './commands/sync.ts';
import { commonOptions, helpFor, helpForAll } from './help.ts';

export const commands: readonly Command[] = [
  ...boardCommands,
  ...emulatedCommands,
  ...planCommands,
  ...moduleCommands,
  ...deviceCommands,
  ...memCommands,
  ...syncCommands,
];

export interface Io {
  /** Standard output; resolves when there is room for more. */
  out(data: string | Uint8Array): Promise<void>;
  err(text: string): void;
  /** Whether progress lines can be drawn over. */
  readonly terminal: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
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
  try {
    const command = findCommand(argv);
    if (command === undefined) {
      await io.out(helpForAll(commands));
      return exitStatus.done;
    }
    const args = parse(command, argv.slice(command.words.split(' ').length));
    if (args === undefined) {
      await io.out(helpFor(command));
      return exitStatus.done;
    }
    await using host = connect();
    const { result, text } = await command.run(contextOf(host.client, args, io), args);
    if (io.terminal) io.err(clearLine);
    if (json) await io.out(`${JSON.stringify({ ok: true, result }, bigintAsHex)}\n`);
    else if (text !== '') await io.out(`${text}\n`);
    return exitStatus.done;
  } catch (thrown) {
    const found = io.signal.aborted ? problemOf(problem('cancelled', 'The work was cancelled.')) : problemOf(thrown);
    if (io.terminal) io.err(clearLine);
    if (json) await io.out(`${JSON.stringify({ ok: false, problem: found }, bigintAsHex)}\n`);
    else io.err(problemText(found));
    return statusOf(found);
  }
}

/** Undefined: the user asks for help on everything. Throws `usage.unknown-command`. */
function findCommand(argv: readonly string[]): Command | undefined {
  const end = argv.findIndex((word) => word.startsWith('-'));
  const words = end < 0 ? argv : argv.slice(0, end);
  const line = words.join(' ');
  const found = commands
    .filter((command) => `${line} `.startsWith(`${command.words} `))
    .sort((a, b) => b.words.length - a.words.length)[0];
  if (found !== undefined) return found;
  if (line === '' || line === 'help') return undefined;
  const group = commands.filter((command) => command.words.startsWith(`${words[0]} `));
  throw problem('usage.unknown-command', `There is no command ${JSON.stringify(line)}.`, {
    hint:
      group.length === 0
        ? 'uiomem-studio --help lists all.'
        : `There are ${group.map((command) => command.words).join(', ')}.`,
    data: { line },
  });
}

/** Undefined: the user asks for help on the command. Throws `usage.*`. */
function parse(command: Command, rest: readonly string[]): Arguments | undefined {
  const known = { ...command.options, ...commonOptions };
  let values: Record<string, string | boolean | undefined>;
  let positionals: string[];
  try {
    ({ values, positionals } = parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(known).map(([name, { value }]) => [
          name,
          {
            type: value === undefined ? ('boolean' as const) : ('string' as const),
            ...(name === 'output' && { short: 'o' }),
            ...(name === 'help' && { short: 'h' }),
          },
        ]),
      ),
    }));
  } catch (cause) {
    throw usage(command, 'usage.option', cause instanceof Error ? cause.message : String(cause));
  }
  if (values.help === true) return undefined;
  for (const [name, { choices }] of Object.entries(known)) {
    const value = values[name];
    if (typeof value === 'string' && choices !== undefined && !choices.includes(value)) {
      throw usage(command, 'usage.choice', `--${name} is one of ${choices.join(', ')}, not ${JSON.stringify(value)}.`);
    }
  }
  const needed = command.positionals.filter((name) => !name.startsWith('['));
  if (positionals.length < needed.length) {
    throw usage(command, 'usage.missing', `${needed[positionals.length]} is missing.`);
  }
  const many = command.positionals.at(-1)?.includes('…') === true;
  if (!many && positionals.length > command.positionals.length) {
    throw usage(command, 'usage.surplus', `${JSON.stringify(positionals[command.positionals.length])} is too much.`);
  }
  return {
    positionals,
    option: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
    has: (name) => values[name] === true,
  };
}

function usage(command: Command, id: string, message: string) {
  return problem(id, message, {
    hint: `usage: uiomem-studio ${[command.words, ...command.positionals].join(' ')}; --help tells more.`,
    data: { command: command.words },
  });
}

function contextOf(client: Client<HostContract>, args: Arguments, io: Io): Context {
  const board = args.option('board');
  return {
    client,
    signal: io.signal,
    where: board === undefined ? {} : { board },
    progress(text) {
      if (io.terminal) io.err(`${clearLine}${text.slice(0, 100)}`);
    },
    note: (text) => io.err(`${text}\n`),
    write: (bytes) => io.out(bytes),
  };
}

function bigintAsHex(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : value;
}

function problemText({ id, message, hint }: Problem): string {
  return `uiomem-studio: ${message} [${id}]\n${hint === undefined ? '' : `  ${hint}\n`}`;
}

function statusOf({ id }: Problem): number {
  if (id.startsWith('usage.')) return exitStatus.usage;
  if (id === 'plan.lint') return exitStatus.lint;
  if (id === 'cancelled') return exitStatus.cancelled;
  return exitStatus.failed;
}
