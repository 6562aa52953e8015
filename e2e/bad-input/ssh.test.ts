/** What goes wrong on the way to a board, at a whole host: each has its id, and the list of boards stays as it was. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Board, StageReport } from '../../app/contract/board.ts';
import { choosePort } from '../../app/host/emulated-board/loopback-port.ts';
import { fingerprint, knownHostsLine } from '../../app/host/ssh/known-hosts.ts';
import { type LoopbackSshd, loopbackSshd } from '../../app/host/ssh/testing/loopback-sshd.ts';
import { clearMessages, recordingProxy } from '../../app/host/ssh/testing/recording-proxy.ts';
import { type Problem, problemOf } from '../../remote-helper/rpc/problem.ts';
import { type PrivateHost, privateHost } from '../testing/boards.ts';

let host: PrivateHost;
/** Runs nothing for those who log in: a connection that comes so far has its login behind it. */
let sshd: LoopbackSshd;
let userFile: string;
beforeAll(async () => {
  host = await privateHost();
  vi.stubEnv('HOME', host.folder);
  vi.stubEnv('SSH_AUTH_SOCK', '');
  await mkdir(join(host.folder, '.ssh'), { mode: 0o700 });
  userFile = join(host.folder, '.ssh', 'known_hosts');
  sshd = await loopbackSshd({ settings: ['ForceCommand /bin/false'] });
}, 60_000);
afterAll(async () => {
  await sshd?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
  vi.unstubAllEnvs();
});
beforeEach(async () => {
  await writeFile(userFile, '');
  await config('');
});

const config = (text: string) => writeFile(join(host.folder, '.ssh', 'config'), text, { mode: 0o600 });
/** As `Host` of the configuration. */
const hostOf = (name: string, { board, clientKey, folder }: LoopbackSshd, ...more: string[]) =>
  [
    `Host ${name}`,
    ...more,
    'HostName 127.0.0.1',
    `Port ${board.port}`,
    `User ${board.user}`,
    `IdentityFile ${clientKey}`,
    `UserKnownHostsFile ${join(folder, 'known_hosts')}`,
    '',
  ].join('\n  ');

/** How far a connection comes that is let in here. */
const letIn = { id: 'board.no-shell', data: { stage: 'probe' } };

async function adding(board: Partial<Board>, input: { trust?: string } = {}) {
  const reports: StageReport[] = [];
  const problem: Problem = await host.client
    .call(
      'board.add',
      { board: { name: 'new', host: '127.0.0.1', ...board }, makeDefault: false, test: true, ...input },
      { onProgress: (report) => reports.push(report) },
    )
    .then(
      () => ({ id: 'no problem', message: '' }),
      (thrown) => problemOf(thrown),
    );
  expect((await host.client.call('board.list', {})).boards.map(({ name }) => name)).not.toContain('new');
  return { problem, reports };
}

const failed = async (work: Promise<unknown>): Promise<Problem> =>
  await work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );

const known = () => [sshd.hostKeys.ed25519].map((key) => knownHostsLine('127.0.0.1', sshd.board.port, key)).join('\n');

