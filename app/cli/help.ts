/** The text of `--help`, from the commands themselves. */
import { commonOptions } from './arguments.ts';
import type { Command, Option } from './command.ts';

/** What the exit status means, in the order of its values. */
export const exitWords: readonly (readonly [status: number, words: string])[] = [
  [0, 'done'],
  [1, 'failed'],
  [2, 'wrong usage'],
  [3, 'the plan has errors'],
  [130, 'cancelled (129 and 143: by SIGHUP and SIGTERM)'],
  [141, 'the reader of the output went away'],
];

/** `words`: the first words of the commands to list; empty for all. */
export function helpForMany(commands: readonly Command[], words: string): string {
  const listed = commands.filter((each) => words === '' || each.words.startsWith(`${words} `));
  const width = Math.max(...listed.map((each) => each.words.length));
  const lines = listed.map(({ words: each, about }) => `  ${each.padEnd(width)}  ${about}`);
  const head =
    words === ''
      ? `uiomem-studio: bring up boards with the uiomem driver.

usage: uiomem-studio COMMAND … [--board NAME] [--json] [--help]
`
      : `usage: uiomem-studio ${words} …
`;
  const exits = exitWords.map(([status, meaning]) => `${status} ${meaning}`).join(', ');
  return `${head}
${lines.join('\n')}

uiomem-studio COMMAND --help tells each one's arguments. Numbers: 4096, 0x1000, 256KiB, 1M.
exit status: ${exits}
`;
}

/** `--name VALUE` and its explanation. */
export function optionRows(command: Command): [name: string, about: string][] {
  const all: Readonly<Record<string, Option>> = { ...command.options, ...commonOptions };
  return Object.entries(all).map(([name, { value, about, choices }]) => [
    `--${name}${value === undefined ? '' : ` ${value}`}`,
    `${about}${choices === undefined ? '' : ` (${choices.join(', ')})`}`,
  ]);
}

export function usageLine({ words, alone, positionals }: Command): string {
  const line = alone === undefined ? words : `${alone} [${words.slice(alone.length + 1)}]`;
  return ['uiomem-studio', line, ...positionals].join(' ');
}

export function helpFor(command: Command): string {
  const options = optionRows(command);
  const width = Math.max(...options.map(([name]) => name.length));
  return `${command.about}

usage: ${usageLine(command)}

${options.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`).join('\n')}

example: ${command.example}
`;
}
