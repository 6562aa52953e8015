/** Logging in, against a server whose every request is seen: ssh2's own server, on loopback. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { type SecretSource, Secrets } from '../boards/secrets.ts';
import { type ConnectOptions, connectSsh } from './connection.ts';
import { asksForPassword } from './interactive.ts';
import { hostKeyOf, knownHostsLine } from './known-hosts.ts';
import type { OnStage } from './on-stage.ts';

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

async function attempt(
  board: Board,
  secrets: SecretSource,
  more: Partial<ConnectOptions> = {},
): Promise<'in' | Problem> {
  try {
    await using connection = await connectSsh(board, { secrets, agentSocket: '', ...more });
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

  it('goes on after a key that is half of what is asked for', async () => {
    using server = await serverThat(
      (request) => (request.method === 'publickey' ? 'partial' : request.method === 'password'),
      ['publickey', 'password'],
    );
    expect(await attempt(server.board, withPassword('secret'))).toBe('in');
  });
});

/** A server that asks round after round, as PAM does; an answer that is not `right` ends it. Which prompts hide what is typed: those with `:`. */
async function serverThatAsks(
  rounds: readonly { readonly texts: readonly string[]; readonly right: readonly string[] }[],
) {
  const given: string[][] = [];
  let attempts = 0;
  using made = await serverThat(() => false, []);
  const server = new ssh2.Server({ hostKeys: [hostPrivate] }, (client) => {
    client.on('error', () => {});
    client.on('authentication', (request) => {
      if (request.method !== 'keyboard-interactive') return request.reject(['keyboard-interactive']);
      attempts += 1;
      const ask = (index: number): void => {
        const round = rounds[index];
        if (round === undefined) {
          request.accept();
          return;
        }
        const prompts = round.texts.map((prompt) => ({ prompt, echo: !prompt.endsWith(': ') }));
        request.prompt(prompts, 'made server', 'Read the card.', (answers) => {
          given.push(answers);
          if (answers.join() === round.right.join()) ask(index + 1);
          else request.reject(['keyboard-interactive']);
        });
      };
      ask(0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const key = hostKeyOf(Buffer.from(hostPublic.split(' ')[1] ?? '', 'base64'));
  await writeFile(made.board.knownHostsFile ?? '', `${knownHostsLine('127.0.0.1', port, key)}\n`);
  return {
    board: { ...made.board, port },
    given,
    get attempts() {
      return attempts;
    },
    [Symbol.dispose]: () => void server.close(),
  };
}

describe('keyboard-interactive, with a real server of ssh2', () => {
  const factors = [
    { texts: ['Password: '], right: ['secret'] },
    { texts: ['Code from the card? ', 'PIN: '], right: ['123', '4'] },
  ];

  it('answers the password by itself and has a person answer the rest, within one attempt whose timers wait', async () => {
    using server = await serverThatAsks(factors);
    const secrets = withPassword('secret');
    const seen: { text: string; detail: unknown }[] = [];
    const onStage: OnStage = (stage, text, detail) => {
      if (stage !== 'authenticate') return;
      seen.push({ text, detail });
      const id = detail?.question?.id;
      // Longer than a stage may take.
      if (id !== undefined) setTimeout(() => secrets.answer(id, ['123', '4']), 700);
    };
    expect(await attempt(server.board, secrets, { onStage, stageTimeoutMs: 300 })).toBe('in');
    expect([server.given, server.attempts]).toEqual([[['secret'], ['123', '4']], 1]);
    const text = 'logging in as dev';
    const question = {
      id: expect.any(String),
      name: 'made server',
      instructions: 'Read the card.',
      prompts: [
        { text: 'Code from the card? ', echo: true },
        { text: 'PIN: ', echo: false },
      ],
    };
    expect(seen).toEqual([
      { text, detail: {} },
      { text, detail: { question } },
      { text, detail: {} },
    ]);
  });

  it('ssh.password-wanted: before a person is asked for anything else', async () => {
    using server = await serverThatAsks(factors);
    expect(await attempt(server.board, new Secrets())).toMatchObject({
      id: 'ssh.password-wanted',
      data: { stage: 'authenticate', board: 'made' },
    });
    expect(server.given).toEqual([]);
  });

  it('ssh.authentication-refused: a wrong password is forgotten, a wrong answer is not taken for it', async () => {
    using server = await serverThatAsks(factors);
    const wrong = withPassword('wrong');
    expect(await attempt(server.board, wrong)).toMatchObject({
      id: 'ssh.authentication-refused',
      data: { tried: ['password (keyboard-interactive)'] },
    });
    expect(await wrong.get({ board: 'made', kind: 'password' })).toBe(undefined);
    const secrets = new Secrets();
    using codes = await serverThatAsks(factors.slice(1));
    const onStage: OnStage = (_stage, _text, detail) => {
      if (detail?.question !== undefined) secrets.answer(detail.question.id, ['0', '0']);
    };
    expect(await attempt(codes.board, secrets, { onStage })).toMatchObject({
      id: 'ssh.authentication-refused',
      data: { tried: ['answers (keyboard-interactive)'] },
    });
  });

  it('ssh.answers-wanted: where nobody can be asked', async () => {
    using server = await serverThatAsks(factors.slice(1));
    const source: SecretSource = { get: async () => undefined, refused: () => {} };
    expect(await attempt(server.board, source)).toMatchObject({
      id: 'ssh.answers-wanted',
      data: {
        stage: 'authenticate',
        prompts: [
          { text: 'Code from the card? ', echo: true },
          { text: 'PIN: ', echo: false },
        ],
      },
    });
    expect(server.given).toEqual([]);
  });

  it('ssh.answer-timeout: ends an attempt that nobody answers, after which the question is unknown', async () => {
    using server = await serverThatAsks(factors.slice(1));
    const secrets = new Secrets();
    let asked = '';
    const onStage: OnStage = (_stage, _text, detail) => {
      asked = detail?.question?.id ?? asked;
    };
    expect(await attempt(server.board, secrets, { onStage, answerPatienceMs: 300 })).toMatchObject({
      id: 'ssh.answer-timeout',
      data: { stage: 'authenticate' },
    });
    expect(asked).not.toBe('');
    expect(() => secrets.answer(asked, ['1', '2'])).toThrow(expect.objectContaining({ id: 'question.unknown' }));
  });

  it('question.answers: takes as many answers as were asked for', async () => {
    const secrets = new Secrets();
    using pending = secrets.ask({ name: '', instructions: '', prompts: [{ text: 'One', echo: true }] });
    expect(() => secrets.answer(pending.question.id, [])).toThrow(expect.objectContaining({ id: 'question.answers' }));
    secrets.answer(pending.question.id, ['1']);
    expect(await pending.answers).toEqual(['1']);
    expect(() => secrets.answer(pending.question.id, ['1'])).toThrow(
      expect.objectContaining({ id: 'question.unknown' }),
    );
  });
});

it('knows which prompts are about the password', () => {
  const password = ['Password: ', "root@board's password:", '(dev@zynq) Password: ', 'Kennwort:'];
  const others = [
    'One-time password: ',
    'New password: ',
    'Verification code: ',
    'Retype new password:',
    'Token password: ',
    '',
  ];
  const asks = (prompt: string, echo = false) => asksForPassword([{ prompt, echo }]);
  expect([password.map((text) => asks(text)), others.map((text) => asks(text))]).toEqual([
    password.map(() => true),
    others.map(() => false),
  ]);
  expect([asks('Password: ', true), asksForPassword([{ prompt: 'Password: ' }, { prompt: 'Code: ' }])]).toEqual([
    false,
    false,
  ]);
});