describe('a host that cannot be reached', () => {
  it('ssh.unreachable: an address to which there is no way', async () => {
    // A multicast address has no route for TCP (net/ipv4/tcp_ipv4.c: tcp_v4_connect).
    expect((await adding({ host: '224.0.0.1' })).problem).toMatchObject({
      id: 'ssh.unreachable',
      hint: expect.stringContaining('cable'),
      data: { stage: 'connect', host: '224.0.0.1', port: 22 },
    });
  });

  it('ssh.host-not-found: a name that nobody has', async () => {
    expect((await adding({ host: 'no-such-host.invalid' })).problem).toMatchObject({
      id: 'ssh.host-not-found',
      data: { stage: 'resolve' },
    });
  });

  it('ssh.connection-refused: a port on which nothing listens', async () => {
    const port = await choosePort(undefined, undefined);
    expect((await adding({ port })).problem).toMatchObject({
      id: 'ssh.connection-refused',
      data: { stage: 'connect', port },
    });
  });

  it('ssh.timeout: a machine that answers nothing, when it is connected', async () => {
    // A stopped process accepts nothing: when its queue is full the kernel drops who comes (listen(2), tcp(7)).
    const script = `require('net').createServer().listen({port:0,host:'127.0.0.1',backlog:1},function(){console.log(this.address().port)})`;
    const deaf = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const callers: Socket[] = [];
    try {
      const [said] = (await once(deaf.stdout, 'data')) as [Buffer];
      const port = Number(said.toString());
      deaf.kill('SIGSTOP');
      for (let count = 0; count < 4; count += 1) callers.push(connect(port, '127.0.0.1').on('error', () => {}));
      await vi.waitFor(() => expect(callers.filter(({ connecting }) => connecting).length).toBeGreaterThan(0));
      await config('ConnectTimeout 1');
      expect((await adding({ port })).problem).toMatchObject({
        id: 'ssh.timeout',
        message: expect.stringContaining('waited 1 s'),
        data: { stage: 'connect', port },
      });
    } finally {
      for (const caller of callers) caller.destroy();
      deaf.kill('SIGKILL');
    }
  });

  it.each([
    ['ssh.config-bad-line', 'Host x\n  Port many\nHost *\n  User', { line: 4 }],
    ['ssh.config-bad-line', 'ConnectTimeout soon', { line: 1 }],
    ['ssh.jump-loop', 'Host *\n  ProxyJump 127.0.0.1', {}],
  ])('%s: nobody is called', async (id, text, data) => {
    await config(text);
    const { problem, reports } = await adding({ port: sshd.board.port });
    expect([problem.id, problem.data, reports]).toEqual([
      id,
      expect.objectContaining({ stage: 'resolve', ...data }),
      [],
    ]);
  });
});

describe('a host key', () => {
  /** Version, KEXINIT, KEX_ECDH_INIT, DISCONNECT (RFC 4253, 12; RFC 5656, 7.1): no key was taken into use, nobody logged in. */
  const onlyKeyExchange = [20, 30, 1];

  it('ssh.host-key-unknown: shows its fingerprint, and nothing is sent; it is stored on consent', async () => {
    await using proxy = await recordingProxy(sshd.board.port);
    const { port } = proxy;
    const key = sshd.hostKeys.ed25519;
    const board = { port, user: sshd.board.user, identityFile: sshd.clientKey };
    expect((await adding(board)).problem).toMatchObject({
      id: 'ssh.host-key-unknown',
      data: { stage: 'host-key', keys: [{ type: 'ssh-ed25519', fingerprint: fingerprint(key) }] },
    });
    await vi.waitFor(() => expect(proxy.sent.map(clearMessages)).toEqual([onlyKeyExchange]));
    expect((await adding(board, { trust: fingerprint(key) })).problem).toMatchObject(letIn);
    expect(proxy.sent.map(clearMessages)).toEqual([onlyKeyExchange, [20, 30, 21, 'encrypted']]);
    const own = join(host.folder, 'data', 'uiomem-studio', 'known_hosts');
    expect([await readFile(own, 'utf8'), await readFile(userFile, 'utf8')]).toEqual([
      `${knownHostsLine('127.0.0.1', port, key)}\n`,
      '',
    ]);
  });

  it('ssh.host-key-changed: nothing is sent; a reflashed board is known anew, for itself alone', async () => {
    await using proxy = await recordingProxy(sshd.board.port);
    const { port } = proxy;
    const old = knownHostsLine('127.0.0.1', port, await anotherKey(host.folder));
    const text = `# of the user\n${old}\n`;
    await writeFile(userFile, text);
    const found = { type: 'ssh-ed25519', fingerprint: fingerprint(sshd.hostKeys.ed25519) };
    const board = { host: '127.0.0.1', port, user: sshd.board.user, identityFile: sshd.clientKey };
    for (const name of ['one', 'two']) {
      await host.client.call('board.add', { board: { name, ...board }, makeDefault: false, test: false });
    }
    const facts = (name: string) => failed(host.client.call('board.facts', { board: name }));
    const reflashed = (fingerprint: string) =>
      failed(host.client.call('board.reflashed', { board: 'one', fingerprint }));
    expect(await facts('one')).toMatchObject({
      id: 'ssh.host-key-changed',
      data: { stage: 'host-key', board: 'one', found, known: [{ file: userFile, line: 2 }] },
    });

    expect(await reflashed(`SHA256:${'x'.repeat(43)}`)).toMatchObject({
      id: 'ssh.host-key-other',
      data: { stage: 'host-key', found },
    });
    expect((await facts('one')).id).toBe('ssh.host-key-changed');

    expect(await reflashed(found.fingerprint)).toEqual({ id: 'no problem', message: '' });
    expect(proxy.sent.map(clearMessages)).toEqual([1, 2, 3, 4].map(() => onlyKeyExchange));
    expect(await facts('one')).toMatchObject(letIn);
    expect(await facts('two')).toMatchObject({ id: 'ssh.host-key-changed', data: { board: 'two' } });
    expect(await readFile(userFile, 'utf8')).toBe(text);

    // A board of this name that comes later does not inherit the file.
    const places = join(host.folder, 'data', 'uiomem-studio', 'boards');
    expect(await readdir(places)).toEqual(['one.known_hosts']);
    await host.client.call('board.remove', { board: 'one' });
    await host.client.call('board.remove', { board: 'two' });
    expect(await readdir(places)).toEqual([]);
  });

  it('ssh.host-key-revoked: also of a board that is said to be reflashed', async () => {
    const { type, blob } = sshd.hostKeys.ed25519;
    const { port } = sshd.board;
    await writeFile(userFile, `@revoked * ${type} ${blob}\n`);
    const board = { name: 'one', host: '127.0.0.1', port };
    await host.client.call('board.add', { board, makeDefault: false, test: false });
    const revoked = { id: 'ssh.host-key-revoked', data: { file: userFile, line: 1 } };
    expect(await failed(host.client.call('board.facts', { board: 'one' }))).toMatchObject(revoked);
    const confirmed = fingerprint(sshd.hostKeys.ed25519);
    expect(await failed(host.client.call('board.reflashed', { board: 'one', fingerprint: confirmed }))).toMatchObject(
      revoked,
    );
    await host.client.call('board.remove', { board: 'one' });
  });
});

