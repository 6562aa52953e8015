/** Jump hosts: real sshds on loopback, one behind the other. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { Secrets } from '../boards/secrets.ts';
import { choosePort } from '../emulated-board/loopback-port.ts';
import { connectSsh } from './connection.ts';
import { fingerprint, knownHostsLine } from './known-hosts.ts';
import { type LoopbackSshd, loopbackSshd } from './testing/loopback-sshd.ts';
import { clearMessages, recordingProxy } from './testing/recording-proxy.ts';

let folder: string;
let gate: LoopbackSshd;
let middle: LoopbackSshd;
let last: LoopbackSshd;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jump-'));
  [gate, middle, last] = await Promise.all([
    loopbackSshd(),
    loopbackSshd({ settings: ['PasswordAuthentication yes', 'PermitRootLogin yes'] }),
    loopbackSshd(),
  ]);
}, 60_000);
afterAll(async () => {
  await Promise.all([gate, middle, last].map((sshd) => sshd[Symbol.asyncDispose]()));
  await rm(folder, { recursive: true });
});

async function failure(work: Promise<unknown>): Promise<Problem> {
  return await work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );
}

/** A Host of the configuration for a server. */
function host(name: string, { board, clientKey, folder: place }: LoopbackSshd, ...more: string[]): string {
  const lines = [
    ...more,
    'HostName 127.0.0.1',
    `Port ${board.port}`,
    `User ${board.user}`,
    `IdentityFile ${clientKey}`,
    `UserKnownHostsFile ${join(place, 'known_hosts')}`,
    'IdentityAgent none',
  ];
  return [`Host ${name}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

let made = 0;
async function through(...hosts: string[]) {
  made += 1;
  const user = join(folder, `config-${made}`);
  await writeFile(user, hosts.join('\n'), { mode: 0o600 });
  return {
    secrets: new Secrets(),
    configFiles: { user, system: '/dev/null' },
    knownHosts: { own: join(folder, 'own'), others: [] },
    agentSocket: '',
  };
}
const board: Board = { name: 'far', host: 'far' };

describe('jump hosts', { timeout: 30_000 }, () => {
  it('goes through a chain: each verified, logged in on with its own keys, and ended in order', async () => {
    const options = await through(
      host('far', last, 'ProxyJump gate,middle'),
      host('gate', gate),
      host('middle', middle),
    );
    const stages: string[] = [];
    const connection = await connectSsh(board, {
      ...options,
      onStage: (stage, _text, detail) => stages.push(`${detail?.hop ?? 'board'} ${stage}`),
    });
    expect(connection.hostKey).toEqual(last.hostKeys.ed25519);
    expect(Buffer.from((await connection.exec('echo $SSH_CONNECTION')).stdout).toString()).toContain(
      ` ${last.board.port}\n`,
    );
    const each = ['resolve', 'connect', 'host-key', 'authenticate'];
    expect(stages).toEqual(['gate', 'middle', 'board'].flatMap((at) => each.map((stage) => `${at} ${stage}`)));
    await connection.close();
    expect(await connection.closed).toBe(undefined);
    for (const sshd of [gate, middle, last]) {
      await vi.waitFor(async () => expect(await sshd.log()).toMatch(/Disconnected from|disconnected by user/));
    }
  });

  it('carries bytes whole, more than any window holds', async () => {
    const options = await through(host('far', last, 'ProxyJump gate'), host('gate', gate));
    await using connection = await connectSsh(board, options);
    const bytes = Buffer.alloc(3_000_000, 7);
    expect((await connection.exec('cat', { stdin: bytes })).stdout).toEqual(bytes);
  });

  it('ssh.connection-refused: names the jump host that refuses', async () => {
    const closed = await choosePort(undefined, undefined);
    const options = await through(
      host('far', last, 'ProxyJump gate,nobody'),
      host('gate', gate),
      `Host nobody\n  HostName 127.0.0.1\n  Port ${closed}`,
    );
    expect(await failure(connectSsh(board, options))).toMatchObject({
      id: 'ssh.connection-refused',
      data: { stage: 'connect', hop: 'nobody', via: 'gate', port: closed },
    });
    const first = await through(
      host('far', last, 'ProxyJump nobody'),
      `Host nobody\n  HostName 127.0.0.1\n  Port ${closed}`,
    );
    expect(await failure(connectSsh(board, first))).toMatchObject({
      id: 'ssh.connection-refused',
      data: { stage: 'connect', hop: 'nobody', port: closed },
    });
  });

  it('ssh.connection-refused: of the board behind a jump host', async () => {
    const closed = await choosePort(undefined, undefined);
    const options = await through(
      `Host far\n  HostName 127.0.0.1\n  Port ${closed}\n  ProxyJump gate`,
      host('gate', gate),
    );
    const found = await failure(connectSsh(board, options));
    expect(found).toMatchObject({
      id: 'ssh.connection-refused',
      data: { stage: 'connect', via: 'gate', port: closed },
    });
    expect(found.data).not.toHaveProperty('hop');
  });

  it('ssh.host-not-found: said by the jump host', async () => {
    const options = await through('Host far\n  HostName no-such-host.invalid\n  ProxyJump gate', host('gate', gate));
    expect(await failure(connectSsh(board, options))).toMatchObject({
      id: 'ssh.host-not-found',
      data: { stage: 'connect', via: 'gate', host: 'no-such-host.invalid' },
    });
  });

  it('ssh.host-key-changed: at a jump host, to which nothing is sent, nor to those behind it', async () => {
    await using proxy = await recordingProxy(gate.board.port);
    const known = join(folder, 'known-changed');
    await writeFile(known, `${knownHostsLine('127.0.0.1', proxy.port, last.hostKeys.ed25519)}\n`);
    const lines = `Host gate\n  HostName 127.0.0.1\n  Port ${proxy.port}\n  UserKnownHostsFile ${known}\n  IdentityFile ${gate.clientKey}`;
    const options = await through(host('far', last, 'ProxyJump gate'), lines);
    const before = await last.log();
    expect(await failure(connectSsh(board, options))).toMatchObject({
      id: 'ssh.host-key-changed',
      hint: expect.stringMatching(
        /^Either the jump host was .* if it is the same one, remove what was known: ssh-keygen/,
      ),
      data: { stage: 'host-key', hop: 'gate', found: { fingerprint: fingerprint(gate.hostKeys.ed25519) } },
    });
    // KEXINIT, KEX_ECDH_INIT, DISCONNECT (RFC 4253, 12; RFC 5656, 7.1): the keys were never taken into use.
    await vi.waitFor(() => expect(proxy.sent.map(clearMessages)).toEqual([[20, 30, 1]]));
    expect(await last.log()).toBe(before);
  });

  it('ssh.host-key-unknown: of a jump host, whose key is filed on consent', async () => {
    const options = await through(
      host('far', last, 'ProxyJump gate'),
      host('gate', gate, `UserKnownHostsFile ${join(folder, 'nothing-known')}`),
    );
    const own = join(folder, 'own-for-hop');
    const files = { ...options, knownHosts: { own, others: [] } };
    expect(await failure(connectSsh(board, files))).toMatchObject({
      id: 'ssh.host-key-unknown',
      data: { hop: 'gate', keys: [{ fingerprint: fingerprint(gate.hostKeys.ed25519) }] },
    });
    await using connection = await connectSsh(board, { ...files, trust: fingerprint(gate.hostKeys.ed25519) });
    expect(connection.hostKey).toEqual(last.hostKeys.ed25519);
    expect(await readFile(own, 'utf8')).toBe(
      `${knownHostsLine('127.0.0.1', gate.board.port, gate.hostKeys.ed25519)}\n`,
    );
  });

  it('ssh.authentication-refused: by a jump host', async () => {
    const options = await through(
      host('far', last, 'ProxyJump gate'),
      host('gate', gate, `IdentityFile ${last.clientKey}`).replace(`IdentityFile ${gate.clientKey}`, ''),
    );
    const found = await failure(connectSsh(board, options));
    expect(found).toMatchObject({
      id: 'ssh.authentication-refused',
      data: { stage: 'authenticate', hop: 'gate', tried: [`key ${last.clientKey} (ssh-ed25519)`] },
    });
    expect(found.message).toContain('jump host gate');
  });

  it('keeps secrets of a jump host apart from those of the board', async () => {
    const options = await through(
      host('far', last, 'ProxyJump middle'),
      host('middle', middle, 'PubkeyAuthentication no'),
    );
    const { secrets } = options;
    secrets.set({ board: 'far', kind: 'password' }, middle.password);
    expect(await failure(connectSsh(board, options))).toMatchObject({
      id: 'ssh.password-wanted',
      data: { board: 'far', hop: 'middle' },
    });
    secrets.set({ board: 'far', kind: 'password', hop: 'middle' }, middle.password);
    await using connection = await connectSsh(board, options);
    expect((await connection.exec('true')).code).toBe(0);
  });

  it('ssh.jump-refused: by a jump host that forwards nothing', async () => {
    await using strict = await loopbackSshd({ settings: ['AllowTcpForwarding no'] });
    const options = await through(host('far', last, 'ProxyJump strict'), host('strict', strict));
    expect(await failure(connectSsh(board, options))).toMatchObject({
      id: 'ssh.jump-refused',
      data: { stage: 'connect', via: 'strict' },
    });
  });

  it('link.lost: names the jump host that dies in between, also for work under way', async () => {
    await using proxy = await recordingProxy(middle.board.port);
    const known = join(folder, 'known-dies');
    await writeFile(known, `${knownHostsLine('127.0.0.1', proxy.port, middle.hostKeys.ed25519)}\n`);
    const options = await through(
      host('far', last, 'ProxyJump gate,dying'),
      host('gate', gate),
      `Host dying\n  HostName 127.0.0.1\n  Port ${proxy.port}\n  User ${middle.board.user}\n  IdentityFile ${middle.clientKey}\n  UserKnownHostsFile ${known}`,
    );
    await using connection = await connectSsh(board, options);
    const running = failure(connection.exec('sleep 30'));
    await connection.exec('true');
    proxy.cut();
    const lost = { id: 'link.lost', data: { hop: 'dying' } };
    expect([await connection.closed, await running]).toMatchObject([lost, lost]);
    expect(await failure(connection.exec('true'))).toMatchObject(lost);
  });

  it('link.lost: tells a silent jump host from a silent board, within ten seconds', async () => {
    await using hopProxy = await recordingProxy(gate.board.port);
    await using boardProxy = await recordingProxy(last.board.port);
    const known = join(folder, 'known-silent');
    await writeFile(
      known,
      `${knownHostsLine('127.0.0.1', hopProxy.port, gate.hostKeys.ed25519)}\n${knownHostsLine('127.0.0.1', boardProxy.port, last.hostKeys.ed25519)}\n`,
    );
    const fast = `  UserKnownHostsFile ${known}\n  ServerAliveInterval 1`;
    const login = ({ board: { user }, clientKey }: LoopbackSshd) => `  User ${user}\n  IdentityFile ${clientKey}`;
    const lines = [
      `Host far\n  HostName 127.0.0.1\n  Port ${boardProxy.port}\n  ProxyJump gate\n${login(last)}\n${fast}`,
      `Host gate\n  HostName 127.0.0.1\n  Port ${hopProxy.port}\n${login(gate)}\n${fast}`,
    ];
    for (const [proxy, hop] of [
      [boardProxy, undefined],
      [hopProxy, 'gate'],
    ] as const) {
      await using connection = await connectSsh(board, await through(...lines));
      const start = performance.now();
      proxy.stall();
      const found = await connection.closed;
      expect([found?.id, found?.data?.hop, performance.now() - start < 10_000]).toEqual(['link.lost', hop, true]);
      if (proxy === boardProxy) break;
    }
    await using other = await recordingProxy(last.board.port);
    await writeFile(
      known,
      `${await readFile(known, 'utf8')}${knownHostsLine('127.0.0.1', other.port, last.hostKeys.ed25519)}\n`,
    );
    const again = [lines[0]?.replace(`Port ${boardProxy.port}`, `Port ${other.port}`) ?? '', lines[1] ?? ''];
    await using connection = await connectSsh(board, await through(...again));
    hopProxy.stall();
    expect(await connection.closed).toMatchObject({ id: 'link.lost', data: { hop: 'gate' } });
  });
});

describe('ProxyCommand', { timeout: 30_000 }, () => {
  const pipe = (port: number) =>
    `node -e "const s=require('net').connect(${port},'127.0.0.1');process.stdin.pipe(s).pipe(process.stdout)"`;

  it('speaks through a command of the workstation, which ends with the connection', async () => {
    const options = await through(host('far', last, `ProxyCommand ${pipe(last.board.port)} # %h %p`));
    const connection = await connectSsh(board, options);
    const bytes = Buffer.alloc(2_000_000, 3);
    expect((await connection.exec('cat', { stdin: bytes })).stdout).toEqual(bytes);
    const children = async () => (await readFile(`/proc/self/task/${process.pid}/children`, 'utf8')).trim();
    expect(await children()).not.toBe('');
    await connection.close();
    await vi.waitFor(async () => {
      const pids = (await children()).split(' ').filter((pid) => pid !== '');
      const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
      expect(lines.filter((line) => line.includes(`connect(${last.board.port}`))).toEqual([]);
    });
  });

  it('ssh.proxy-command-failed: with what the command said', async () => {
    const options = await through(host('far', last, 'ProxyCommand sh -c "echo no way >&2; exit 3"'));
    expect(await failure(connectSsh(board, options))).toMatchObject({
      id: 'ssh.proxy-command-failed',
      data: { ended: 'status 3', said: 'no way\n' },
    });
  });
});
