/**
 * A real board that has no room for what the tool sends, or will not start it: another place is taken where there is one, and
 * where there is none it is told before anything is sent. Judged by lists of files that the board's own shell makes.
 */
import { afterAll, afterEach, beforeAll, expect, it, test } from 'vitest';
import { Secrets } from '../../../app/host/boards/secrets.ts';
import { openSession } from '../../../app/host/session/open-session.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { writableRoots } from '../../testing/boards.ts';
import { type EmulatedHost, emulatedHost } from '../../testing/emulated-host.ts';

const name = 'room';
let host: EmulatedHost;
/** What ends the conditions of a test. */
let undo: string[] = [];

beforeAll(async () => {
  host = await emulatedHost(name);
  await host.shell(
    'umask 077; cat >/etc/sudoers.new; chmod 440 /etc/sudoers.new; mv /etc/sudoers.new /etc/sudoers',
    'root ALL=(ALL:ALL) ALL\ndev ALL=(ALL:ALL) NOPASSWD: ALL\n',
  );
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});
afterEach(async () => {
  await host.shell([...undo.toReversed(), wipe].join('\n'));
  undo = [];
});

const wipe =
  'rm -rf /home/dev/.cache /root/.cache /root/.uiomem-studio /home/dev/uiomem-studio-helper /root/uiomem-studio-helper /var/lib/uiomem-studio /var/tmp/uiomem* /run/uiomem-studio /dev/shm/uiomem* /tmp/uiomem*';

/** Each of these lies in a file system of its own. */
const roots = ['/var', '/root', '/run', '/dev/shm', '/tmp'];
async function remount(options: string, back: string, ...folders: readonly string[]): Promise<void> {
  await host.shell(folders.map((folder) => `mount -o remount,${options} ${folder}`).join(' && '));
  undo.push(...folders.map((folder) => `mount -o remount,${back} ${folder}`));
}
/** The disk behind /home, /root, /var and /etc is full; temporary file systems have 64 KiB. */
async function fill(): Promise<void> {
  undo.push('rm -f /disk/fill');
  await host.shell('fallocate -l "$(($(df -Pk /disk | awk "END {print \\$4}") - 64))K" /disk/fill');
  await remount('size=64k', 'size=50%', '/run', '/dev/shm', '/tmp');
}
/** Hides the board's node, which lies on a disk that cannot be written to. */
async function withoutNode(): Promise<void> {
  undo.push('umount /opt/node/bin/node');
  await host.shell('mount -o bind /dev/null /opt/node/bin/node');
}

/** Every file and folder of ours. */
const ours = () =>
  host.shell(
    `${writableRoots}; find $roots -xdev -path '*uiomem-studio*' ! -path '*/compiled*' 2>/dev/null | sort -u; :`,
  );
const board = (user: 'root' | 'dev', more = {}) => ({ ...host.board, user, ...more });

async function connected(to: typeof host.board): Promise<{ mode: string; user: string }> {
  await using session = await openSession(to, { secrets: new Secrets() });
  const { user } = await session.facts();
  return { mode: session.mode, user: user.name };
}
/** The attempt's problem; nothing of ours is on the board, neither before nor after. */
async function refused(to: typeof host.board) {
  expect(await ours()).toBe('');
  const found = await connected(to).then(
    () => ({ id: 'no problem', message: '', hint: '', data: {} }),
    (thrown) => problemOf(thrown),
  );
  expect(await ours()).toBe('');
  return found;
}

test('home read-only: the helper goes by another place', async () => {
  await remount('ro', 'rw', '/home');
  expect(await connected(board('dev'))).toEqual({ mode: 'helper', user: 'root' });
  const files = await ours();
  expect(files).toMatch(/^\/var\/tmp\/uiomem-studio-helper-1000\/[0-9a-f]{64}\/helper\.cjs$/m);
  expect(files).not.toContain('/home/');
});

