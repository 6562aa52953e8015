/** One host a user: who becomes it, who may reach it, and what commands do through it. Processes of the bundled command throughout. */
import {
  chmod,
  chown,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Board } from '../app/contract/board.ts';
import { boardProcesses, boardShell, settled } from './testing/boards.ts';
import { type Ended, program, type Running, start, until } from './testing/command-process.ts';

let folder: string;
let env: NodeJS.ProcessEnv;
const started: Running[] = [];

const begin = (...args: string[]): Running => {
  const running = start(program, args, env, 'ignore');
  started.push(running);
  return running;
};
const studio = (...args: string[]): Promise<Ended> => begin(...args).ended;
const told = ({ out }: Ended): { ok: boolean; result?: never; problem?: { id: string; data?: never } } =>
  JSON.parse(out);
const socketFile = () => join(env.XDG_RUNTIME_DIR ?? '', 'uiomem-studio.sock');

/** A host that has said that it serves. */
async function serving(...args: string[]): Promise<Running & { readonly pid: number }> {
  const running = begin('serve', ...args);
  await new Promise<void>((resolve) => running.child.stderr?.once('data', () => resolve()));
  return { ...running, pid: running.child.pid ?? 0 };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-one-host-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
let count = 0;
beforeEach(async () => {
  count += 1;
  const own = join(folder, String(count));
  await mkdir(join(own, 'run'), { recursive: true, mode: 0o700 });
  await chmod(join(own, 'run'), 0o700);
  env = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_RUNTIME_DIR: join(own, 'run'),
    SSH_AUTH_SOCK: '',
    SSH_ASKPASS: '',
  };
});
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  }
});

describe('who becomes it', () => {
  test('of several that start at once one does, and the others say which', async () => {
    const all = Array.from({ length: 4 }, () => begin('serve'));
    const losers = await until('all but one have ended', () => {
      const ended = all.filter(({ child }) => child.exitCode !== null);
      return ended.length === all.length - 1 ? ended : undefined;
    });
    const [winner] = all.filter((each) => !losers.includes(each));
    for (const loser of losers) {
      expect(await loser.ended).toMatchObject({ status: 1, err: expect.stringContaining('[host.runs-already]') });
      expect((await loser.ended).err).toContain(`process ${winner?.child.pid}`);
    }
    expect(told(await studio('host', 'status', '--json')).result).toMatchObject({
      pid: winner?.child.pid,
      shell: 'browser',
    });
    winner?.child.kill('SIGINT');
    expect(await winner?.ended).toMatchObject({ status: 0 });
    expect(await readdir(env.XDG_RUNTIME_DIR ?? '')).toEqual([]);
  });

  test('the socket of one that was killed is taken over, also by several at once', async () => {
    const first = await serving();
    first.child.kill('SIGKILL');
    await first.ended;
    expect((await stat(socketFile())).isSocket()).toBe(true);
    expect((await studio('host', 'status')).out).toContain('No host runs');
    const all = [begin('serve'), begin('serve'), begin('serve')];
    await until('one is left', () => all.filter(({ child }) => child.exitCode === null).length === 1 || undefined);
    const [left] = all.filter(({ child }) => child.exitCode === null);
    expect(told(await studio('host', 'status', '--json')).result).toMatchObject({ pid: left?.child.pid });
  });

  test('nobody but the user can reach it', async () => {
    await serving();
    expect((await stat(socketFile())).mode & 0o777).toBe(0o600);
    const { uid } = await stat(env.XDG_RUNTIME_DIR ?? '');
    expect(uid).toBe(process.getuid?.());
  });

  test.each<[string, () => Promise<void>]>([
    ['open to others', () => chmod(env.XDG_RUNTIME_DIR ?? '', 0o755)],
    [
      'a link',
      async () => {
        await symlink(env.XDG_RUNTIME_DIR ?? '', join(folder, `link${count}`));
        env.XDG_RUNTIME_DIR = join(folder, `link${count}`);
      },
    ],
    ...(process.getuid?.() === 0
      ? [['another user’s', () => chown(env.XDG_RUNTIME_DIR ?? '', 65_534, 65_534)] as [string, () => Promise<void>]]
      : []),
  ])('a runtime folder that is %s is refused, and commands work without it', async (_what, spoil) => {
    await spoil();
    const { status, err } = await studio('serve');
    expect([status, err]).toEqual([1, expect.stringContaining('[host.runtime-folder]')]);
    expect(await readdir(env.XDG_RUNTIME_DIR ?? '')).toEqual([]);
    expect(await studio('board', 'list')).toMatchObject({ status: 0, err: '' });
  });
  if (process.getuid?.() !== 0) console.log('not tried, since it takes root: a runtime folder of another user');

  test.each(['none', 'one too deep for a socket'])('with %s the folder is below the temporary one', async (what) => {
    const temporary = join(folder, `t${count}`);
    await mkdir(temporary);
    env.TMPDIR = temporary;
    if (what === 'none') delete env.XDG_RUNTIME_DIR;
    else {
      env.XDG_RUNTIME_DIR = join(folder, 'x'.repeat(100));
      await mkdir(env.XDG_RUNTIME_DIR, { recursive: true, mode: 0o700 });
    }
    await serving();
    const [name = '', ...more] = await readdir(temporary);
    expect([name, more]).toEqual([`uiomem-studio-${process.getuid?.()}`, []]);
    expect((await stat(join(temporary, name))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(temporary, name))).toEqual(['uiomem-studio.sock']);
  });

  test('a folder below the temporary one that somebody put there first is refused', async () => {
    const temporary = join(folder, `t${count}`);
    await mkdir(temporary);
    await symlink(folder, join(temporary, `uiomem-studio-${process.getuid?.()}`));
    env.TMPDIR = temporary;
    delete env.XDG_RUNTIME_DIR;
    expect((await studio('serve')).err).toContain('[host.runtime-folder]');
  });
});