describe('logging in', () => {
  beforeEach(() => appendFile(userFile, `${known()}\n`));
  const login = () => ({ port: sshd.board.port, user: sshd.board.user });

  it('ssh.authentication-refused: a key that the board does not know', async () => {
    const key = join(host.folder, 'stranger');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    expect((await adding({ ...login(), identityFile: key })).problem).toMatchObject({
      id: 'ssh.authentication-refused',
      data: { stage: 'authenticate', tried: [`key ${key} (ssh-ed25519)`], offered: ['publickey'] },
    });
  });

  it('ssh.identity-unusable: a key file that is not there, before anybody is called', async () => {
    const { problem, reports } = await adding({ ...login(), identityFile: '/nowhere/key' });
    expect([problem.id, reports.map(({ stage }) => stage)]).toEqual(['ssh.identity-unusable', ['resolve']]);
  });

  it('ssh.passphrase-wanted: of an encrypted key, again when it was wrong', async () => {
    const board = { ...login(), identityFile: sshd.encryptedKey };
    const wanted = async () => (await adding(board)).problem;
    const give = (secret: string) => host.client.call('board.secret', { board: 'new', kind: 'passphrase', secret });
    expect(await wanted()).toMatchObject({
      id: 'ssh.passphrase-wanted',
      data: { board: 'new', file: sshd.encryptedKey, wrong: false },
    });
    await give('open barley');
    expect(await wanted()).toMatchObject({ id: 'ssh.passphrase-wanted', data: { wrong: true } });
    expect(await wanted()).toMatchObject({ id: 'ssh.passphrase-wanted', data: { wrong: false } });
    await give('open sesame');
    expect(await wanted()).toMatchObject(letIn);
  });

  it('an agent that is gone is told, and the other ways are tried', async () => {
    await config('IdentityAgent /nowhere/agent');
    const { problem, reports } = await adding({ ...login(), identityFile: sshd.clientKey });
    expect([problem.id, reports.find(({ stage }) => stage === 'authenticate')?.text]).toEqual([
      letIn.id,
      expect.stringMatching(/^logging in as .*; the agent \/nowhere\/agent is gone: /),
    ]);
  });

  it('ssh.authentication-refused: says that the agent was gone', async () => {
    await config('IdentityAgent /nowhere/agent');
    expect((await adding(login())).problem).toMatchObject({
      id: 'ssh.authentication-refused',
      message: expect.stringContaining('Not tried: the agent /nowhere/agent ('),
    });
  });

  it('IdentitiesOnly keeps the agent to the keys that are named', async () => {
    const socket = join(host.folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      const strangers = ['s1', 's2'].map((name) => join(host.folder, name));
      for (const key of strangers) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', key, '-f', key]);
      const add = (key: string) =>
        execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
      for (const key of [...strangers, sshd.clientKey]) await vi.waitFor(() => add(key));
      const named = join(host.folder, 'named.pub');
      const tried = async (text: string) => {
        await config(`IdentityAgent ${socket}\n${text}`);
        const { problem } = await adding({ ...login(), user: 'nobody-here' });
        return problem.data?.tried;
      };
      const word = (key: string) => expect.stringContaining(`${key} of the agent`);
      await writeFile(named, await readFile(`${strangers[1]}.pub`));
      expect(await tried(`IdentityFile ${named}\nIdentitiesOnly yes`)).toEqual([word(strangers[1] ?? '')]);
      // Without it the named one comes first.
      expect(await tried(`IdentityFile ${named}`)).toEqual([
        word(strangers[1] ?? ''),
        word(strangers[0] ?? ''),
        expect.stringContaining('of the agent'),
      ]);
      await config(`IdentityAgent ${socket}\nIdentityFile ${sshd.clientKey}.pub\nIdentitiesOnly yes`);
      expect((await adding(login())).problem).toMatchObject(letIn);
    } finally {
      agent.kill();
    }
  });
});

