/** A command line read: which command, with which arguments, or which help. Pure; it knows nothing of what commands do. */
import { type ProblemError, problem } from '../../remote-helper/rpc/problem.ts';
import { boardName } from '../contract/board.ts';
import { nearest } from '../plan/nearest.ts';
import type { Arguments, Command, Option } from './command.ts';

/** Every command takes these, also in front of its words. */
export const commonOptions: Readonly<Record<string, Option>> = {
  board: { value: 'NAME', about: 'the board; otherwise the default one' },
  json: { about: 'print {"ok":true,"result":…} or {"ok":false,"problem":…} on standard output' },
  help: { about: 'show this help' },
};
/** One letter for a long name. */
const shortNames: Readonly<Record<string, string>> = { h: 'help', o: 'output' };

export type Line =
  | { readonly kind: 'run'; readonly command: Command; readonly args: Arguments }
  | { readonly kind: 'help'; readonly command: Command }
  /** `words`: the first words that the listed commands share; empty for all. */
  | { readonly kind: 'list'; readonly words: string }
  | { readonly kind: 'version' };

/** Throws `usage.*`. */
export function readLine(argv: readonly string[], commands: readonly Command[]): Line {
  if (argv[0] === 'help') return readLine([...argv.slice(1), '--help'], commands);
  if (argv.length === 0) return { kind: 'list', words: '' };
  const { words, rest, next } = splitWords(argv, commands);
  const command = commands.find((each) => each.words === words);
  if (command !== undefined) {
    if (asksForHelp(rest)) return { kind: 'help', command };
    return { kind: 'run', command, args: readArguments(command, rest) };
  }
  if (words === '' && rest.includes('--version')) return { kind: 'version' };
  if (next === undefined && asksForHelp(rest)) return { kind: 'list', words };
  const meant = next === undefined ? commands.find(({ alone }) => alone === words) : undefined;
  if (meant !== undefined) return { kind: 'run', command: meant, args: readArguments(meant, rest) };
  throw unknownCommand(words, next, commands);
}

const isOption = (word: string): boolean => /^-(-|[A-Za-z])/.test(word);
const asksForHelp = (rest: readonly string[]): boolean => {
  const end = rest.indexOf('--');
  return rest.slice(0, end < 0 ? rest.length : end).some((word) => word === '--help' || word === '-h');
};

/** The command's words, as far as there are commands that start so; common options may stand among them. */
function splitWords(
  argv: readonly string[],
  commands: readonly Command[],
): { readonly words: string; readonly rest: readonly string[]; readonly next: string | undefined } {
  const words: string[] = [];
  const aside: string[] = [];
  let at = 0;
  for (; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (isOption(word)) {
      if (words.length > 0 && commands.some((each) => each.words === words.join(' '))) break;
      aside.push(word);
      const value = argv[at + 1];
      if (word === '--board' && value !== undefined) {
        aside.push(value);
        at += 1;
      }
      continue;
    }
    const longer = [...words, word].join(' ');
    if (!commands.some((each) => `${each.words} `.startsWith(`${longer} `))) break;
    words.push(word);
  }
  const next = argv.slice(at).find((word) => !isOption(word));
  return { words: words.join(' '), rest: [...aside, ...argv.slice(at)], next };
}

function unknownCommand(words: string, next: string | undefined, commands: readonly Command[]): ProblemError {
  const line = [words, next].filter((part) => part !== undefined && part !== '').join(' ');
  const group = commands.map((each) => each.words).filter((each) => words !== '' && each.startsWith(`${words} `));
  const meant = next === undefined ? undefined : nearestCommand(line, words, commands);
  const listed = group.length > 0 ? `There are ${group.join(', ')}.` : 'uiomem-studio --help lists all.';
  const message =
    line === ''
      ? 'A command is missing.'
      : next === undefined
        ? `${words} wants one more word.`
        : `There is no command ${JSON.stringify(line)}.`;
  return problem('usage.unknown-command', message, {
    hint: meant === undefined ? listed : `Did you mean ${meant}? ${listed}`,
    data: { line, ...(meant !== undefined && { meant }) },
  });
}