it('deliver.no-place: every place read-only, each of them named', async () => {
  await remount('ro', 'rw', '/home', '/var', '/dev/shm', '/tmp');
  const found = await refused(board('dev'));
  expect(found).toMatchObject({
    id: 'deliver.no-place',
    hint: expect.stringMatching(/writable.*board runtime NAME shell/),
    data: {
      stage: 'deliver',
      size: expect.any(Number),
      places: [
        { path: '/home/dev/.cache/uiomem-studio-helper', why: 'read-only' },
        { path: '/var/tmp/uiomem-studio-helper-1000', why: 'read-only' },
        { path: '/tmp/uiomem-studio-helper-1000', why: 'read-only' },
        { path: '/dev/shm/uiomem-studio-helper-1000', why: 'read-only' },
      ],
    },
  });
  expect(found.message).toContain('/tmp/uiomem-studio-helper-1000 (read-only)');
});

it('deliver.no-space: nowhere is room, with the size that is wanted and what each place has', async () => {
  await fill();
  const found = await refused(board('dev'));
  expect(found).toMatchObject({
    id: 'deliver.no-space',
    message: expect.stringMatching(/has no folder of dev's that takes 2 MB: \/home\/dev\/\S+ \(\d+ KB free\), /),
    hint: expect.stringMatching(/Free some space/),
    data: { stage: 'deliver' },
  });
});

test('a place that turns out to be full is left as it was, and the next one taken', async () => {
  undo.push('umount /root/.cache', 'rmdir /root/.cache');
  // Folders for the helper, and a file or two of it.
  await host.shell('mkdir /root/.cache; mount -t tmpfs -o size=20m,nr_inodes=5 tmpfs /root/.cache');
  expect(await connected(board('root'))).toEqual({ mode: 'helper', user: 'root' });
  const files = await ours();
  expect(files).toMatch(/^\/var\/tmp\/uiomem-studio-helper-0\/[0-9a-f]{64}\/helper\.cjs$/m);
  expect(files).not.toContain('/root/.cache');
});

test('noexec: root’s copy goes where programs may be started', async () => {
  await remount('noexec', 'exec', '/var', '/tmp');
  expect(await connected(board('root'))).toEqual({ mode: 'helper', user: 'root' });
  const files = await ours();
  expect(files).toMatch(/^\/root\/\.uiomem-studio\/[0-9a-f]{64}\/helper\.cjs$/m);
  expect(files).not.toContain('/var/lib/uiomem-studio');
});

it('deliver.no-root-place: programs may be started nowhere, told before anything is sent; plain commands work', async () => {
  await remount('noexec', 'exec', ...roots);
  const found = await refused(board('dev'));
  expect(found).toMatchObject({
    id: 'deliver.no-root-place',
    message: expect.stringMatching(/\/var\/lib \(noexec\), \/root \(noexec\), \/run \(noexec\)/),
    hint: expect.stringMatching(/noexec.*board runtime NAME shell/),
    data: {
      stage: 'deliver',
      places: roots.map((path) => ({ path: path === '/var' ? '/var/lib' : path, why: 'noexec' })),
    },
  });
  expect(await connected(board('root', { runtime: 'shell' }))).toEqual({ mode: 'shell', user: 'root' });
});

it('deliver.no-space: a node has no room, told with size and space whether it was chosen or is to be', async () => {
  await withoutNode();
  undo.push('rm -f /disk/fill');
  await host.shell('fallocate -l 420M /disk/fill');
  await remount('size=60m', 'size=50%', '/run', '/dev/shm', '/tmp');
  for (const runtime of [undefined, 'bring'] as const) {
    const found = await refused(board('root', { ...(runtime && { runtime }) }));
    expect(found).toMatchObject({
      id: 'deliver.no-space',
      message: expect.stringMatching(/takes 12\d MB: \/root\/\S+ \(\d\d MB free\), /),
      data: { size: expect.any(Number) },
    });
    expect(Number((found.data as { size?: unknown } | undefined)?.size)).toBeGreaterThan(120e6);
  }
});

it('deliver.no-root-place: a node has room once, and not twice', async () => {
  await withoutNode();
  undo.push('rm -f /disk/fill');
  // One file system behind the login user's folders and root's, as on most boards.
  await host.shell('fallocate -l 300M /disk/fill');
  await remount('size=60m', 'size=50%', '/run', '/dev/shm', '/tmp');
  const found = await refused(board('root'));
  expect(found).toMatchObject({
    id: 'deliver.no-root-place',
    message: expect.stringMatching(/takes 12\d MB to be started from: \/var\/lib \(1\d\d MB free\)/),
  });
});
