import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { Secrets } from '../boards/secrets.ts';
import { unlistedSignal } from './channel.ts';
import { connectSsh } from './connection.ts';
import { fingerprint, knownHostsLine } from './known-hosts.ts';
import { type LoopbackSshd, loopbackSshd, sshdMissing } from './testing/loopback-sshd.ts';

if (sshdMissing !== undefined) process.stderr.write(`SKIP tests of SSH with a real server: ${sshdMissing}\n`);

const secrets = new Secrets();
const agentSocket = '';

async function failure(work: Promise<unknown>): Promise<Problem> {
  return await work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );
}

describe.skipIf(sshdMissing !== undefined)('connectSsh with OpenSSH', { timeout: 30_000 }, () => {
  let sshd: LoopbackSshd;
  beforeAll(async () => {
    sshd = await loopbackSshd(2401);
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
    expect((await failure(connection.exec('true'))).id).toBe('ssh.connection-lost');
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
    const left = await connection.exec("pgrep -f ': mark-432[1]'");
    expect({ code: left.code, pids: Buffer.from(left.stdout).toString() }).toEqual({ code: 1, pids: '' });
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
    await using other = await loopbackSshd(2402, { known: false });
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
    await using other = await loopbackSshd(2403, { known: false });
    await other.knownHosts('# mine', knownHostsLine('127.0.0.1', 2403, sshd.hostKeys.ed25519));
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
    expect(changed.hint).toContain(`ssh-keygen -f '${file}' -R '[127.0.0.1]:2403'`);
    await other.knownHosts(`@revoked * ${other.hostKeys.ed25519.type} ${other.hostKeys.ed25519.blob}`);
    expect((await failure(connectSsh(other.board, { secrets, agentSocket }))).id).toBe('ssh.host-key-revoked');
    expect(await other.log()).not.toContain('userauth-request');
  });

  it('asks for the type of key by which the host is known', async () => {
    await using other = await loopbackSshd(2404, { known: false });
    await other.knownHosts(knownHostsLine('127.0.0.1', 2404, other.hostKeys.rsa));
    await using connection = await connectSsh(other.board, { secrets, agentSocket });
    expect(connection.hostKey).toEqual(other.hostKeys.rsa);
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
    await using other = await loopbackSshd(2405, { settings: ['Ciphers 3des-cbc'] });
    expect(await failure(connectSsh(other.board, { secrets, agentSocket }))).toMatchObject({
      id: 'ssh.no-common-algorithm',
      data: { stage: 'host-key' },
    });
  });

  it('tells a lost connection from a closed one', async () => {
    await using connection = await connect();
    const running = failure(connection.exec('sleep 30'));
    await sleep(100);
    await connection.exec('kill $(ps -o ppid= -p $$)').catch(() => {});
    expect([(await running).id, (await connection.closed)?.id]).toEqual(['ssh.connection-lost', 'ssh.connection-lost']);
  });
});

describe('connectSsh to what is no board', () => {
  const board: Board = {
    name: 'b',
    host: '127.0.0.1',
    port: 2410,
    user: 'root',
    knownHostsFile: '/nowhere/known_hosts',
  };
  const attempt = (more: Partial<Board>, options: object = {}) =>
    failure(connectSsh({ ...board, ...more }, { secrets, agentSocket, ...options }));

  it('names what went wrong', async () => {
    expect((await attempt({})).id).toBe('ssh.connection-refused');
    expect(await attempt({ host: 'no-such-host.invalid' })).toMatchObject({
      id: 'ssh.host-not-found',
      data: { stage: 'resolve' },
    });
  });

  it.each([
    ['a server of another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', true, 'ssh.not-ssh'],
    ['a server that hangs up', '', true, 'ssh.not-ssh'],
    ['a server that says nothing', '', false, 'ssh.timeout'],
  ])('tells %s', async (_what, says, hangsUp, id) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      if (says !== '') socket.write(says);
      if (hangsUp) socket.end();
    });
    await new Promise<void>((resolve) => server.listen(2411, '127.0.0.1', resolve));
    try {
      expect((await attempt({ port: 2411 }, { stageTimeoutMs: 400 })).id).toBe(id);
    } finally {
      server.close();
    }
  });

  it('leaves nothing open when it is cancelled', async () => {
    const ends: string[] = [];
    const server = createServer((socket) => {
      socket.resume();
      socket.on('error', () => {}).on('close', () => ends.push('closed'));
    });
    await new Promise<void>((resolve) => server.listen(2412, '127.0.0.1', resolve));
    try {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 100);
      expect((await attempt({ port: 2412 }, { signal: abort.signal })).id).toBe('cancelled');
      await sleep(50);
      expect(ends).toEqual(['closed']);
    } finally {
      server.close();
    }
  });
});