/** By the whole line first, then by the last word alone (`mem raed`), then by a first word that a group has. */
function nearestCommand(line: string, words: string, commands: readonly Command[]): string | undefined {
  const all = commands.map((each) => each.words);
  const depth = line.split(' ').length;
  const starts = [...new Set(all.map((each) => each.split(' ').slice(0, depth).join(' ')))];
  const inGroup = words === '' ? starts : starts.filter((each) => each.startsWith(`${words} `));
  const whole = nearest(line, inGroup) ?? nearest(line, all);
  if (whole !== undefined) return whole;
  // `read` for `mem read`: a last word that exactly one command has.
  const lastOf = (each: string) => each.split(' ').at(-1) ?? '';
  const meant = nearest(lastOf(line), [...new Set(all.map(lastOf))]);
  const having = all.filter((each) => lastOf(each) === meant);
  return having.length === 1 ? having[0] : undefined;
}

function readArguments(command: Command, rest: readonly string[]): Arguments {
  const known: Readonly<Record<string, Option>> = { ...command.options, ...commonOptions };
  const values = new Map<string, string>();
  const switches = new Set<string>();
  const positionals: string[] = [];
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (word === '--') {
      positionals.push(...rest.slice(at + 1));
      break;
    }
    if (!isOption(word)) {
      positionals.push(word);
      continue;
    }
    const [, long, short, inline] = /^(?:--([^=]*)|-([A-Za-z]))(?:=([\s\S]*))?$/.exec(word) ?? [];
    const name = long ?? shortNames[short ?? ''] ?? '';
    const option = known[name];
    if (option === undefined) throw unknownOption(command, word.split('=')[0] ?? word, Object.keys(known));
    if (values.has(name) || switches.has(name)) throw usage(command, 'usage.twice', `--${name} is given twice.`);
    if (option.value === undefined) {
      if (inline !== undefined) throw usage(command, 'usage.option-value', `--${name} takes no value.`);
      switches.add(name);
      continue;
    }
    const following = rest[at + 1];
    const value = inline ?? (following !== undefined && !isOption(following) ? following : undefined);
    if (value === undefined) throw usage(command, 'usage.option-value', `--${name} wants ${option.value}.`);
    if (inline === undefined) at += 1;
    if (option.choices !== undefined && !option.choices.includes(value)) {
      throw wrongChoice(command, name, option.choices, value);
    }
    if (name === 'board') checkName(command, '--board', value);
    values.set(name, value);
  }
  checkCount(command, positionals);
  command.positionals.forEach((name, index) => {
    const value = positionals[index];
    if (/^\[?NAME\]?$/.test(name) && value !== undefined) checkName(command, 'NAME', value);
  });
  return { positionals, option: (name) => values.get(name), has: (name) => switches.has(name) };
}

function checkCount(command: Command, positionals: readonly string[]): void {
  const needed = command.positionals.filter((name) => !name.startsWith('['));
  if (positionals.length < needed.length) {
    throw usage(command, 'usage.missing', `${needed[positionals.length]} is missing.`);
  }
  const many = command.positionals.at(-1)?.includes('…') === true;
  if (!many && positionals.length > command.positionals.length) {
    throw usage(command, 'usage.surplus', `${JSON.stringify(positionals[command.positionals.length])} is too much.`);
  }
}

/** `NAME` is a board's name wherever it stands. */
function checkName(command: Command, what: string, value: string): void {
  if (boardName.safeParse(value).success) return;
  throw usage(
    command,
    'usage.name',
    `${what} is a name of letters, digits, dots, dashes and underscores, at most 64, not ${JSON.stringify(value)}.`,
  );
}

function unknownOption(command: Command, word: string, known: readonly string[]): ProblemError {
  const meant = nearest(word.replace(/^-+/, ''), known);
  return usage(command, 'usage.option', `${command.words} has no option ${word}.`, {
    ...(meant !== undefined && { meant: `--${meant}` }),
  });
}

function wrongChoice(command: Command, name: string, choices: readonly string[], value: string): ProblemError {
  const meant = nearest(value, choices);
  return usage(
    command,
    'usage.choice',
    `--${name} is one of ${choices.join(', ')}, not ${JSON.stringify(value)}.`,
    meant === undefined ? {} : { meant },
  );
}

/** `data.meant`: the word that was probably wanted. */
function usage(command: Command, id: string, message: string, data: { readonly meant?: string } = {}): ProblemError {
  const line = `usage: uiomem-studio ${[command.words, ...command.positionals].join(' ')}; --help tells more.`;
  return problem(id, message, {
    hint: data.meant === undefined ? line : `Did you mean ${data.meant}? ${line}`,
    data: { command: command.words, ...data },
  });
}
