/**
 * A real OpenSSH server on loopback for tests, with keys and an account file of its own; only its own process is ended.
 * `resources/workstation/sshd.sh` puts the program into the cache; it runs for root and for any other user.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Board } from '../../../contract/board.ts';
import { choosePort } from '../../emulated-board/loopback-port.ts';
import { type HostKey, knownHostsLine } from '../known-hosts.ts';

const cache = process.env.XDG_CACHE_HOME || join(process.env.HOME ?? homedir(), '.cache');
const unpacked = join(cache, 'uiomem-studio', 'sshd');

export interface LoopbackSshd extends AsyncDisposable {
  readonly folder: string;
  readonly board: Board & { readonly port: number; readonly user: string };
  readonly hostKeys: Readonly<Record<'ed25519' | 'rsa' | 'ecdsa', HostKey>>;
  /** A private key that the server lets in, and the same key encrypted with the passphrase `open sesame`. */
  readonly clientKey: string;
  readonly encryptedKey: string;
  /** The password of the user that `board` logs in as; the server takes it with `PasswordAuthentication yes`. */
  readonly password: string;
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

const password = 'correct horse';

/**
 * The account files that the server sees (through nss_wrapper): the system's, `sshd`, and our user with a password and an empty
 * home: what the shell reads in the real one may take any time, and be locked by another test's.
 */
async function writeAccounts(at: (name: string) => string): Promise<void> {
  const { username, uid, gid, shell } = userInfo();
  await mkdir(at('home'));
  const own = `${username}:x:${uid}:${gid}::${at('home')}:${shell ?? '/bin/sh'}`;
  const others = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !/^(sshd:|[+-])/.test(line) && !line.startsWith(`${username}:`));
  const accounts = [own, 'sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin', ...others];
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' }).trim();
  const shadow = accounts.map((line, index) => `${line.split(':')[0]}:${index === 0 ? hash : '*'}:19000:0:99999:7:::`);
  await writeFile(at('passwd'), `${accounts.join('\n')}\n`);
  await writeFile(at('shadow'), `${shadow.join('\n')}\n`, { mode: 0o600 });
  await writeFile(at('group'), readFileSync('/etc/group', 'utf8'));
}

/** Programs that OpenSSH from 9.8 on starts for each connection, by absolute paths; older ones have none. */
function ownPrograms(): string[] {
  const programs = { SshdSessionPath: 'sshd-session', SshdAuthPath: 'sshd-auth' };
  return Object.entries(programs).flatMap(([setting, name]) => {
    const path = join(unpacked, 'tree', 'usr', 'lib', 'openssh', name);
    return existsSync(path) ? [`${setting} ${path}`] : [];
  });
}

/**
 * Starts a server on a free port; `settings` are lines of sshd_config(5), of which the first of a name counts.
 * Its ed25519 key is known unless `known` is false.
 */
export async function loopbackSshd(options: { settings?: string[]; known?: boolean } = {}): Promise<LoopbackSshd> {
  const program = join(unpacked, 'tree', 'usr', 'sbin', 'sshd');
  if (!existsSync(program)) throw new Error(`${program} is not there: run resources/workstation/sshd.sh`);
  const port = await choosePort(undefined, undefined);
  const folder = await mkdtemp(join(tmpdir(), 'loopback-sshd-'));
  const at = (name: string) => join(folder, name);
  for (const type of ['ed25519', 'rsa', 'ecdsa']) keygen(at(`host_${type}`), type);
  keygen(at('client'), 'ed25519');
  keygen(at('encrypted'), 'ed25519', 'open sesame');
  await writeFile(
    at('authorized'),
    (await readFile(at('client.pub'), 'utf8')) + (await readFile(at('encrypted.pub'), 'utf8')),
  );
  await writeAccounts(at);
  const config = [
    ...(options.settings ?? []),
    ...ownPrograms(),
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
  ];
  await writeFile(at('sshd_config'), `${config.join('\n')}\n`);
  // sshd started by root insists on its empty folder, which a system without running services lacks.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  // What the server starts for a login gets an environment of its own, without these.
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: join(unpacked, 'lib'),
    LD_PRELOAD: join(unpacked, 'lib', 'libnss_wrapper.so'),
    NSS_WRAPPER_PASSWD: at('passwd'),
    NSS_WRAPPER_SHADOW: at('shadow'),
    NSS_WRAPPER_GROUP: at('group'),
  };
  const server = spawn(program, ['-D', '-f', at('sshd_config'), '-E', at('log')], { stdio: 'ignore', env });
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
    password,
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
