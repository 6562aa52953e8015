/**
 * The command as a process, on an emulated board: what Ctrl-C, a closed pipe and a terminal do to it, and that nothing
 * stays behind. The board is looked at by ssh(1), its memory through its RAM file.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Board } from '../app/contract/board.ts';
import type { EmulatedStatus } from '../app/contract/emulated.ts';
import { Qmp } from '../app/host/emulated-board/qmp.ts';
import { RamFile } from '../app/host/emulated-board/ram-file.ts';
import { type Ended, processes, program, type Running, start, until } from './testing/command-process.ts';

const name = 'command-line';
const region = 0x7000_0000n;
const size = 16 * 2 ** 20;
let folder: string;
let env: NodeJS.ProcessEnv;
let board: Board;
let status: EmulatedStatus;

const begin = (...args: string[]): Running => start(program, args, env, 'ignore');
const studio = (...args: string[]): Promise<Ended> => begin(...args).ended;
/** What `--json` printed, in its one shape. */
const told = ({ out }: Ended): { ok: boolean; result?: never; problem?: { id: string; data?: never } } =>
  JSON.parse(out);
const memory = ['--content', 'memory'];
const work = () => join(folder, 'work');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-command-'));
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
  const up = told(await studio('board', 'emulated', 'up', name, '--json'));
  ({ board, status } = up.result as unknown as { board: Board; status: EmulatedStatus });
  const load = await studio('module', 'load', `uiomem0_addr=${region}`, `uiomem0_size=${size}`);
  expect(load).toMatchObject({ status: 0, out: expect.stringContaining('uiomem0: 0x1000000 (16 MiB) at 0x70000000') });
});
afterAll(async () => {
  await studio('board', 'emulated', 'down', name);
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await rm(work(), { recursive: true, force: true });
  await mkdir(work());
});

/** A command of the board, by the machine's own ssh. */
async function onBoard(command: string): Promise<string> {
  const options = [`UserKnownHostsFile=${board.knownHostsFile}`, 'IdentitiesOnly=yes', 'BatchMode=yes'];
  const { stdout } = await promisify(execFile)('ssh', [
    ...options.flatMap((option) => ['-o', option]),
    ...['-i', board.identityFile ?? '', '-p', String(board.port), `${board.user}@${board.host}`, command],
  ]);
  return stdout;
}

/** Helpers that run on the board, once they have had the time to notice that their channel closed. */
const helperGone = () =>
  until('the helper is gone', async () => {
    const seen = await onBoard("grep -l 'helper\\.[c]js' /proc/[0-9]*/cmdline 2>/dev/null || echo none");
    return seen === 'none\n' ? true : undefined;
  });

/** Everything below the folders of settings, less what the emulated board itself has open. */
async function settings(): Promise<string[]> {
  const found = await Promise.all(
    [env.XDG_CONFIG_HOME ?? '', env.XDG_DATA_HOME ?? ''].map((each) =>
      readdir(each, { recursive: true }).catch(() => []),
    ),
  );
  return found.flat().filter((path) => /lock|part|tmp/.test(path));
}

const cancelled = {
  status: 130,
  signal: null,
  err: 'uiomem-studio: The work was cancelled. [cancelled]\n',
};
/** The file that a dump is written into, once the board's bytes come. */
const begunIn = async (file: string): Promise<string> =>
  await until('a part of the dump', async () => {
    const found = (await readdir(dirname(file))).find((each) => each.startsWith(`.${basename(file)}.`));
    if (found === undefined) return undefined;
    const part = join(dirname(file), found);
    return (await stat(part)).size > 0 ? part : undefined;
  });

test('Ctrl-C in a dump leaves no file here and no helper there', async () => {
  const file = join(work(), 'dump.bin');
  const { child, ended } = begin('mem', 'dump', 'uiomem0', '-o', file, ...memory);
  await begunIn(file);
  child.kill('SIGINT');
  expect(await ended).toEqual({ ...cancelled, out: '' });
  expect([await readdir(work()), await settings()]).toEqual([[], []]);
  await helperGone();
});

