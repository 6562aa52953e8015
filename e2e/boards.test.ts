/**
 * The list of boards by the real command, with a home of its own: edited, renamed, read from ~/.ssh/config; what was used last;
 * and what an emulated board needs and says on its console.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoardState } from '../app/contract/state.ts';
import { cacheFolder } from '../app/host/module/workstation.ts';
import { program, start } from './testing/command-process.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';
import { ownFolders } from './testing/private-folders.ts';

const undoing = new AsyncDisposableStack();
let folder: string;
let env: NodeJS.ProcessEnv;

interface Told {
  readonly ok: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: what a command prints is what is tested
  readonly result?: any;
  readonly problem?: { readonly id: string; readonly hint?: string };
}

async function studioIn(environment: NodeJS.ProcessEnv, ...words: readonly string[]): Promise<Told> {
  const { out } = await start(program, [...words, '--json'], environment, 'ignore').ended;
  return JSON.parse(out);
}
const studio = (...words: readonly string[]) => studioIn(env, ...words);
const failure = async (...words: readonly string[]) => (await studio(...words)).problem?.id;
const boards = async () => (await studio('board', 'list')).result;

beforeAll(async () => {
  const own = undoing.use(await ownFolders());
  folder = own.folder;
  const home = join(folder, 'home');
  await mkdir(join(home, '.ssh', 'conf.d'), { recursive: true, mode: 0o700 });
  // The command's node is in the user's own cache.
  env = { ...own.environment, HOME: home, XDG_CACHE_HOME: dirname(cacheFolder()), SSH_AUTH_SOCK: '' };
});
afterAll(() => undoing.disposeAsync());

describe('editing a board', () => {
  it('changes what was said, keeps the rest, and stays the default under another name', async () => {
    await studio('board', 'add', 'zynq', 'root@10.0.0.5:2222', '--identity', '~/k', '--no-test', '--default');
    await studio('board', 'add', 'rack', 'rack.lab', '--no-test');
    const { result } = await studio('board', 'edit', 'zynq', '--name', 'desk', '--runtime', 'shell');
    expect(result).toEqual({
      board: { name: 'desk', host: '10.0.0.5', user: 'root', port: 2222, identityFile: '~/k', runtime: 'shell' },
      secretsForgotten: false,
    });
    expect(await boards()).toMatchObject({ default: 'desk', boards: [{ name: 'desk' }, { name: 'rack' }] });
    await studio('board', 'edit', 'desk', '--address', 'dev@10.0.0.6', '--no-identity', '--runtime', 'ask');
    expect((await boards()).boards[0]).toEqual({ name: 'desk', host: '10.0.0.6', user: 'dev' });
    const file = await readFile(join(folder, 'config', 'uiomem-studio', 'boards.json'), 'utf8');
    expect(JSON.parse(file).boards[0]).toEqual({ name: 'desk', host: '10.0.0.6', user: 'dev' });
  });

  it('refuses a name that is taken or none, and boards that are not there', async () => {
    const before = await boards();
    expect([
      await failure('board', 'edit', 'desk', '--name', 'rack'),
      await failure('board', 'edit', 'desk', '--name', 'with space'),
      await failure('board', 'edit', 'nobody', '--name', 'somebody'),
      await failure('board', 'edit', 'desk', '--address', 'root@'),
    ]).toEqual(['board.name-taken', 'usage.name', 'board.unknown', 'usage.destination']);
    expect(await boards()).toEqual(before);
  });

  it('takes the known_hosts file of a reflashed board along, and leaves it behind for another machine', async () => {
    const own = (name: string) => join(folder, 'data', 'uiomem-studio', 'boards', `${name}.known_hosts`);
    await mkdir(join(own('x'), '..'), { recursive: true });
    await writeFile(own('rack'), 'rack.lab ssh-ed25519 AAAA\n');
    const file = join(folder, 'config', 'uiomem-studio', 'boards.json');
    const stored = JSON.parse(await readFile(file, 'utf8'));
    stored.boards[1].knownHostsFile = own('rack');
    await writeFile(file, JSON.stringify(stored));
    const renamed = await studio('board', 'edit', 'rack', '--name', 'shelf');
    expect(renamed.result.board).toEqual({ name: 'shelf', host: 'rack.lab', knownHostsFile: own('shelf') });
    expect([existsSync(own('rack')), await readFile(own('shelf'), 'utf8')]).toEqual([
      false,
      'rack.lab ssh-ed25519 AAAA\n',
    ]);
    const moved = await studio('board', 'edit', 'shelf', '--address', 'other.lab');
    expect(moved.result.board).toEqual({ name: 'shelf', host: 'other.lab' });
    expect(existsSync(own('shelf'))).toBe(false);
  });
});

describe('hosts of ~/.ssh/config', () => {
  const config = (name: string, text: string) => writeFile(join(folder, 'home', '.ssh', name), text, { mode: 0o600 });

  it('are listed with where they are, through Include, without patterns', async () => {
    expect((await studio('board', 'ssh-hosts')).result.hosts).toEqual([]);
    await config('conf.d/boards', 'Host zcu\n  HostName 10.0.3.17\n  User root\nHost *.lab !bad.lab\n  User lab\n');
    await config('config', 'Include conf.d/*\nHost gate gate.lab\n  Port 2200\n  User grace\nHost *\n  Port 22\n');
    const { hosts } = (await studio('board', 'ssh-hosts')).result;
    expect(hosts).toEqual([
      { name: 'zcu', user: 'root', host: '10.0.3.17', port: 22 },
      { name: 'gate', user: 'grace', host: 'gate', port: 2200 },
      { name: 'gate.lab', user: 'lab', host: 'gate.lab', port: 2200 },
    ]);
  });

  it('that cannot be read say why, and break nothing', async () => {
    await config('config', 'Host "open\n');
    const { result } = await studio('board', 'ssh-hosts');
    expect(result).toEqual({ hosts: [], problem: expect.stringMatching(/config:1 cannot be understood/) });
    await config('config', 'Host gate\n  ProxyJump gate\n');
    const looped = (await studio('board', 'ssh-hosts')).result.hosts;
    expect(looped).toEqual([{ name: 'gate', problem: expect.stringMatching(/never ends/) }]);
    await chmod(join(folder, 'home', '.ssh', 'config'), 0o666);
    expect((await studio('board', 'ssh-hosts')).result.problem).toMatch(/others may write it/);
    await rm(join(folder, 'home', '.ssh', 'config'));
  });
});

describe('on an emulated board', () => {
  let host: EmulatedHost;
  const here = (...words: readonly string[]) => studioIn(process.env, ...words);
  beforeAll(async () => {
    host = undoing.use(await emulatedHost('used'));
  });

  it('what was connected last is told, and follows the board', async () => {
    await host.client.call('board.add', {
      board: { ...host.board, name: 'typed', emulated: undefined },
      makeDefault: false,
      test: false,
    });
    expect((await here('recent', 'list')).result.boards).toEqual([]);
    await host.client.call('board.connect', { board: 'typed' });
    expect((await here('recent', 'list')).result.boards).toMatchObject([{ board: 'typed' }]);
    const to = {
      name: 'desk',
      host: '127.0.0.1',
      port: host.board.port,
      user: 'root',
      identityFile: host.board.identityFile,
    };
    const { board } = await host.client.call('board.edit', { board: 'typed', to });
    expect(board.knownHostsFile).toBe(host.board.knownHostsFile);
    expect((await here('recent', 'list')).result.boards).toMatchObject([{ board: 'desk' }]);
    // Its session ended with its name, and it can be connected under the new one.
    expect(await connectionOf('typed')).toBeUndefined();
    expect(await connectionOf('desk')).toBe('closed');
    await host.client.call('board.connect', { board: 'desk' });
    expect(await connectionOf('desk')).toBe('open');
    await host.client.call('board.remove', { board: 'desk' });
    expect((await here('recent', 'list')).result.boards).toEqual([]);
  });

  it('a board that is renamed by this host is told to windows as that; by another one, as one gone and one new', async () => {
    const { user, port, identityFile } = host.board;
    const reach = { host: '127.0.0.1', user, port, identityFile };
    await host.client.call('board.add', { board: { ...reach, name: 'old' }, makeDefault: false, test: false });
    const abort = new AbortController();
    const told: unknown[] = [];
    const watching = host.client
      .call(
        'state.watch',
        {},
        {
          signal: abort.signal,
          onItem(change) {
            if (change.kind === 'renamed' || change.kind === 'removed') told.push(change);
            else told.push(change.kind);
          },
        },
      )
      .catch(() => {});
    await expect.poll(() => told).toEqual(['snapshot']);
    await host.client.call('board.edit', { board: 'old', to: { ...reach, name: 'new' } });
    await expect.poll(() => told.slice(1)).toMatchObject([{ kind: 'renamed', name: 'old', to: 'new' }]);
    // The command has a host of its own here, which writes the list.
    expect((await here('board', 'edit', 'new', '--name', 'newer')).ok).toBe(true);
    await expect.poll(() => told.slice(2)).toMatchObject([{ kind: 'removed', name: 'new' }, 'board']);
    await host.client.call('board.remove', { board: 'newer' });
    abort.abort();
    await watching;
  });

  /** As windows are told. */
  async function connectionOf(name: string): Promise<BoardState['connection']['state'] | undefined> {
    const abort = new AbortController();
    let found: BoardState | undefined;
    await host.client
      .call(
        'state.watch',
        {},
        {
          signal: abort.signal,
          onItem(change) {
            if (change.kind === 'snapshot') found = change.state.boards.find(({ board }) => board.name === name);
            abort.abort();
          },
        },
      )
      .catch(() => {});
    return found?.connection.state;
  }

  it('plan files are read, noted, and told to be gone', async () => {
    const plan = join(host.folder, 'bringup.yaml');
    await writeFile(plan, 'version: 1\n');
    expect(await host.client.call('text.open', { kind: 'plan', path: plan })).toMatchObject({
      path: plan,
      name: 'bringup.yaml',
      folder: host.folder,
      text: 'version: 1\n',
    });
    await host.client.call('recent.note', { path: plan, board: 'used' });
    expect((await here('recent', 'list')).result.plans).toMatchObject([{ path: plan, board: 'used', gone: false }]);
    await rm(plan);
    expect((await here('recent', 'list')).result.plans).toMatchObject([{ path: plan, gone: true }]);
    await expect(host.client.call('text.open', { kind: 'plan', path: plan })).rejects.toMatchObject({
      problem: { id: 'plan.file-missing' },
    });
    expect((await here('recent', 'forget', plan)).result).toEqual({ forgotten: true });
    expect((await here('recent', 'list')).result.plans).toEqual([]);
  });

  it('its needs are told with the command line that runs', async () => {
    const { needs, qemu } = (await here('board', 'emulated', 'needs', 'used')).result;
    const lacking = needs.filter((need: { present: boolean; required: boolean }) => need.required && !need.present);
    expect(lacking).toEqual([]);
    const running = (await readFile(`/proc/${host.status.pid}/cmdline`, 'utf8')).split('\0').slice(0, -1);
    expect(qemu).toEqual(running);
    // Of one that was never started the same but for what is its own, and a port that is not chosen yet.
    const other = (await here('board', 'emulated', 'needs', 'other')).result.qemu;
    const named = (words: readonly string[], name: string, port: string) =>
      words.map((each) => each.replaceAll(name, 'NAME').replaceAll(port, 'PORT'));
    expect(named(other, 'other', 'PORT')).toEqual(named(running, 'used', String(host.status.port)));
  });

  it('without a program in PATH, the start is said to be impossible, with what installs it', async () => {
    const empty = join(host.folder, 'bin');
    await mkdir(empty);
    // The script that starts the command wants programs itself.
    const bundle = join(dirname(program), 'cli', 'uiomem-studio.mjs');
    const words = [bundle, 'board', 'emulated', 'needs', '--json'];
    const { out } = await start(process.execPath, words, { ...process.env, PATH: empty }, 'ignore').ended;
    const { result } = JSON.parse(out);
    expect(result.needs[0]).toEqual({
      what: 'The emulator',
      present: false,
      required: true,
      detail: 'qemu-system-aarch64 is not in PATH.',
      remedy: { kind: 'command', text: 'sudo apt-get install qemu-system-arm' },
    });
  });

  it('its console is told, and followed to the end of the board', async () => {
    expect((await here('board', 'emulated', 'console', 'used')).result.text).toMatch(
      /board: ready, boot [0-9a-f-]{36}/,
    );
    expect((await here('board', 'emulated', 'console', 'other')).problem?.id).toBe('emulated.not-running');
    let text = '';
    const following = host.client.call(
      'emulated.console',
      { name: 'used', follow: true },
      {
        onItem: (piece) => {
          text += piece.text;
        },
      },
    );
    await host.shell('echo a word for the console >/dev/console');
    await host.client.call('emulated.down', { name: 'used' });
    await following;
    expect(text).toContain('a word for the console');
  });
});
