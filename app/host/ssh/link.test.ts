/** A connection that is open: what it is made of, its silence, its limits. Real sshds, with a proxy whose cable can be pulled. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { Secrets } from '../boards/secrets.ts';
import { ChannelGate } from './channel-gate.ts';
import { connectSsh } from './connection.ts';
import { knownHostsLine } from './known-hosts.ts';
import { type LoopbackSshd, loopbackSshd } from './testing/loopback-sshd.ts';
import { recordingProxy } from './testing/recording-proxy.ts';

const secrets = new Secrets();
const agentSocket = '';
const failure = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );

let folder: string;
let sshd: LoopbackSshd;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'link-'));
  sshd = await loopbackSshd();
}, 30_000);
afterAll(async () => {
  await sshd[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** The board behind a proxy. */
async function behind(port: number): Promise<Board> {
  const knownHostsFile = join(folder, `known-${port}`);
  await writeFile(knownHostsFile, `${knownHostsLine('127.0.0.1', port, sshd.hostKeys.ed25519)}\n`);
  return { ...sshd.board, port, knownHostsFile };
}

async function configured(text: string) {
  const user = join(folder, `config-${text.length}`);
  await writeFile(user, text, { mode: 0o600 });
  return { user, system: '/dev/null' };
}

it('agrees on aes-gcm with OpenSSH, both ways', async () => {
  await using connection = await connectSsh(sshd.board, { secrets, agentSocket });
  expect(connection.ciphers).toEqual(['aes128-gcm@openssh.com', 'aes128-gcm@openssh.com']);
});

describe('a silent link', { timeout: 40_000 }, () => {
  it('link.lost: within ten seconds, for the connection and for what runs on it', async () => {
    await using proxy = await recordingProxy(sshd.board.port);
    await using connection = await connectSsh(await behind(proxy.port), { secrets, agentSocket });
    // Longer than a silence may last: the keepalive is answered.
    const running = failure(connection.exec('sleep 40'));
    await new Promise((resolve) => setTimeout(resolve, 10_500));
    expect((await connection.exec('true')).code).toBe(0);
    const uploading = failure(connection.upload(join(folder, 'file'), Buffer.alloc(20_000_000), { mode: 0o600 }));
    const start = performance.now();
    proxy.stall();
    const found = await connection.closed;
    expect(performance.now() - start).toBeLessThan(10_000);
    expect([found?.id, (await running).id, (await uploading).id]).toEqual(['link.lost', 'link.lost', 'link.lost']);
    expect(found?.message).toMatch(/ended: it has sent nothing for \d+ s\.$/);
  });

  it('is told sooner where ServerAlive says so', async () => {
    await using proxy = await recordingProxy(sshd.board.port);
    const configFiles = await configured('ServerAliveInterval 1\nServerAliveCountMax 2');
    await using connection = await connectSsh(await behind(proxy.port), { secrets, agentSocket, configFiles });
    const start = performance.now();
    proxy.stall();
    expect((await connection.closed)?.id).toBe('link.lost');
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('link.lost: at authentication, when the peer falls silent after its key', async () => {
    await using proxy = await recordingProxy(sshd.board.port);
    const board = await behind(proxy.port);
    const attempt = connectSsh(board, {
      secrets,
      agentSocket,
      stageTimeoutMs: 500,
      onStage: (stage) => stage === 'authenticate' && proxy.stall(),
    });
    expect(await failure(attempt)).toMatchObject({
      id: 'link.lost',
      data: { stage: 'authenticate', board: 'loopback' },
    });
  });
});

describe('MaxSessions', { timeout: 30_000 }, () => {
  it('MaxSessions 1: works while a command holds the only session, on a second connection that ends with the first', async () => {
    await using strict = await loopbackSshd({ settings: ['MaxSessions 1'] });
    const connection = await connectSsh(strict.board, { secrets, agentSocket });
    const helper = await connection.open('cat');
    const results = await Promise.all([1, 2, 3].map((number) => connection.exec(`sleep 0.1; echo ${number}`)));
    expect(results.map(({ stdout }) => Buffer.from(stdout).toString())).toEqual(['1\n', '2\n', '3\n']);
    const path = join(strict.folder, 'uploaded');
    await connection.upload(path, Buffer.from('bytes'), { mode: 0o600 });
    await helper.write(Buffer.from('still here\n'));
    expect(await new Promise((resolve) => helper.stdout.once('data', (bytes) => resolve(String(bytes))))).toBe(
      'still here\n',
    );
    const logins = async () => (await strict.log()).match(/Accepted publickey/g)?.length;
    expect(await logins()).toBe(2);
    await connection.close();
    await vi.waitFor(async () => expect((await strict.log()).match(/Disconnected from user/g)?.length).toBe(2));
  });

  it('ssh.channel-refused: MaxSessions 0', async () => {
    await using none = await loopbackSshd({ settings: ['MaxSessions 0'] });
    await using connection = await connectSsh(none.board, { secrets, agentSocket });
    expect((await failure(connection.exec('true'))).id).toBe('ssh.channel-refused');
  });

  it('ssh.channel-refused: MaxSessions 1 where a second connection is refused', async () => {
    await using strict = await loopbackSshd({ settings: ['MaxSessions 1'] });
    const once = new Map([['passphrase', 'open sesame']]);
    const source = {
      get: async ({ kind }: { kind: string }) => {
        const secret = once.get(kind);
        once.delete(kind);
        return secret;
      },
      refused: () => {},
    };
    const board = { ...strict.board, identityFile: strict.encryptedKey };
    await using connection = await connectSsh(board, { secrets: source, agentSocket });
    await using _helper = await connection.open('cat');
    expect(await failure(connection.exec('true'))).toMatchObject({
      id: 'ssh.channel-refused',
      data: { because: { id: 'ssh.passphrase-wanted' } },
    });
  });

  it('lowers a gate to what the server allows, and lets those wait who come after', async () => {
    const gate = new ChannelGate(4);
    const leaves = await Promise.all([1, 2, 3, 4].map(() => gate.enter()));
    // Two of four were refused: two are left.
    expect([gate.lower(), leaves.pop()?.(), gate.lower(), leaves.pop()?.(), gate.full]).toEqual([
      true,
      undefined,
      true,
      undefined,
      true,
    ]);
    const order: string[] = [];
    const third = gate.enter().then(() => order.push('third'));
    order.push('left');
    leaves.pop()?.();
    await third;
    expect([order, gate.full]).toEqual([['left', 'third'], true]);
  });
});
