/** A real board whose SSH server asks by PAM and allows one session on a connection: Debian's sshd. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Secrets } from '../../app/host/boards/secrets.ts';
import { connectSsh } from '../../app/host/ssh/connection.ts';
import { problemOf } from '../../remote-helper/rpc/problem.ts';
import { type EmulatedHost, emulatedHost } from '../testing/emulated-host.ts';

const name = 'strict-ssh';
// Of a name the first counts (sshd_config(5)).
const settings = ['MaxSessions 1', 'UsePAM yes', 'KbdInteractiveAuthentication yes', 'PasswordAuthentication no'];
const usual = join(import.meta.dirname, '..', '..', 'resources', 'emulated-board', 'root', 'etc', 'ssh', 'sshd_config');
const pam = ['auth required pam_unix.so', 'account required pam_unix.so', 'session required pam_permit.so'];
let host: EmulatedHost;
beforeAll(async () => {
  host = await emulatedHost(name, {
    rootFiles: {
      '/etc/ssh/sshd_config': { text: `${settings.join('\n')}\n${await readFile(usual, 'utf8')}` },
      '/etc/pam.d/sshd': { text: `${pam.join('\n')}\n` },
    },
  });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

it('MaxSessions 1: facts, module and memory as on any board, with the helper in the only session', async () => {
  const { client } = host;
  const logins = async () =>
    Number(await host.shell("grep -alz 'sshd: root@' /proc/[0-9]*/cmdline 2>/dev/null | wc -l"));
  await client.call('board.connect', { board: name });
  const before = await logins();
  const parameters = [
    { name: 'uiomem0_addr', value: '0x70000000' },
    { name: 'uiomem0_size', value: '0x100000' },
  ];
  await client.call('module.build', { board: name });
  // The module's file is sent while the helper runs.
  const { devices } = await client.call('module.load', { board: name, parameters });
  expect(devices.map((device) => device.name)).toContain('uiomem0');
  expect((await client.call('device.list', { board: name })).devices.length).toBe(devices.length);
  // The server was as strict as it was to be: a second connection was needed.
  expect(await logins()).toBe(before + 1);
  await client.call('module.unload', { board: name });
  await client.call('board.disconnect', { board: name });
});

it('keyboard-interactive: PAM’s question about the password takes the known one; a wrong one is refused and forgotten', async () => {
  const password = await readFile(join(dirname(host.status.console ?? ''), 'secrets', 'password'), 'utf8');
  const stranger = join(host.folder, 'stranger');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger]);
  const board = { ...host.board, user: 'dev', identityFile: stranger };
  const secrets = new Secrets();
  const login = async () => {
    await using connection = await connectSsh(board, { secrets, agentSocket: '' });
    return Buffer.from((await connection.exec('id -un')).stdout).toString();
  };
  const failure = () => login().then(String, problemOf);
  expect(await failure()).toMatchObject({
    id: 'ssh.password-wanted',
    data: { stage: 'authenticate', offered: ['publickey', 'keyboard-interactive'] },
  });
  secrets.set({ board: name, kind: 'password' }, 'not this');
  expect(await failure()).toMatchObject({
    id: 'ssh.authentication-refused',
    data: { tried: [expect.stringContaining('stranger'), 'password (keyboard-interactive)'] },
  });
  expect(await secrets.get({ board: name, kind: 'password' })).toBe(undefined);
  secrets.set({ board: name, kind: 'password' }, password.trim());
  expect(await login()).toBe('dev\n');
});
