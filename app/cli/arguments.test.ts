import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import { type Line, readLine } from './arguments.ts';
import { commands } from './commands.ts';

function read(...argv: string[]): Line | Problem {
  try {
    return readLine(argv, commands);
  } catch (thrown) {
    return problemOf(thrown);
  }
}

/** What a line comes to, flat enough to be compared whole. */
function brief(line: Line | Problem) {
  if ('id' in line) return { id: line.id, ...(line.data?.meant !== undefined && { meant: line.data.meant }) };
  if (line.kind === 'list') return { list: line.words };
  if (line.kind === 'version') return { version: true };
  if (line.kind === 'help') return { help: line.command.words };
  const { command, args } = line;
  const names = Object.keys({ ...command.options, board: 0, json: 0 });
  const options = names.flatMap((name) => {
    const value = args.option(name) ?? (args.has(name) ? true : undefined);
    return value === undefined ? [] : [[name, value]];
  });
  return { run: command.words, positionals: args.positionals, ...Object.fromEntries(options) };
}
const words = (line: string) => line.split(' ').filter((word) => word !== '');

/** A line as a POSIX shell would split it, up to what the shell itself takes. */
const ofExample = (example: string) => words(example.split(/ [|>] /)[0] ?? '').slice(1);

describe('readLine', () => {
  it.each(commands.map((command) => [command.words, command.example]))('the example of %s parses', (name, example) => {
    expect(example).toMatch(new RegExp(`^uiomem-studio ${name}( |$)`));
    expect(brief(read(...ofExample(example)))).toMatchObject({ run: name });
  });

  it.each(commands.map((command) => [command.words]))('%s has help, wherever it is asked for', (name) => {
    for (const line of [
      `${name} --help`,
      `${name} -h`,
      `help ${name}`,
      `--help ${name}`,
      `--board b ${name} --help x y z`,
    ]) {
      expect(brief(read(...words(line)))).toEqual({ help: name });
    }
  });

  it.each<[string, object]>([
    ['', { list: '' }],
    ['--help', { list: '' }],
    ['-h', { list: '' }],
    ['help', { list: '' }],
    ['mem --help', { list: 'mem' }],
    ['help board emulated', { list: 'board emulated' }],
    ['--version', { version: true }],
    ['board list', { run: 'board list', positionals: [] }],
    ['settings', { run: 'settings list', positionals: [] }],
    ['settings --json', { run: 'settings list', positionals: [], json: true }],
    ['--json settings list', { run: 'settings list', positionals: [], json: true }],
    ['settings --help', { list: 'settings' }],
    ['settings lst', { id: 'usage.unknown-command', meant: 'settings list' }],
    ['settings --bogus', { id: 'usage.option' }],
    ['--json board list', { run: 'board list', positionals: [], json: true }],
    ['--board zynq board facts', { run: 'board facts', positionals: [], board: 'zynq' }],
    ['board --board=zynq --json facts', { run: 'board facts', positionals: [], board: 'zynq', json: true }],
    ['mem read uiomem0 0x100 --width=8 64', { run: 'mem read', positionals: ['uiomem0', '0x100', '64'], width: '8' }],
    [
      'mem dump uiomem0 -o out.bin --force',
      { run: 'mem dump', positionals: ['uiomem0'], output: 'out.bin', force: true },
    ],
    ['mem load uiomem0 -- -odd', { run: 'mem load', positionals: ['uiomem0', '-odd'] }],
    ['mem write uiomem0 0 -1', { run: 'mem write', positionals: ['uiomem0', '0', '-1'] }],
    ['module load a=1 b=2 c=3', { run: 'module load', positionals: ['a=1', 'b=2', 'c=3'] }],
    ['mem load uiomem0 --help=', { id: 'usage.option-value' }],
  ])('%j', (line, wanted) => {
    expect(brief(read(...words(line)))).toEqual(wanted);
  });

  it.each<[string, object]>([
    ['bord list', { id: 'usage.unknown-command', meant: 'board' }],
    ['board lits', { id: 'usage.unknown-command', meant: 'board list' }],
    ['board emulated dwon', { id: 'usage.unknown-command', meant: 'board emulated down' }],
    ['mem raed uiomem0', { id: 'usage.unknown-command', meant: 'mem read' }],
    ['dump uiomem0', { id: 'usage.unknown-command', meant: 'mem dump' }],
    ['xyzzy', { id: 'usage.unknown-command' }],
    ['mem', { id: 'usage.unknown-command' }],
    ['--json', { id: 'usage.unknown-command' }],
    ['mem xyzzy --help', { id: 'usage.unknown-command' }],
    ['mem read uiomem0 --widht 8', { id: 'usage.option', meant: '--width' }],
    ['mem read uiomem0 -x', { id: 'usage.option' }],
    ['--color board list', { id: 'usage.option' }],
    ['mem read uiomem0 --width', { id: 'usage.option-value' }],
    ['mem read uiomem0 --width --eye cpu', { id: 'usage.option-value' }],
    ['board list --json=yes', { id: 'usage.option-value' }],
    ['mem read uiomem0 --width 31', { id: 'usage.choice', meant: '32' }],
    ['sync for-cpu uiomem0 --direction cpu-write', { id: 'usage.choice', meant: 'cpu-writes' }],
    ['mem read uiomem0 --width 8 --width 16', { id: 'usage.twice' }],
    ['board list --json --json', { id: 'usage.twice' }],
    ['mem read', { id: 'usage.missing' }],
    ['mem write uiomem0 0', { id: 'usage.missing' }],
    ['board list now', { id: 'usage.surplus' }],
    ['mem read uiomem0 0 4 4', { id: 'usage.surplus' }],
    ['board facts --board a/b', { id: 'usage.name' }],
    ['board connect ../x', { id: 'usage.name' }],
    ['board emulated up .hidden', { id: 'usage.name' }],
  ])('%j is refused', (line, wanted) => {
    const said = read(...words(line));
    expect(brief(said)).toEqual(wanted);
    expect(said).toMatchObject({ message: expect.stringMatching(/\.$/), hint: expect.stringMatching(/./) });
  });

  it('never throws anything but a usage problem, whatever is typed', () => {
    const word = fc.oneof(
      fc.constantFrom(...commands.flatMap((command) => command.words.split(' '))),
      fc.constantFrom(
        '--board',
        '--json',
        '--help',
        '-o',
        '--width',
        '--',
        '-',
        '=',
        '--=',
        '--width=8',
        'uiomem0',
        '0',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
        const line = read(...argv);
        if ('id' in line) expect(line.id).toMatch(/^usage\./);
      }),
    );
  });
});
