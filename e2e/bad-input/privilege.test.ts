/** Every way to become root on a real board, and every way in which sudo refuses: each judged before anything is sent. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Board } from '../../app/contract/board.ts';
import { Secrets } from '../../app/host/boards/secrets.ts';
import { openSession } from '../../app/host/session/open-session.ts';
import { type Problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'privilege';
let host: EmulatedHost;
let dev: Board;
let password: string;

beforeAll(async () => {
  host = await emulatedHost(name);
  dev = { ...host.board, user: 'dev' };
  password = await readFile(join(dirname(host.status.console ?? ''), 'secrets', 'password'), 'utf8');
  await host.shell('cp -p /etc/sudoers /root/sudoers.kept');
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

/** The rules that count from now on, besides root's own. */
const sudoers = (...lines: readonly string[]) =>
  host.shell(
    'umask 077; cat >/etc/sudoers.new && chmod 440 /etc/sudoers.new && mv /etc/sudoers.new /etc/sudoers && visudo -c -q -f /etc/sudoers 2>/dev/null; rm -rf /run/sudo/ts /var/lib/sudo/ts /var/run/sudo/ts /var/lib/sudo/lectured; :',
    `${['root ALL=(ALL:ALL) ALL', ...lines].join('\n')}\n`,
  );

const knowing = (secret = password): Secrets => {
  const secrets = new Secrets();
  secrets.set({ board: dev.name, kind: 'sudo' }, secret);
  return secrets;
};
const failure = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );
const refused = async (secrets = new Secrets(), board = dev) => {
  const found = await failure(openSession(board, { secrets }));
  // Nothing of ours was sent to somebody who may do nothing.
  expect(
    await host.shell('ls -d /home/dev/.cache/uiomem-studio-helper /home/dev/uiomem-studio-helper 2>/dev/null; :'),
  ).toBe('');
  return found;
};
/** Opens a session in this way, and has it say who it is. */
async function opened(secrets = new Secrets(), board = dev): Promise<{ way: string; mode: string; user: string }> {
  await using session = await openSession(board, { secrets });
  const { user } = await session.facts();
  return { way: session.reach.way, mode: session.mode, user: user.name };
}

describe('refusals', () => {
  it('privilege.no-way: a user who is not root, on a board without sudo', async () => {
    await host.shell('mv "$(command -v sudo)" /root/sudo.kept');
    try {
      expect(await refused()).toMatchObject({
        id: 'privilege.no-way',
        hint: expect.stringMatching(/root|install sudo/),
        data: { stage: 'privilege', user: 'dev' },
      });
    } finally {
      await host.shell('mv /root/sudo.kept /usr/bin/sudo');
    }
  });

  it('sudo.password-wanted: none known, and then a wrong one, which is not tried again', async () => {
    await sudoers('dev ALL=(ALL:ALL) ALL');
    expect(await refused()).toMatchObject({ id: 'sudo.password-wanted', data: { stage: 'privilege', wrong: false } });
    const secrets = knowing(`${password}x`);
    expect(await refused(secrets)).toMatchObject({ id: 'sudo.password-wanted', data: { wrong: true } });
    expect(await refused(secrets)).toMatchObject({ id: 'sudo.password-wanted', data: { wrong: false } });
  });

  it('sudo.not-allowed: a user of whom sudoers knows nothing', async () => {
    await sudoers();
    const found = await refused(knowing());
    expect(found).toMatchObject({ id: 'sudo.not-allowed', data: { stage: 'privilege', user: 'dev' } });
    expect(found.message).toMatch(/not in the sudoers file|may not run sudo/);
  });

  it('sudo.not-allowed: a user who may run something else as root, but no shell', async () => {
    await sudoers('dev ALL=(root) NOPASSWD: /bin/true');
    const found = await refused(knowing());
    expect(found).toMatchObject({ id: 'sudo.not-allowed', hint: expect.stringMatching(/all commands|Log in as root/) });
    expect(found.message).toMatch(/not allowed to execute/);
  });

  it('sudo.not-allowed: requiretty, with what to change', async () => {
    await sudoers('Defaults requiretty', 'dev ALL=(ALL:ALL) NOPASSWD: ALL');
    const found = await refused(knowing());
    expect(found).toMatchObject({ id: 'sudo.not-allowed', hint: expect.stringContaining('requiretty') });
    expect(found.message).toContain('tty');
  });
});

describe('ways in', () => {
  it('root: by being it', async () => {
    expect(await opened(new Secrets(), host.board)).toEqual({ way: 'root', mode: 'helper', user: 'root' });
  });

  it('sudo: without a password, past a lecture', async () => {
    await sudoers('Defaults lecture=always', 'dev ALL=(ALL:ALL) NOPASSWD: ALL');
    expect(await opened()).toEqual({ way: 'sudo', mode: 'helper', user: 'root' });
  });

  it('sudo with password: with a lecture each time, and a password for a shell but not for everything', async () => {
    await sudoers('Defaults lecture=always', 'dev ALL=(ALL:ALL) ALL, NOPASSWD: /usr/bin/id, NOPASSWD: /bin/true');
    expect(await opened(knowing())).toEqual({ way: 'sudo-password', mode: 'helper', user: 'root' });
  });

  it('sudo with password: one that sudo remembers is passed on to what it starts, which discards it', async () => {
    await sudoers('Defaults timestamp_type=global, timestamp_timeout=60', 'dev ALL=(ALL:ALL) ALL');
    const secrets = knowing();
    expect(await opened(secrets)).toEqual({ way: 'sudo-password', mode: 'helper', user: 'root' });
    // Now it does not ask any more: the line arrives at the helper's input.
    expect(await opened(secrets)).toEqual({ way: 'sudo-password', mode: 'helper', user: 'root' });
    // Hides the board's node, which lies on a disk that cannot be written to.
    await host.shell('mount -o bind /dev/null /opt/node/bin/node');
    try {
      const shell = { ...dev, runtime: 'shell' } as const;
      expect(await opened(secrets, shell)).toEqual({ way: 'sudo-password', mode: 'shell', user: 'root' });
      await sudoers('Defaults timestamp_timeout=0', 'dev ALL=(ALL:ALL) ALL');
      expect(await opened(secrets, shell)).toEqual({ way: 'sudo-password', mode: 'shell', user: 'root' });
      await sudoers('dev ALL=(ALL:ALL) NOPASSWD: ALL');
      expect(await opened(new Secrets(), shell)).toEqual({ way: 'sudo', mode: 'shell', user: 'root' });
    } finally {
      await host.shell('umount /opt/node/bin/node');
    }
  });
});