describe('its end', () => {
  test('by host stop, with its socket', async () => {
    const { ended, pid } = await serving();
    expect(told(await studio('host', 'stop', '--json')).result).toEqual({ stopped: true, pid });
    expect(await ended).toMatchObject({ status: 0 });
    expect(await readdir(env.XDG_RUNTIME_DIR ?? '')).toEqual([]);
    expect((await studio('host', 'stop')).out).toBe('No host runs.\n');
  });

  test('when it was idle, not before', async () => {
    const { ended, child } = await serving('--until-idle', '1');
    const client = connect(socketFile());
    await new Promise((resolve) => client.once('data', resolve));
    await sleep(2000);
    expect(child.exitCode).toBeNull();
    client.destroy();
    expect(await ended).toMatchObject({ status: 0 });
  });

  test('leaves the files of one that came after it', async () => {
    const first = await serving();
    await rm(socketFile());
    await serving();
    first.child.kill('SIGINT');
    await first.ended;
    expect((await stat(socketFile())).isSocket()).toBe(true);
    expect((await studio('host', 'status')).out).toContain('HOST');
  });
});

describe('commands', () => {
  test('of another build say so, and how to end it; host stop does', async () => {
    const { pid, ended } = await serving();
    const source = (...args: string[]) =>
      start(process.execPath, [join(import.meta.dirname, '../app/cli/main.ts'), ...args], env, 'ignore').ended;
    const { status, err } = await source('board', 'list');
    expect([status, err]).toEqual([1, expect.stringContaining('[host.other-version]')]);
    expect(err).toContain(`process ${pid}`);
    expect(err).toContain('uiomem-studio host stop');
    expect((await source('host', 'status')).out).toContain('another build');
    expect(await source('host', 'stop')).toMatchObject({ status: 0, err: '' });
    expect(await ended).toMatchObject({ status: 0 });
  });

  test('with other settings do not go through it', async () => {
    await serving();
    await studio('board', 'add', 'kept-here', 'root@127.0.0.1', '--no-test');
    env.XDG_CONFIG_HOME = join(folder, 'other-config');
    expect(told(await studio('board', 'list', '--json')).result).toEqual({ boards: [], ways: [] });
    expect((await studio('host', 'status')).out).toContain('other settings');
    expect((await studio('open', '--print')).err).toContain('[host.other-settings]');
  });

  test('that are for a host that stays want one', async () => {
    for (const word of ['connect', 'disconnect']) {
      expect(await studio('board', word, 'nowhere')).toMatchObject({
        status: 1,
        err: expect.stringContaining('[host.none-runs]'),
      });
    }
  });

  test('give the host paths that it finds from wherever it runs', async () => {
    const work = join(folder, 'work');
    await mkdir(work, { recursive: true });
    await writeFile(join(work, 'key'), 'no key');
    await writeFile(join(work, 'uiomem.ko'), 'no module');
    await writeFile(
      join(work, 'bringup.yaml'),
      'version: 1\nmodule: { from: file, path: ./uiomem.ko }\nregions:\n  - { device: uiomem0, address: 0x70000000, size: 1M }\n',
    );
    await copyFile(join(import.meta.dirname, '../app/plan/facts/emulated-arm64-6.1.json'), join(work, 'facts.json'));
    await serving();
    const from = (...args: string[]) =>
      start('/bin/sh', ['-c', 'cd "$0" && exec "$@"', work, program, ...args, '--json'], env, 'ignore').ended;
    expect(told(await from('board', 'add', 'by-key', 'root@127.0.0.1', '--no-test', '--identity', './key')).ok).toBe(
      true,
    );
    const { boards } = told(await studio('board', 'list', '--json')).result as unknown as { boards: Board[] };
    expect(boards.find(({ name }) => name === 'by-key')?.identityFile).toBe(join(work, 'key'));
    // What the host says of the file shows which one it read.
    expect(told(await from('plan', 'steps', 'bringup.yaml', '--facts', 'facts.json')).problem).toMatchObject({
      id: 'module.not-a-module',
      data: { path: join(work, 'uiomem.ko') },
    });
    // Looked into before the board is: it cannot be reached.
    expect(told(await from('module', 'check', 'uiomem.ko', '--board', 'by-key')).problem).toMatchObject({
      id: 'module.not-a-module',
      data: { path: join(work, 'uiomem.ko') },
    });
    await studio('board', 'remove', 'by-key');
  });
});