test('a whole dump is what the RAM file holds, and a file that is there stays', async () => {
  await using ram = await RamFile.open(status.ramFile ?? '', BigInt(status.ramBase ?? 0));
  const bytes = randomBytes(0x3000);
  await ram.write(region + 0x10_0000n, bytes);
  const file = join(work(), 'dump.bin');
  const line = ['mem', 'dump', 'uiomem0', '--offset', '1MiB', '--size', '12KiB', '-o', file, ...memory];
  expect(await studio(...line)).toMatchObject({ status: 0, err: '' });
  expect((await readFile(file)).equals(bytes)).toBe(true);
  expect(told(await studio(...line, '--json'))).toMatchObject({ ok: false, problem: { id: 'output.exists' } });
});

test('Ctrl-C in a load ends it on the board too', async () => {
  await using ram = await RamFile.open(status.ramFile ?? '', BigInt(status.ramBase ?? 0));
  await ram.write(region, Buffer.alloc(size));
  const file = join(work(), 'load.bin');
  await writeFile(file, Buffer.alloc(size, 0x5a));
  const { child, ended } = begin('mem', 'load', 'uiomem0', file, ...memory);
  await until('a first byte in the RAM file', async () => ((await ram.read(region, 1))[0] === 0x5a ? true : undefined));
  child.kill('SIGINT');
  expect(await ended).toEqual({ ...cancelled, out: '' });
  await helperGone();
  const last = await ram.read(region + BigInt(size - 1), 1);
  const edge = await ram.read(region, size);
  const written = edge.lastIndexOf(0x5a) + 1;
  await sleep(1_000);
  expect([last[0], (await ram.read(region, size)).lastIndexOf(0x5a) + 1]).toEqual([0, written]);
});

test('Ctrl-C in a build ends make and its compilers, and removes the folder', async () => {
  const source = join(work(), 'kernel');
  await cp(join(import.meta.dirname, '..', 'kernel'), source, { recursive: true });
  // Something that was never built before, and a rule that takes its time.
  await appendFile(join(source, 'module.c'), `/* ${randomBytes(8).toString('hex')} */\n`);
  await appendFile(join(source, 'Kbuild'), '$(info $(shell sleep 30))\n');
  const { child, ended } = begin('module', 'build', '--source', source);
  const make = await until('a make of ours', async () => {
    const all = await processes();
    return all.find(({ parent, command }) => parent === child.pid && command.startsWith('make '));
  });
  await sleep(500);
  child.kill('SIGINT');
  expect(await ended).toEqual({ ...cancelled, out: '' });
  const left = (await processes()).filter((each) => each.folder.startsWith(dirname(make.folder)));
  expect([left, await stat(dirname(make.folder)).catch(() => 'gone')]).toEqual([[], 'gone']);
  await helperGone();
});

test('Ctrl-C in an upload leaves no half file on the board', async () => {
  const built = told(await studio('module', 'build', '--json')).result as unknown as { module: { path: string } };
  // What follows the sections of an ELF file belongs to nobody: a module that takes its time to send.
  const file = join(work(), 'large.ko');
  await cp(built.module.path, file);
  await appendFile(file, randomBytes(32 * 2 ** 20));
  const { child, ended } = begin('module', 'upload', file);
  const parts = async () => (await onBoard('find /root -name "uiomem.ko.*.part" -size +1k 2>/dev/null; :')).trim();
  await until('a part on the board', async () => ((await parts()) === '' ? undefined : true));
  child.kill('SIGINT');
  expect(await ended).toEqual({ ...cancelled, out: '' });
  await until('no part on the board', async () => ((await parts()) === '' ? true : undefined));
  await helperGone();
});

