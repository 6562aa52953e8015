import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { Secrets } from '../boards/secrets.ts';
import { choosePort } from '../emulated-board/loopback-port.ts';
import { unlistedSignal } from './channel.ts';
import { connectSsh } from './connection.ts';
import { fingerprint, knownHostsLine } from './known-hosts.ts';
import { type LoopbackSshd, loopbackSshd } from './testing/loopback-sshd.ts';

const secrets = new Secrets();
const agentSocket = '';

async function failure(work: Promise<unknown>): Promise<Problem> {
  return await work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );
}

/** This process's TCP sockets to a port of loopback, as the kernel lists them (/proc/net/tcp: remote address, inode). */
async function socketsTo(port: number): Promise<number> {
  const descriptors = await readdir('/proc/self/fd');
  const own = await Promise.all(descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = (await readFile('/proc/self/net/tcp', 'utf8')).split('\n').map((row) => row.trim().split(/\s+/));
  return rows.filter((row) => row[2] === remote && own.includes(`socket:[${row[9]}]`)).length;
}

describe('connectSsh with OpenSSH', { timeout: 30_000 }, () => {
  let sshd: LoopbackSshd;
  beforeAll(async () => {
    sshd = await loopbackSshd();
  }, 30_000);
  afterAll(() => sshd[Symbol.asyncDispose]());
  const connect = (more: Partial<Parameters<typeof connectSsh>[1]> & { board?: Board } = {}) =>
    connectSsh(more.board ?? sshd.board, { secrets, agentSocket, ...more });

  it('goes through the stages, runs commands and ends in order', async () => {
    const stages: string[] = [];
    const connection = await connect({ onStage: (stage) => stages.push(stage) });
    const result = await connection.exec('cat; echo err >&2; exit 3', { stdin: 'in\n' });
    expect({ ...result, stdout: Buffer.from(result.stdout).toString() }).toEqual({
      code: 3,
      signal: undefined,
      stdout: 'in\n',
      stderr: 'err\n',
    });
    expect((await connection.exec('kill -BUS $$')).signal).toBe(unlistedSignal);
    expect((await connection.exec('kill -SEGV $$')).signal).toBe('SIGSEGV');
    await connection.close();
    expect(await connection.closed).toBe(undefined);
    expect(stages).toEqual(['resolve', 'connect', 'host-key', 'authenticate']);
    expect((await failure(connection.exec('true'))).id).toBe('link.lost');
  });

  it('keeps bytes whole both ways, more than any window holds', async () => {
    await using connection = await connect();
    const bytes = randomBytes(5_000_000);
    const { stdout } = await connection.exec('cat', { stdin: bytes });
    expect(Buffer.from(stdout).equals(bytes)).toBe(true);
  });

  it('runs more commands at once than a server allows sessions', async () => {
    await using connection = await connect();
    const results = await Promise.all(
      Array.from({ length: 25 }, (_, index) => connection.exec(`sleep 0.1; echo ${index}`)),
    );
    expect(results.map(({ stdout }) => Number(Buffer.from(stdout).toString()))).toEqual([...Array(25).keys()]);
  });

  it('ends a command that prints without end, and one that is cancelled', async () => {
    await using connection = await connect();
    expect((await failure(connection.exec('yes', { maxOutput: 10_000 }))).id).toBe('ssh.output-too-long');
    const abort = new AbortController();
    const running = failure(
      connection.exec(': mark-4321; while echo x; do sleep 0.05; done', { signal: abort.signal }),
    );
    await sleep(200);
    abort.abort();
    expect((await running).id).toBe('cancelled');
    await sleep(1_000);
    const left = await connection.exec("grep -l ': mark-432[1]' /proc/[0-9]*/cmdline 2>/dev/null");
    expect(Buffer.from(left.stdout).toString()).toBe('');
    expect((await connection.exec('echo ok')).code).toBe(0);
  });

  it('does not wait for a reader of a closed channel', async () => {
    await using connection = await connect();
    const channel = await connection.open('exec head -c 1 >/dev/null');
    let open = true;
    for (let count = 0; open && count < 1000; count += 1) open = await channel.write(Buffer.alloc(64 * 1024));
    expect(open).toBe(false);
    channel.stdout.resume();
    channel.stderr.resume();
    expect(await channel.exit).toEqual({ code: 0, signal: undefined });
  });

  it('uploads whole files only', async () => {
    await using connection = await connect();
    const bytes = randomBytes(3_000_001);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const path = join(sshd.folder, "it's a file");
    const seen: number[] = [];
    const report = await connection.upload(path, bytes, { mode: 0o640, onProgress: (done) => seen.push(done) });
    expect(report).toEqual({ sha256, verified: 'sha256' });
    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect([seen.at(-1), seen.length > 10]).toEqual([bytes.length, true]);
    expect((await failure(connection.upload('/nowhere/file', bytes, { mode: 0o600 }))).id).toBe('upload.refused');
    expect((await failure(connection.upload('/dev/full/x', bytes, { mode: 0o600 }))).id).toBe('upload.refused');
    const abort = new AbortController();
    const cut = connection.upload(path, randomBytes(8_000_000), {
      mode: 0o600,
      signal: abort.signal,
      onProgress: (done) => done > 1_000_000 && abort.abort(),
    });
    expect((await failure(cut)).id).toBe('cancelled');
    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect((await readdir(sshd.folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('does not authenticate to a host that is not known', async () => {
    await using other = await loopbackSshd({ known: false });
    const unknown = await failure(connectSsh(other.board, { secrets, agentSocket }));
    expect(unknown).toMatchObject({
      id: 'ssh.host-key-unknown',
      data: {
        stage: 'host-key',
        keys: [{ type: 'ssh-ed25519', fingerprint: fingerprint(other.hostKeys.ed25519) }],
      },
    });
    const wrongTrust = connectSsh(other.board, { secrets, agentSocket, trust: 'SHA256:another' });
    expect((await failure(wrongTrust)).id).toBe('ssh.host-key-unknown');
    expect(await other.log()).toContain('Connection from');
    expect(await other.log()).not.toContain('userauth-request');

    const trust = fingerprint(other.hostKeys.ed25519);
    await using trusted = await connectSsh(other.board, { secrets, agentSocket, trust });
    expect((await trusted.exec('true')).code).toBe(0);
    expect(await other.log()).toContain('userauth-request');
    await using again = await connectSsh(other.board, { secrets, agentSocket });
    expect(again.hostKey).toEqual(other.hostKeys.ed25519);
  });

  it('does not authenticate to a host whose key changed or is revoked, and says where it is known', async () => {
    await using other = await loopbackSshd({ known: false });
    await other.knownHosts('# mine', knownHostsLine('127.0.0.1', other.board.port, sshd.hostKeys.ed25519));
    const trust = fingerprint(other.hostKeys.ed25519);
    const changed = await failure(connectSsh(other.board, { secrets, agentSocket, trust }));
    const file = other.board.knownHostsFile;
    expect(changed).toMatchObject({
      id: 'ssh.host-key-changed',
      data: {
        stage: 'host-key',
        found: { fingerprint: trust },
        known: [{ fingerprint: fingerprint(sshd.hostKeys.ed25519), file, line: 2 }],
      },
    });
    expect(changed.hint).toContain(`ssh-keygen -f '${file}' -R '[127.0.0.1]:${other.board.port}'`);
    await other.knownHosts(`@revoked * ${other.hostKeys.ed25519.type} ${other.hostKeys.ed25519.blob}`);
    expect((await failure(connectSsh(other.board, { secrets, agentSocket }))).id).toBe('ssh.host-key-revoked');
    expect(await other.log()).not.toContain('userauth-request');
  });

  it('asks for the type of key by which the host is known', async () => {
    await using other = await loopbackSshd({ known: false });
    await other.knownHosts(knownHostsLine('127.0.0.1', other.board.port, other.hostKeys.rsa));
    await using connection = await connectSsh(other.board, { secrets, agentSocket });
    expect(connection.hostKey).toEqual(other.hostKeys.rsa);
  });

  it('asks for an ecdsa key where the host is known by one, and judges hashed names', async () => {
    await using other = await loopbackSshd({ known: false });
    await other.knownHosts(knownHostsLine('127.0.0.1', other.board.port, other.hostKeys.ecdsa));
    const file = other.board.knownHostsFile ?? '';
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
    expect(await readFile(file, 'utf8')).toMatch(/^\|1\|/);
    await using connection = await connectSsh(other.board, { secrets, agentSocket });
    expect(connection.hostKey).toEqual(other.hostKeys.ecdsa);
  });

  it('does not authenticate where a hashed name vouches for another key', async () => {
    await using other = await loopbackSshd({ known: false });
    await other.knownHosts(knownHostsLine('127.0.0.1', other.board.port, sshd.hostKeys.ed25519));
    execFileSync('ssh-keygen', ['-q', '-H', '-f', other.board.knownHostsFile ?? ''], { stdio: 'ignore' });
    expect((await failure(connectSsh(other.board, { secrets, agentSocket }))).id).toBe('ssh.host-key-changed');
    expect(await other.log()).not.toContain('userauth-request');
  });

  it('says that it cannot check a certificate authority, and goes by the keys beside it', async () => {
    await using other = await loopbackSshd({ known: false });
    const { type, blob } = other.hostKeys.ed25519;
    await other.knownHosts(`@cert-authority * ${type} ${blob}`);
    const refused = await failure(connectSsh(other.board, { secrets, agentSocket }));
    expect(refused.id).toBe('ssh.host-key-unknown');
    expect(refused.data?.notes).toEqual([
      `${other.board.knownHostsFile}:1 vouches for it by @cert-authority, which this tool cannot check.`,
    ]);
    expect(await other.log()).not.toContain('userauth-request');
    await other.knownHosts(knownHostsLine('127.0.0.1', other.board.port, other.hostKeys.ed25519));
    await using connection = await connectSsh(other.board, { secrets, agentSocket });
    expect(connection.hostKey).toEqual(other.hostKeys.ed25519);
  });

  it('logs in by password, and tells a wrong one from a missing one', async () => {
    await using other = await loopbackSshd({
      settings: ['PasswordAuthentication yes', 'PubkeyAuthentication no', 'PermitRootLogin yes'],
    });
    const own = new Secrets();
    const login = () => connectSsh(other.board, { secrets: own, agentSocket });
    expect(await failure(login())).toMatchObject({
      id: 'ssh.password-wanted',
      data: { stage: 'authenticate', offered: ['password'] },
    });
    const request = { board: other.board.name, kind: 'password' } as const;
    own.set(request, 'wrong horse');
    expect(await failure(login())).toMatchObject({
      id: 'ssh.authentication-refused',
      data: { stage: 'authenticate', tried: ['password'] },
    });
    expect(await own.get(request)).toBe(undefined);
    own.set(request, other.password);
    await using connection = await login();
    expect(Buffer.from((await connection.exec('id -u')).stdout).toString()).toBe(`${process.getuid?.()}\n`);
  });

  it.each(['resolve', 'connect', 'host-key', 'authenticate'] as const)(
    'leaves no socket when it is cancelled at %s',
    async (at) => {
      const abort = new AbortController();
      const attempt = connect({ signal: abort.signal, onStage: (stage) => stage === at && abort.abort() });
      expect((await failure(attempt)).id).toBe('cancelled');
      await sleep(100);
      expect(await socketsTo(sshd.board.port)).toBe(0);
    },
  );

  it('leaves no socket when it is cancelled while it waits for a secret', async () => {
    const abort = new AbortController();
    const patient = {
      get: async () => {
        setTimeout(() => abort.abort(), 50);
        return await new Promise<undefined>(() => {});
      },
      refused: () => {},
    };
    const board = { ...sshd.board, identityFile: sshd.encryptedKey };
    expect((await failure(connect({ board, secrets: patient, signal: abort.signal }))).id).toBe('cancelled');
    await sleep(100);
    expect(await socketsTo(sshd.board.port)).toBe(0);
  });

  it('opens an encrypted key with its passphrase', async () => {
    const board = { ...sshd.board, identityFile: sshd.encryptedKey };
    const own = new Secrets();
    const wanted = await failure(connect({ board, secrets: own }));
    expect([wanted.id, wanted.data?.wrong]).toEqual(['ssh.passphrase-wanted', false]);
    own.set({ board: board.name, kind: 'passphrase' }, 'wrong');
    const wrong = await failure(connect({ board, secrets: own }));
    expect([wrong.id, wrong.data?.wrong]).toEqual(['ssh.passphrase-wanted', true]);
    expect(await own.get({ board: board.name, kind: 'passphrase' })).toBe(undefined);
    own.set({ board: board.name, kind: 'passphrase' }, 'open sesame');
    await using connection = await connect({ board, secrets: own });
    expect((await connection.exec('true')).code).toBe(0);
  });

  it('uses the agent', async () => {
    const socket = join(sshd.folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      await sleep(300);
      execFileSync('ssh-add', ['-q', sshd.clientKey], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
      const board = { ...sshd.board, identityFile: sshd.encryptedKey };
      await using connection = await connect({ board, agentSocket: socket });
      expect((await connection.exec('true')).code).toBe(0);
    } finally {
      agent.kill();
    }
    const gone = { ...sshd.board, identityFile: sshd.encryptedKey };
    expect((await failure(connect({ board: gone, agentSocket: '/nowhere' }))).id).toBe('ssh.passphrase-wanted');
  });

  it('explains a refusal', async () => {
    const refused = await failure(connect({ board: { ...sshd.board, user: 'nobody-here' } }));
    expect(refused).toMatchObject({
      id: 'ssh.authentication-refused',
      data: {
        stage: 'authenticate',
        tried: [`key ${sshd.clientKey} (ssh-ed25519)`],
        offered: ['publickey'],
      },
    });
    const unusable = await failure(connect({ board: { ...sshd.board, identityFile: `${sshd.clientKey}.pub` } }));
    expect(unusable.id).toBe('ssh.identity-unusable');
  });

  it('explains that there is no common algorithm', async () => {
    await using other = await loopbackSshd({ settings: ['Ciphers 3des-cbc'] });
    expect(await failure(connectSsh(other.board, { secrets, agentSocket }))).toMatchObject({
      id: 'ssh.no-common-algorithm',
      data: { stage: 'host-key' },
    });
  });

  it('tells a lost connection from a closed one', async () => {
    await using connection = await connect();
    const running = failure(connection.exec('sleep 30'));
    await sleep(100);
    await connection.exec('kill $PPID').catch(() => {});
    expect([(await running).id, (await connection.closed)?.id]).toEqual(['link.lost', 'link.lost']);
  });
});

describe('connectSsh to what is no board', () => {
  /** A port of loopback where nothing listens, and one that a test may listen on. */
  let closed: number;
  let own: number;
  beforeAll(async () => {
    closed = await choosePort(undefined, undefined);
    own = await choosePort(undefined, undefined);
  });
  const board: Board = {
    name: 'b',
    host: '127.0.0.1',
    port: 0,
    user: 'root',
    knownHostsFile: '/nowhere/known_hosts',
  };
  const attempt = (more: Partial<Board>, options: object = {}) =>
    failure(connectSsh({ ...board, port: closed, ...more }, { secrets, agentSocket, ...options }));

  it('names what went wrong', async () => {
    expect((await attempt({})).id).toBe('ssh.connection-refused');
    expect(await attempt({ host: 'no-such-host.invalid' })).toMatchObject({
      id: 'ssh.host-not-found',
      data: { stage: 'resolve' },
    });
    // A multicast address has no route for TCP (net/ipv4/tcp_ipv4.c: tcp_v4_connect).
    expect(await attempt({ host: '224.0.0.1' })).toMatchObject({
      id: 'ssh.unreachable',
      data: { stage: 'connect', host: '224.0.0.1', port: closed },
    });
  });

  it.each([
    ['a server of another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', true, 'ssh.not-ssh'],
    ['a server that hangs up', '', true, 'ssh.not-ssh'],
    ['a server that says nothing', '', false, 'link.lost'],
    ['a server that hangs up after its name', 'SSH-2.0-OpenSSH_9.2\r\n', true, 'link.lost'],
    ['a server that stops after its name', 'SSH-2.0-OpenSSH_9.2\r\n', false, 'link.lost'],
  ])('tells %s', async (_what, says, hangsUp, id) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      if (says !== '') socket.write(says);
      if (hangsUp) socket.end();
    });
    await new Promise<void>((resolve) => server.listen(own, '127.0.0.1', resolve));
    try {
      expect((await attempt({ port: own }, { stageTimeoutMs: 400 })).id).toBe(id);
    } finally {
      server.close();
    }
  });

  it('leaves nothing open when it is cancelled', async () => {
    const abort = new AbortController();
    const ends: string[] = [];
    const server = createServer((socket) => {
      socket.resume();
      socket.on('error', () => {}).on('close', () => ends.push('closed'));
      // Once there is something to leave open.
      setTimeout(() => abort.abort(), 50);
    });
    await new Promise<void>((resolve) => server.listen(own, '127.0.0.1', resolve));
    try {
      expect((await attempt({ port: own }, { signal: abort.signal })).id).toBe('cancelled');
      await vi.waitFor(() => expect(ends).toEqual(['closed']));
    } finally {
      server.close();
    }
  });
});