describe('a jump host that fails', () => {
  it.each([
    ['ssh.connection-refused: refuses', 'refused'],
    ['ssh.host-key-changed: shows another key', 'key'],
    ['ssh.authentication-refused: does not let us in', 'login'],
  ])('%s', async (title, how) => {
    const closed = await choosePort(undefined, undefined);
    const changed = join(host.folder, 'changed');
    await writeFile(changed, `${knownHostsLine('127.0.0.1', sshd.board.port, await anotherKey(host.folder))}\n`);
    const gate = {
      refused: `Host gate\n  HostName 127.0.0.1\n  Port ${closed}`,
      key: hostOf('gate', sshd, `UserKnownHostsFile ${changed}`),
      login: hostOf('gate', sshd).replace(`User ${sshd.board.user}`, 'User nobody-here'),
    }[how];
    await config(`${hostOf('far', sshd, 'ProxyJump gate')}\n${gate}`);
    const { problem, reports } = await adding({ host: 'far' });
    expect(problem).toMatchObject({ id: title.split(':')[0], data: { hop: 'gate' } });
    expect(problem.message).toContain('jump host gate');
    // The board itself was never called.
    expect(reports.filter(({ hop }) => hop === undefined)).toEqual([]);
  });

  it('link.lost: dies while the board behind it is logged in on', async () => {
    await using proxy = await recordingProxy(sshd.board.port);
    const dying = join(host.folder, 'dying');
    await writeFile(dying, `${knownHostsLine('127.0.0.1', proxy.port, sshd.hostKeys.ed25519)}\n`);
    const gate = hostOf('gate', sshd, `UserKnownHostsFile ${dying}`, `Port ${proxy.port}`);
    await config(`${hostOf('far', sshd, 'ProxyJump gate')}\n${gate}`);
    const reports: StageReport[] = [];
    const problem = await failed(
      host.client.call(
        'board.add',
        { board: { name: 'new', host: 'far' }, makeDefault: false, test: true },
        {
          onProgress(report) {
            reports.push(report);
            if (report.hop === undefined && report.stage === 'host-key') proxy.cut();
          },
        },
      ),
    );
    expect(problem).toMatchObject({ id: 'link.lost', data: { hop: 'gate' } });
  });
});

/** An Ed25519 key that nobody shows. */
async function anotherKey(folder: string) {
  const file = join(folder, `another-${Math.random()}`);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  const [type = '', blob = ''] = (await readFile(`${file}.pub`, 'utf8')).split(' ');
  return { type, blob };
}