describe('open', () => {
  /** A program called chromium that writes its arguments down and does what `then` says. */
  async function fakeBrowser(then: string): Promise<string> {
    const bin = join(folder, `bin${count}`);
    await mkdir(bin);
    const file = join(bin, 'arguments');
    await writeFile(
      join(bin, 'chromium'),
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${file}.new'; mv '${file}.new' '${file}'\n${then}\n`,
      { mode: 0o755 },
    );
    env.PATH = `${bin}${delimiter}${env.PATH}`;
    env.DISPLAY = ':0';
    return file;
  }
  /** As root the sandbox does not work, and has to be given up in so many words. */
  const line = ['open', '--browser', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  /** Ends the host that `open` began in the background. */
  const stop = () => studio('host', 'stop');

  test('hands a browser a file that lets a window in once, and is gone then', async () => {
    const file = await fakeBrowser('');
    const opening = begin(...line);
    const args = await until('the browser', () => readFile(file, 'utf8').catch(() => undefined));
    const page = new URL(/--app=(\S+)/.exec(args)?.[1] ?? '').pathname;
    expect((await stat(page)).mode & 0o777).toBe(0o600);
    expect((await stat(join(page, '..'))).mode & 0o777).toBe(0o700);
    const html = await readFile(page, 'utf8');
    const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(args).not.toContain(token);
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';
    const enter = () =>
      fetch(action, { method: 'POST', headers: { Origin: 'null' }, body: new URLSearchParams({ token }) });
    const entered = await enter();
    expect([entered.status, await entered.text()]).toEqual([200, expect.stringContaining('uiomem-session-key')]);
    expect(await opening.ended).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^opened at http:\/\/127\.0\.0\.1:\d+\/\n$/),
    });
    await expect(stat(join(page, '..'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await enter()).status).toBe(403);
    const log = join(env.XDG_STATE_HOME ?? '', 'uiomem-studio', 'serve.log');
    expect((await stat(log)).mode & 0o777).toBe(0o600);
    expect(await readFile(log, 'utf8')).not.toContain(token);
    await stop();
  });

  test('twice at once has one host and two ways in', async () => {
    await fakeBrowser('file=${1#--app=file://}; cp "$file" "$0.$$.html"');
    const both = [begin(...line), begin(...line)];
    const pages = await until('two pages', async () => {
      const names = (await readdir(join(folder, `bin${count}`))).filter((name) => name.endsWith('.html'));
      return names.length === 2 ? names : undefined;
    });
    for (const name of pages) {
      const html = await readFile(join(folder, `bin${count}`, name), 'utf8');
      const body = new URLSearchParams({ token: /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '' });
      const { status } = await fetch(/action="([^"]+)"/.exec(html)?.[1] ?? '', {
        method: 'POST',
        headers: { Origin: 'null' },
        body,
      });
      expect(status).toBe(200);
    }
    const ended = await Promise.all(both.map((each) => each.ended));
    expect(new Set(ended.map(({ out }) => out)).size).toBe(1);
    await stop();
  });

  test('says so when the browser fails, and when there is no screen', async () => {
    await fakeBrowser('exit 3');
    expect(await studio(...line)).toMatchObject({ status: 1, err: expect.stringContaining('[window.browser-failed]') });
    delete env.DISPLAY;
    delete env.WAYLAND_DISPLAY;
    const blind = begin(...line);
    let said = '';
    blind.child.stderr?.on('data', (text: string) => {
      said += text;
    });
    await until('a file', () => (said.includes('file:///') ? true : undefined));
    expect(said).toContain('There is no screen here');
    blind.child.kill('SIGINT');
    expect(await blind.ended).toMatchObject({ status: 130 });
    expect(
      (await readdir(join(env.XDG_STATE_HOME ?? '', 'uiomem-studio'))).filter((name) => name.startsWith('open-')),
    ).toEqual([]);
    await stop();
  });

  test('opens Debian’s Chromium', async () => {
    const port = join(env.XDG_STATE_HOME ?? '', 'uiomem-studio', 'browser', 'DevToolsActivePort');
    await fakeBrowser(
      `echo $$ > "$0.pid"; exec /usr/bin/chromium --headless=new --disable-gpu --remote-debugging-port=0 "$@" > /dev/null 2>&1`,
    );
    const { out } = await studio(...line);
    const address = /http:\S+/.exec(out)?.[0] ?? 'nothing';
    const [number] = (await until('the browser', () => readFile(port, 'utf8').catch(() => undefined))).split('\n');
    const shown = await settled(
      async () =>
        (await (await fetch(`http://127.0.0.1:${number}/json`)).json()) as {
          readonly type: string;
          readonly url: string;
        }[],
      (pages) => pages.some(({ url }) => url === address),
    );
    expect(shown.filter(({ type }) => type === 'page').map(({ url }) => url)).toEqual([address]);
    process.kill(Number(await readFile(join(folder, `bin${count}`, 'chromium.pid'), 'utf8')), 'SIGTERM');
    await stop();
  });
});

