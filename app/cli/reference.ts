/** docs/cli.md, from the commands themselves. */
import { commonOptions } from './arguments.ts';
import type { Command } from './command.ts';
import { exitWords, optionRows, usageLine } from './help.ts';

/** The whole text of the page; `node resources/workstation/cli-reference.ts` writes it. */
export function reference(commands: readonly Command[]): string {
  const groups = [...new Set(commands.map(({ words }) => words.split(' ')[0] ?? ''))];
  const sections = groups.map((group) => {
    const own = commands.filter(({ words }) => words.split(' ')[0] === group);
    return `## ${group}\n\n${own.map(commandText).join('\n')}`;
  });
  const common = Object.entries(commonOptions).map(
    ([name, { value, about }]) => `| \`--${name}${value === undefined ? '' : ` ${value}`}\` | ${cell(about)} |`,
  );
  return `# The command line

Made from the commands by \`node resources/workstation/cli-reference.ts\`; a test fails when this page is behind them.

\`\`\`
uiomem-studio COMMAND … [--board NAME] [--json] [--help]
\`\`\`

Every command takes these, also in front of its words:

| option | meaning |
| --- | --- |
${common.join('\n')}

**Numbers** are written \`4096\`, \`0x1000\`, \`256KiB\` or \`1M\` (units are powers of 1024); offsets and sizes count bytes.

**Secrets** (a password, the passphrase of a key, sudo's password) are asked for on the terminal and never shown, or by the
program that \`SSH_ASKPASS\` names, as with ssh(1). They stay in the memory of the host.

**The host** that does the work is the running one of this user (\`serve\`, \`open\` or the application), so that sessions with boards stay
open between commands; when none runs, each command works through one of its own. The SSH agent and the compilers are then those
of that host's environment. \`host status\` tells which it is.

**Ctrl-C** cancels: what was begun is ended here and on the board, and no half file stays. A second one ends at once.

## Results

Text for people goes to standard output; progress and problems go to standard error. With \`--json\` standard output holds
exactly one object and a line end, whatever happens, wrong usage included:

\`\`\`
{"ok":true,"result":…}
{"ok":false,"problem":{"id":"memory.outside","message":"…","hint":"…","data":{…}}}
\`\`\`

\`id\` is stable and meant to be compared by programs. \`hint\` and \`data\` may be absent. Addresses, sizes and other 64-bit numbers
are hex text (\`"0x70000000"\`).

| exit status | meaning |
| --- | --- |
${exitWords.map(([status, words]) => `| ${status} | ${words} |`).join('\n')}

${sections.join('\n')}`;
}

function commandText(command: Command): string {
  const own = optionRows(command).slice(0, -Object.keys(commonOptions).length);
  const options =
    own.length === 0
      ? ''
      : `\n| option | meaning |\n| --- | --- |\n${own.map(([name, about]) => `| \`${name}\` | ${cell(about)} |`).join('\n')}\n`;
  return `### ${command.words}

${command.about}

\`\`\`
${usageLine(command)}
\`\`\`
${options}
Example: \`${command.example}\`
`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
