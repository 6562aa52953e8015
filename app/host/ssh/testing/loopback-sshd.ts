/** A real OpenSSH server on loopback for tests, with keys and an account file of its own; only its own process is ended. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Board } from '../../../contract/board.ts';
import { type HostKey, knownHostsLine } from '../known-hosts.ts';

const program = '/usr/sbin/sshd';
/** Why tests with a real server cannot run here; undefined when they can. */
export const sshdMissing = existsSync(program) ? undefined : `${program} is not there (apt-get install openssh-server)`;

export interface LoopbackSshd extends AsyncDisposable {
  readonly folder: string;
  readonly board: Board;
  readonly hostKeys: Readonly<Record<'ed25519' | 'rsa' | 'ecdsa', HostKey>>;
  /** A private key that the server lets in, and the same key encrypted with the passphrase `open sesame`. */
  readonly clientKey: string;
  readonly encryptedKey: string;
  /** The server's log so far, at debug level. */
  log(): Promise<string>;
  knownHosts(...lines: string[]): Promise<void>;
}

function keygen(file: string, type: string, passphrase = ''): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-f', file]);
}

async function publicKey(file: string): Promise<HostKey> {
  const [type = '', blob = ''] = (await readFile(`${file}.pub`, 'utf8')).split(' ');
  return { type, blob };
}

/** Starts a server; `settings` are lines of sshd_config(5). Its ed25519 key is known unless `known` is false. */
export async function loopbackSshd(
  port: number,
  options: { settings?: string[]; known?: boolean } = {},
): Promise<LoopbackSshd> {
  const folder = await mkdtemp(join(tmpdir(), 'loopback-sshd-'));
  const at = (name: string) => join(folder, name);
  for (const type of ['ed25519', 'rsa', 'ecdsa']) keygen(at(`host_${type}`), type);
  keygen(at('client'), 'ed25519');
  keygen(at('encrypted'), 'ed25519', 'open sesame');
  await writeFile(
    at('authorized'),
    (await readFile(at('client.pub'), 'utf8')) + (await readFile(at('encrypted.pub'), 'utf8')),
  );
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...['ed25519', 'rsa', 'ecdsa'].map((type) => `HostKey ${at(`host_${type}`)}`),
    `AuthorizedKeysFile ${at('authorized')}`,
    `PidFile ${at('pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'LogLevel DEBUG1',
    ...(options.settings ?? []),
  ];
  await writeFile(at('sshd_config'), `${config.join('\n')}\n`);
  // sshd started by root insists on its empty folder, which a system without running services lacks.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  const server = spawn(program, ['-D', '-f', at('sshd_config'), '-E', at('log')], { stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('close', resolve));
  const log = () => readFile(at('log'), 'utf8').catch(() => '');
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries > 100 || server.exitCode !== null) throw new Error(`sshd does not start: ${await log()}`);
    await sleep(50);
  }
  const hostKeys = {
    ed25519: await publicKey(at('host_ed25519')),
    rsa: await publicKey(at('host_rsa')),
    ecdsa: await publicKey(at('host_ecdsa')),
  };
  const knownHosts = (...lines: string[]) => appendFile(at('known_hosts'), lines.map((line) => `${line}\n`).join(''));
  if (options.known !== false) await knownHosts(knownHostsLine('127.0.0.1', port, hostKeys.ed25519));
  return {
    folder,
    board: {
      name: 'loopback',
      host: '127.0.0.1',
      port,
      user: userInfo().username,
      identityFile: at('client'),
      knownHostsFile: at('known_hosts'),
    },
    hostKeys,
    clientKey: at('client'),
    encryptedKey: at('encrypted'),
    log,
    knownHosts,
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