test('a second Ctrl-C ends at once, even when the board has stopped answering', async () => {
  const file = join(work(), 'dump.bin');
  const { child, ended } = begin('mem', 'dump', 'uiomem0', '-o', file, ...memory);
  await begunIn(file);
  const socket = join(dirname(status.ramFile ?? ''), 'qmp.sock');
  const machine = async (command: 'stop' | 'cont') => {
    await using qmp = await Qmp.connect(socket);
    await qmp.execute(command);
  };
  await machine('stop');
  try {
    child.kill('SIGINT');
    await sleep(100);
    const asked = Date.now();
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: null, signal: 'SIGINT' });
    expect(Date.now() - asked).toBeLessThan(1_000);

    const patient = begin('device', 'list');
    await sleep(1_000);
    patient.child.kill('SIGINT');
    const began = Date.now();
    expect(await patient.ended).toEqual({ ...cancelled, out: '' });
    expect(Date.now() - began).toBeLessThan(5_000);
  } finally {
    await machine('cont');
  }
  await helperGone();
});

test('a reader that goes away ends it without a word', async () => {
  const line = `"$0" mem dump uiomem0 --content memory | head -c 1000 | wc -c; echo "\${PIPESTATUS[*]}"`;
  expect(await start('bash', ['-c', line, program], env, 'ignore').ended).toEqual({
    status: 0,
    signal: null,
    out: '1000\n141 0 0\n',
    err: '',
  });
  await helperGone();
});

test('SIGTERM and SIGHUP cancel as Ctrl-C does, and say so by the exit status', async () => {
  for (const [signal, number] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    const file = join(work(), 'dump.bin');
    const { child, ended } = begin('mem', 'dump', 'uiomem0', '-o', file, ...memory);
    await begunIn(file);
    child.kill(signal);
    expect(await ended).toEqual({ ...cancelled, status: number, out: '' });
    expect(await readdir(work())).toEqual([]);
  }
});

/** Runs a line of a shell on a terminal of its own (script(1)). */
const onTerminal = (line: string, more: NodeJS.ProcessEnv = {}) =>
  start('script', ['-qefc', line, '/dev/null'], { ...env, TERM: 'xterm', ...more }, 'pipe');

test('on a terminal progress is drawn on one line, and Ctrl-C is the key', async () => {
  const file = join(work(), 'dump.bin');
  const whole = await onTerminal(`stty cols 60; ${program} mem dump uiomem0 -o ${file} --content memory`).ended;
  const lines = whole.out.split('\r\u001b[K');
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.at(-2)).toMatch(/^16 MiB of 16 MiB, 100%, [\d.]+ [KM]iB\/s$/);
  expect(lines.at(-1)).toMatch(/^0x1000000 \(16 MiB\) in /);
  for (const line of lines.slice(0, -1)) expect(line.length).toBeLessThan(60);
  await rm(file);

  const { child, ended } = onTerminal(`${program} mem dump uiomem0 -o ${file} --content memory`);
  await begunIn(file);
  child.stdin?.write('\u0003');
  const stopped = await ended;
  expect([stopped.status, await readdir(work())]).toEqual([130, []]);
  expect(stopped.out).toContain('[cancelled]');
});

