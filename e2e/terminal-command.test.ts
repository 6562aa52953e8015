/** `terminal` and `serial open` as processes: on a terminal and in a pipe, on an emulated board and on a pseudo-terminal as port. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settled } from './testing/boards.ts';
import { type Ended, program, start } from './testing/command-process.ts';
import { onPseudoTerminal } from './testing/on-pseudo-terminal.ts';
import { pseudoPort } from './testing/pseudo-terminal.ts';

const name = 'terminal-command';
let folder: string;
let env: NodeJS.ProcessEnv;

/** Runs a command with that on its standard input. */
async function studio(args: readonly string[], input = ''): Promise<Ended> {
  const { child, ended } = start(program, args, env, 'pipe');
  child.stdin?.end(input);
  return await ended;
}
/** On a terminal, followed by what state it left that in. */
const onTerminal = (...args: string[]) =>
  onPseudoTerminal('sh', ['-c', '"$@"; echo "status=$?"; stty -a', 'sh', program, ...args], env);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-terminal-'));
  await mkdir(join(folder, 'run'), { mode: 0o700 });
  env = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    SSH_AUTH_SOCK: '',
    SSH_ASKPASS: '',
  };
  expect(await studio(['board', 'emulated', 'up', name])).toMatchObject({ status: 0 });
});
afterAll(async () => {
  await studio(['board', 'emulated', 'down', name]);
  await rm(folder, { recursive: true, force: true });
});

test('from a pipe: what the board printed alone, both outputs, and the shell’s status', async () => {
  const { status, out, err } = await studio(['terminal', '--board', name], 'tty; echo $((6*7)); echo no >&2; exit 5\n');
  expect([status, out, err]).toEqual([5, 'not a tty\n42\n', 'no\n']);
});

test('on a terminal: its size, a change of it, Ctrl-C for the board, the status, and the terminal as it was', async () => {
  await using terminal = onTerminal('terminal', '--board', name);
  await terminal.has('# ');
  terminal.type('echo "<$(stty size)>"\r');
  await terminal.has('<24 80>');
  terminal.resize(97, 31);
  terminal.type('sleep 1; echo "<$(stty size)>"\r');
  await terminal.has('<31 97>');
  terminal.type('sleep 1000; echo\r');
  await terminal.has('sleep 1000');
  terminal.type('\u0003');
  terminal.type('echo "still $((40+2))"; exit 9\r');
  await terminal.has('still 42');
  await terminal.has('status=9');
  expect(await terminal.status).toBe(0);
  expect(terminal.drawn.split('status=9')[1]).toMatch(/[^-]icanon[\s\S]*[^-]echo /);
});

test('~. leaves a shell that does not answer', async () => {
  await using terminal = onTerminal('terminal', '--board', name);
  await terminal.has('# ');
  terminal.type('stty raw -echo; sleep 1000\r');
  terminal.type('~.');
  await terminal.has('status=130');
  expect(terminal.drawn).toContain('[cancelled]');
  expect(await terminal.status).toBe(0);
});

test('serial open: keys and output on a terminal, Ctrl-] leaves; the bundled command has its native part', async () => {
  await using port = await pseudoPort();
  await using terminal = onTerminal('serial', 'open', port.path, '--baud', '57600');
  await terminal.has(`${port.path} is open with 57600 baud. Ctrl-] leaves it.`);
  terminal.type('printenv\r\u0003');
  const wanted = Buffer.from('printenv\r\u0003');
  expect(
    await settled(
      async () => port.received,
      (got) => got.length >= wanted.length,
    ),
  ).toEqual(wanted);
  await port.send('bootdelay=2\r\n');
  await terminal.has('bootdelay=2');
  terminal.type('\u001d');
  await terminal.has('status=0');
});

test('serial open tells why not, and serial list lists', async () => {
  const refused = await studio(['serial', 'open', '/dev/ttyNONE3']);
  expect([refused.status, refused.err]).toEqual([1, expect.stringContaining('[serial.not-there]')]);
  const list = await studio(['serial', 'list', '--json']);
  expect(JSON.parse(list.out)).toMatchObject({ ok: true, result: { ports: expect.any(Array) } });
});
