/** A command line from its words to its exit status. */
import { type Problem, problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import type { Question } from '../contract/board.ts';
import { readLine } from './arguments.ts';
import type { Arguments, Command, Context, HostCommand, Outcome } from './command.ts';
import { commands } from './commands.ts';
import { helpFor, helpForMany } from './help.ts';
import type { ConnectedHost, Hosts } from './hosts.ts';
import { Questions } from './questions.ts';
import { type Asked, secretWanted } from './secret.ts';
import type { UserTerminal } from './user-terminal.ts';
import { wayOut } from './way-out.ts';

export interface Io {
  /** Standard output; resolves when there is room for more. */
  out(data: string | Uint8Array): Promise<void>;
  err(text: string): void;
  /** Characters of a line of the terminal that progress is drawn on; 0: it cannot be drawn over. */
  readonly columns: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Asks the user; what is typed is shown only with `echo`. Undefined when nobody can be asked. */
  ask(prompt: string, echo?: boolean): Promise<string | undefined>;
  readonly terminal: UserTerminal;
}

export const exitStatus = { done: 0, failed: 1, usage: 2, lint: 3, cancelled: 130 } as const;

const clearLine = '\r\u001b[K';

/** Runs one command line; a host is looked for or started when one is really needed. Answers the exit status. */
export async function run(argv: readonly string[], io: Io, hosts: Hosts): Promise<number> {
  const json = argv.includes('--json');
  const line = progressLine(io);
  let ended: number = exitStatus.done;
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
        const { result, text, status = exitStatus.done } = await perform(read.command, read.args, { io, line, hosts });
        line.clear();
        ended = status;
        if (json) await io.out(`${JSON.stringify({ ok: true, result }, bigintAsHex)}\n`);
        else if (text !== '') await io.out(`${text}\n`);
      }
    }
    return ended;
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

interface Surroundings {
  readonly io: Io;
  readonly line: ReturnType<typeof progressLine>;
  readonly hosts: Hosts;
}

async function perform(command: Command, args: Arguments, around: Surroundings): Promise<Outcome> {
  const { io, line, hosts } = around;
  const telling = {
    signal: io.signal,
    progress: (text: string) => line.draw(text),
    clear: () => line.clear(),
    note(text: string) {
      line.clear();
      io.err(`${text}\n`);
    },
    write: (bytes: Uint8Array) => io.out(bytes),
  };
  if ('runAlone' in command) return await command.runAlone({ ...telling, hosts }, args);
  const board = args.option('board');
  const where = board === undefined ? {} : { board };
  const questions = new Questions({
    note: telling.note,
    async ask(prompt, echo) {
      line.clear();
      return await io.ask(prompt, echo);
    },
  });
  const put = (question: Question) => void questions.put(host.client, question);
  await using host = (await hosts.attach()) ?? (await ownHost(command, hosts, put));
  const signal = AbortSignal.any([io.signal, questions.signal]);
  const follow: Context['follow'] = (onStage) => ({
    signal,
    onProgress(report) {
      onStage?.(report);
      const { stage, text, hop, question } = report;
      telling.progress(`${hop === undefined ? '' : `${hop}: `}${stage}: ${text}`);
      if (question !== undefined) put(question);
    },
  });
  const attached = host.attachedTo !== undefined;
  const ask = async (prompt: string) => {
    line.clear();
    return await io.ask(prompt, true);
  };
  try {
    return await withSecrets(
      command,
      { ...telling, signal, client: host.client, terminal: io.terminal, ask, attached, where, follow },
      args,
      io,
    );
  } catch (thrown) {
    throw questions.refusal ?? hostGone(thrown, host);
  }
}

/** Throws `host.none-runs` for a command whose work would end with it. */
async function ownHost(
  { wantsRunning, words }: HostCommand,
  hosts: Hosts,
  onQuestion: (question: Question) => void,
): Promise<ConnectedHost> {
  if (wantsRunning !== true) return await hosts.start(onQuestion);
  throw problem('host.none-runs', `${words} is for a host that stays, and none of this user's runs.`, {
    hint: 'Start one with uiomem-studio open or uiomem-studio serve; other commands connect by themselves.',
  });
}

/** A connection that is lost to a host which runs elsewhere means that it ended. */
function hostGone(thrown: unknown, { attachedTo }: ConnectedHost): unknown {
  if (attachedTo === undefined || problemOf(thrown).id !== 'rpc.connection-lost') return thrown;
  return problem('host.gone', `The host that this command worked through (process ${attachedTo}) ended.`, {
    hint: 'Whether the work was done is not known: look at the board, then run the command again.',
    data: { pid: attachedTo },
    cause: thrown,
  });
}

/** Runs the command; where a secret is wanted and somebody can be asked, asks and runs it again. */
async function withSecrets(command: HostCommand, context: Context, args: Arguments, io: Io): Promise<Outcome> {
  let asked: Asked | undefined;
  for (let questions = 0; ; questions += 1) {
    try {
      return await command.run(context, args);
    } catch (thrown) {
      const wanted = secretWanted(problemOf(thrown), asked);
      if (wanted === undefined || questions === mostQuestions || context.signal.aborted) throw thrown;
      const secret = await io.ask(wanted.prompt);
      if (secret === undefined || context.signal.aborted) throw thrown;
      const { board, hop, kind } = wanted;
      await context.client.call('board.secret', { board, kind, secret, ...(hop !== undefined && { hop }) });
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

function bigintAsHex(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : value;
}

function problemText(found: Problem): string {
  const hints = [found.hint, wayOut(found)].filter((hint) => hint !== undefined);
  return `uiomem-studio: ${found.message} [${found.id}]\n${hints.map((hint) => `  ${hint}\n`).join('')}`;
}

function statusOf({ id }: Problem): number {
  if (id.startsWith('usage.')) return exitStatus.usage;
  if (['plan.lint', 'device-tree.lint', 'device-tree.rehearsal'].includes(id)) return exitStatus.lint;
  if (id === 'cancelled') return exitStatus.cancelled;
  return exitStatus.failed;
}