test('passwords are asked for on the terminal and not shown, or by the program that is named', async () => {
  const password = await readFile(join(dirname(status.ramFile ?? ''), 'secrets', 'password'), 'utf8');
  const destination = `dev@${board.host}:${board.port}`;
  const unknown = told(await studio('board', 'add', 'as-dev', destination, '--json'));
  expect(unknown).toMatchObject({ ok: false, problem: { id: 'ssh.host-key-unknown' } });
  const { keys } = (unknown.problem?.data ?? { keys: [] }) as { keys: { fingerprint: string }[] };
  const add = `board add as-dev ${destination} --trust ${keys[0]?.fingerprint}`;
  expect(await studio(...add.split(' '))).toMatchObject({
    status: 1,
    err: expect.stringContaining('[ssh.password-wanted]'),
  });

  const { child, ended } = onTerminal(`${program} ${add}`);
  let seen = '';
  child.stdout?.on('data', (text: string) => {
    seen += text;
  });
  const answer = async (prompt: string, text: string) => {
    await until(prompt, () => (seen.includes(prompt) ? true : undefined));
    seen = '';
    child.stdin?.write(`${text}\r`);
  };
  await answer('Password for as-dev: ', 'wrong');
  await answer('That was not it. Password for as-dev: ', password);
  await answer('sudo password of dev on as-dev: ', `${password}x\u007f`);
  const added = await ended;
  expect(added.out).toContain('as-dev is kept');
  expect([added.status, added.out.includes(password), added.out.includes('wrong')]).toEqual([0, false, false]);

  const asker = join(work(), 'asker');
  await writeFile(asker, `#!/bin/sh\ncat '${join(dirname(status.ramFile ?? ''), 'secrets', 'password')}'\n`, {
    mode: 0o755,
  });
  const asked = start(
    program,
    ['device', 'list', '--board', 'as-dev'],
    { ...env, SSH_ASKPASS: asker, SSH_ASKPASS_REQUIRE: 'force' },
    'ignore',
  );
  expect(await asked.ended).toMatchObject({ status: 0, err: '', out: expect.stringContaining('uiomem0') });
  expect((await studio('board', 'remove', 'as-dev')).status).toBe(0);
});

test('a board that is not known names those that are, and a wrong line is told in the one shape', async () => {
  expect(told(await studio('device', 'list', '--board', 'nope', '--json'))).toEqual({
    ok: false,
    problem: {
      id: 'board.unknown',
      message: 'There is no board named nope.',
      hint: `Known are ${name}.`,
      data: { name: 'nope', names: [name] },
    },
  });
  const usage = await studio('device', 'lsit', '--json');
  expect([usage.status, told(usage).problem?.id]).toEqual([2, 'usage.unknown-command']);
});

test('a module that was altered on the board is sent again before it is loaded, and a mistyped parameter refused', async () => {
  const built = told(await studio('module', 'build', '--json')).result as unknown as { module: { path: string } };
  const sent = told(await studio('module', 'upload', built.module.path, '--json')).result as unknown as {
    path: string;
  };
  await onBoard(`printf '\\377' | dd of=${sent.path} bs=1 seek=5000 conv=notrunc 2>/dev/null`);
  const again = told(await studio('module', 'upload', built.module.path, '--json')).result as unknown as {
    sent: boolean;
  };
  expect(again.sent).toBe(true);
  await studio('module', 'unload');
  const refused = await studio('module', 'load', 'uiomem0_addr=0x70000000', 'uiomem0_sise=1MiB', '--json');
  expect([refused.status, told(refused).problem?.id]).toEqual([1, 'module.parameter-unknown']);
  await onBoard(`head -c 5000 ${sent.path} >/tmp/cut && cat /tmp/cut >${sent.path}`);
  const load = await studio('module', 'load', `uiomem0_addr=${region}`, `uiomem0_size=${size}`);
  expect(load).toMatchObject({ status: 0, out: expect.stringContaining('uiomem0') });
});

test('Ctrl-C while a board boots leaves no machine', async () => {
  const second = `${name}-2`;
  const { child, ended } = begin('board', 'emulated', 'up', second);
  const of = async () =>
    (await processes()).filter(({ command }) => command.includes(`-name uiomem-studio ${second} `));
  await until('a machine', async () => ((await of()).length > 0 ? true : undefined));
  child.kill('SIGINT');
  expect(await ended).toEqual({ ...cancelled, out: '' });
  expect([await of(), await settings()]).toEqual([[], []]);
  const { boards } = told(await studio('board', 'list', '--json')).result as unknown as { boards: Board[] };
  expect(boards.map((each) => each.name)).toEqual([name]);
});