describe('on a board', () => {
  const name = 'one-host';
  const memory = ['--content', 'memory'];
  let board: Board;
  let host: Awaited<ReturnType<typeof serving>>;
  let runtime: string | undefined;

  beforeAll(async () => {
    runtime = join(folder, 'board-run');
    await mkdir(runtime, { mode: 0o700 });
    env = {
      ...process.env,
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_STATE_HOME: join(folder, 'state'),
      XDG_RUNTIME_DIR: runtime,
    };
    const up = told(await studio('board', 'emulated', 'up', name, '--json'));
    ({ board } = up.result as unknown as { board: Board });
  });
  beforeEach(async () => {
    env.XDG_RUNTIME_DIR = runtime;
    host = await serving();
  });
  afterAll(async () => {
    await studio('board', 'emulated', 'down', name);
  });

  test('commands share the host’s session, and are faster for it', async () => {
    expect((await studio('board', 'connect', name)).out).toBe(`${name} is connected.\n`);
    await studio('module', 'load', 'uiomem0_addr=0x70000000', 'uiomem0_size=16MiB', '--board', name);
    const before = await boardProcesses(board, 'helper.cjs');
    expect(before).toHaveLength(1);
    const time = async () => {
      const from = performance.now();
      expect(await studio('device', 'list', '--board', name)).toMatchObject({
        status: 0,
        out: expect.stringContaining('uiomem0'),
      });
      return performance.now() - from;
    };
    const through = await time();
    expect(await boardProcesses(board, 'helper.cjs')).toEqual(before);
    env.XDG_RUNTIME_DIR = join(folder, String(count), 'run');
    const alone = await time();
    env.XDG_RUNTIME_DIR = runtime;
    expect(through).toBeLessThan(alone);
    expect((await studio('board', 'disconnect', name)).out).toBe(`${name} is disconnected.\n`);
    expect(
      await settled(
        () => boardProcesses(board, 'helper.cjs'),
        (left) => left.length === 0,
      ),
    ).toEqual([]);
  });

  test('Ctrl-C in an apply undoes it before the command ends', async () => {
    await studio('module', 'unload', '--board', name);
    const file = join(folder, 'bringup.yaml');
    await writeFile(
      file,
      'version: 1\nregions:\n  - { device: uiomem0, address: 0x70000000, size: 1M, sync: { direction: device-writes } }\n',
    );
    const applying = begin('plan', 'apply', file, '--board', name);
    let said = '';
    applying.child.stderr?.on('data', (text: string) => {
      said += text;
      if (/^done +load/m.test(said) && !said.includes('stopping')) applying.child.kill('SIGINT');
    });
    expect(await applying.ended).toMatchObject({ status: 130, err: expect.stringContaining('[cancelled]') });
    expect(await boardShell(board, 'grep -c ^uiomem /proc/modules || :')).toBe('0\n');
    expect(host.child.exitCode).toBeNull();
  });

  test('a host that is killed meanwhile is a clear problem, and leaves no half file', async () => {
    await studio('module', 'load', 'uiomem0_addr=0x70000000', 'uiomem0_size=64MiB', '--board', name);
    const work = join(folder, 'dumps');
    await mkdir(work);
    const dumping = begin('mem', 'dump', 'uiomem0', '-o', join(work, 'dump.bin'), '--board', name, ...memory);
    await until('a part of it', async () => {
      const [part] = await readdir(work);
      return part !== undefined && (await stat(join(work, part))).size > 0 ? true : undefined;
    });
    host.child.kill('SIGKILL');
    expect(await dumping.ended).toMatchObject({ status: 1, err: expect.stringContaining('[host.gone]') });
    expect(await readdir(work)).toEqual([]);
  });
});
