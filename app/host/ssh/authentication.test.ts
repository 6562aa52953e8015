/** Logging in, against a server whose every request is seen: ssh2's own server, on loopback. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { Secrets } from '../boards/secrets.ts';
import { connectSsh } from './connection.ts';
import { hostKeyOf, knownHostsLine } from './known-hosts.ts';

let folder: string;
/** About one in a hundred of the Ed25519 keys that ssh2 makes is malformed (none of ssh-keygen's is): made again. */
function madeKeyPair() {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}
const { private: hostPrivate, public: hostPublic } = madeKeyPair();
const { private: clientPrivate } = madeKeyPair();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authentication-'));
  await writeFile(join(folder, 'key'), clientPrivate, { mode: 0o600 });
});
afterAll(() => rm(folder, { recursive: true }));

/** A server that lets in what `judge` accepts and records the methods that it is asked for. */
async function serverThat(judge: (request: AuthContext) => boolean | 'partial', methods: AuthContext['method'][]) {
  const asked: string[] = [];
  const server = new ssh2.Server({ hostKeys: [hostPrivate] }, (client) => {
    client.on('authentication', (request) => {
      asked.push(request.method);
      const verdict = judge(request);
      if (verdict === true) request.accept();
      else request.reject(methods, verdict === 'partial');
    });
    client.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const known = join(folder, `known_hosts_${port}`);
  const key = hostKeyOf(Buffer.from(hostPublic.split(' ')[1] ?? '', 'base64'));
  await writeFile(known, `${knownHostsLine('127.0.0.1', port, key)}\n`);
  const board: Board = {
    name: 'made',
    host: '127.0.0.1',
    port,
    user: 'dev',
    identityFile: join(folder, 'key'),
    knownHostsFile: known,
  };
  return { board, asked, [Symbol.dispose]: () => void server.close() };
}

async function attempt(board: Board, secrets: Secrets): Promise<'in' | Problem> {
  try {
    await using connection = await connectSsh(board, { secrets, agentSocket: '' });
    return connection.hostKey.type === 'ssh-ed25519' ? 'in' : { id: 'wrong key', message: '' };
  } catch (thrown) {
    return problemOf(thrown);
  }
}
const withPassword = (password: string): Secrets => {
  const secrets = new Secrets();
  secrets.set({ board: 'made', kind: 'password' }, password);
  return secrets;
};

describe('authentication', () => {
  it('gets in where nothing is asked for, without offering anything', async () => {
    using server = await serverThat(() => true, []);
    expect([await attempt(server.board, withPassword('secret')), server.asked]).toEqual(['in', ['none']]);
  });

  it('offers the password only after the key was refused, and only where it is taken', async () => {
    using server = await serverThat(
      (request) => request.method === 'password' && request.password === 'secret',
      ['publickey', 'password'],
    );
    expect(await attempt(server.board, withPassword('secret'))).toBe('in');
    expect(server.asked).toEqual(['none', 'publickey', 'password']);
    using keysOnly = await serverThat(() => false, ['publickey']);
    expect(await attempt(keysOnly.board, withPassword('secret'))).toMatchObject({
      id: 'ssh.authentication-refused',
      data: { stage: 'authenticate', offered: ['publickey'], tried: [`key ${folder}/key (ssh-ed25519)`] },
    });
    expect(keysOnly.asked).toEqual(['none', 'publickey']);
  });

  it('asks for a password that it does not have, and forgets one that is wrong', async () => {
    using server = await serverThat(() => false, ['password']);
    expect(await attempt(server.board, new Secrets())).toMatchObject({
      id: 'ssh.password-wanted',
      data: { stage: 'authenticate', board: 'made', offered: ['password'] },
    });
    const secrets = withPassword('wrong');
    expect(await attempt(server.board, secrets)).toMatchObject({
      id: 'ssh.authentication-refused',
      data: { tried: ['password'] },
    });
    expect(await secrets.get({ board: 'made', kind: 'password' })).toBe(undefined);
  });

  it('answers hidden prompts with the password, and visible ones with nothing', async () => {
    const answers: string[][] = [];
    const prompting = new ssh2.Server({ hostKeys: [hostPrivate] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', (request) => {
        if (request.method !== 'keyboard-interactive') return request.reject(['keyboard-interactive']);
        const prompts = [
          { prompt: 'Password: ', echo: false },
          { prompt: 'Nick: ', echo: true },
        ];
        request.prompt(prompts, (given) => {
          answers.push(given);
          request.accept();
        });
      });
    });
    await new Promise<void>((resolve) => prompting.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = prompting.address() as AddressInfo;
      const known = join(folder, 'known_prompting');
      const key = hostKeyOf(Buffer.from(hostPublic.split(' ')[1] ?? '', 'base64'));
      await writeFile(known, `${knownHostsLine('127.0.0.1', port, key)}\n`);
      const board: Board = {
        name: 'made',
        host: '127.0.0.1',
        port,
        user: 'dev',
        identityFile: join(folder, 'key'),
        knownHostsFile: known,
      };
      expect([await attempt(board, withPassword('secret')), answers]).toEqual(['in', [['secret', '']]]);
    } finally {
      prompting.close();
    }
  });

  it('goes on after a key that is half of what is asked for', async () => {
    using server = await serverThat(
      (request) => (request.method === 'publickey' ? 'partial' : request.method === 'password'),
      ['publickey', 'password'],
    );
    expect(await attempt(server.board, withPassword('secret'))).toBe('in');
  });
});
