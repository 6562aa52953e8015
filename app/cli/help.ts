/** The text of `--help`, from the commands themselves. */
import type { Command, Option } from './command.ts';

/** Every command takes these. */
export const commonOptions: Readonly<Record<string, Option>> = {
  board: { value: 'NAME', about: 'the board; otherwise the default one' },
  json: { about: 'print {"ok":true,"result":…} or {"ok":false,"problem":…} on standard output' },
  help: { about: 'show this help' },
};

export function helpForAll(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ words }) => words.length));
  const lines = commands.map(({ words, about }) => `  ${words.padEnd(width)}  ${about}`);
  return `uiomem-studio: bring up boards with the uiomem driver.

usage: uiomem-studio COMMAND … [--board NAME] [--json] [--help]

${lines.join('\n')}

exit status: 0 done, 1 failed, 2 wrong usage, 3 the plan has errors, 130 cancelled
`;
}

export function helpFor(command: Command): string {
  const options = Object.entries({ ...command.options, ...commonOptions }).map(([name, { value, about, choices }]) => {
    const of = choices === undefined ? '' : ` (${choices.join(', ')})`;
    return [`--${name}${value === undefined ? '' : ` ${value}`}`, `${about}${of}`] as const;
  });
  const width = Math.max(...options.map(([name]) => name.length));
  return `${command.about}

usage: uiomem-studio ${[command.words, ...command.positionals].join(' ')}

${options.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`).join('\n')}

example: ${command.example}
`;
}
