/** Getting into a board by the command line: stages that are named, and what people are asked. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../remote-helper/rpc/problem.ts';
import { type Answer, type Played, play } from './testing/played-command.ts';

describe('board add', () => {
  const report = (stage: string, more = {}) => ({ stage, text: 'so', ...more });
  const added = (inputs: unknown[], thrown?: Error): Played['answers'] => ({
    'board.list': () => ({ boards: [{ name: 'zynq.lab', host: 'zynq.lab' }], ways: [] }),
    'board.add': (input, { onProgress }) => {
      inputs.push(input);
      onProgress?.(report('resolve', { hop: 'gate' }));
      onProgress?.(report('authenticate', { hop: 'gate' }));
      onProgress?.(report('resolve'));
      onProgress?.(report('resolve'));
      onProgress?.(report('host-key'));
      if (thrown !== undefined) throw thrown;
      return { board: {} };
    },
  });

  it('names each stage that has passed, and the one that failed', async () => {
    const { err, status } = await play('board add zynq root@10.0.0.7', { answers: added([]) ?? {} });
    const passed = 'passed  gate: resolve\npassed  gate: authenticate\npassed  resolve\n';
    expect([status, err]).toEqual([0, `${passed}passed  host-key\n`]);
    const failing = added([], problem('ssh.timeout', 'It is late.')) ?? {};
    const failed = await play('board add zynq root@10.0.0.7', { answers: failing });
    expect([failed.status, failed.err]).toEqual([
      1,
      `${passed}failed  host-key\nuiomem-studio: It is late. [ssh.timeout]\n`,
    ]);
  });

  it.each([
    ['zynq root@10.0.0.7:2222', { name: 'zynq', user: 'root', host: '10.0.0.7', port: 2222 }],
    ['zynq alias', { name: 'zynq', host: 'alias' }],
    ['root@zynq.lab', { name: 'zynq.lab-2', user: 'root', host: 'zynq.lab' }],
    ['other', { name: 'other', host: 'other' }],
    ['root@[fe80::1]', { name: 'fe80-1', user: 'root', host: 'fe80::1' }],
  ])('understands %s', async (words, board) => {
    const inputs: unknown[] = [];
    await play(`board add ${words} --no-test`, { answers: added(inputs) ?? {} });
    expect(inputs).toEqual([{ board, makeDefault: false, test: false }]);
  });

  it.each(['zynq root@', 'zynq a:b:x', 'zynq root@h:0', 'zynq root@h:70000', '-x@-h'])(
    'usage.destination: %s',
    async (words) => {
      const { err, status } = await play(['board', 'add', '--no-test', '--', ...words.split(' ')], {
        answers: added([]) ?? {},
      });
      expect([status, /\[(usage\.[a-z-]+)\]/.exec(err)?.[1]]).toEqual([2, 'usage.destination']);
    },
  );
});

describe('a question of a server', () => {
  const question = {
    id: 'q1',
    hop: 'gate',
    name: 'PAM',
    instructions: '',
    prompts: [
      { text: 'Code: ', echo: true },
      { text: 'PIN: ', echo: false },
    ],
  };
  const answers = (given: unknown[]): Played['answers'] => ({
    'board.answer': (input) => {
      given.push(input);
      return {};
    },
    'board.facts': async (_input, { onProgress, signal }) => {
      onProgress?.({ stage: 'authenticate', text: 'so', question });
      onProgress?.({ stage: 'authenticate', text: 'so', question });
      while (given.length === 0) {
        signal?.throwIfAborted();
        await new Promise((resolve) => setImmediate(resolve));
      }
      throw problem('seen', 'It was answered.');
    },
  });

  it('is asked once, and answered within the call', async () => {
    const given: unknown[] = [];
    const { prompts, err } = await play('board facts', { answers: answers(given) ?? {}, secrets: ['12', '34'] });
    expect([prompts, given]).toEqual([['Code: ', 'PIN: '], [{ question: 'q1', answers: ['12', '34'] }]]);
    expect(err).toBe('The jump host gate asks. PAM\nuiomem-studio: It was answered. [seen]\n');
  });

  it('ssh.answers-wanted: where nobody can be asked the call ends', async () => {
    const { status, err } = await play('board facts', { answers: answers([]) ?? {} });
    expect([status, err]).toEqual([1, expect.stringContaining('nobody can be asked. [ssh.answers-wanted]')]);
  });
});

describe('a board that was reflashed', () => {
  const fingerprint = `SHA256:${'a'.repeat(43)}`;
  it('is told with the fingerprint that was compared, whole', async () => {
    const inputs: unknown[] = [];
    const reflashed: Answer = (input) => {
      inputs.push(input);
      return { board: {} };
    };
    const { out } = await play(['board', 'reflashed', 'zynq', '--fingerprint', fingerprint], {
      answers: { 'board.reflashed': reflashed },
    });
    expect([inputs, out]).toEqual([
      [{ board: 'zynq', fingerprint }],
      expect.stringContaining(`known by ${fingerprint}`),
    ]);
    for (const words of ['board reflashed zynq', 'board reflashed zynq --fingerprint SHA256:short']) {
      expect((await play(words)).err).toContain('[usage.fingerprint]');
    }
  });

  it('is what a changed key may mean; a jump host’s is not ours to change', async () => {
    const fail = async (data: object) =>
      (
        await play('board list', {
          answers: {
            'board.list': () => Promise.reject(problem('ssh.host-key-changed', 'It changed.', { data: { ...data } })),
          },
        })
      ).err;
    const found = { type: 'ssh-ed25519', fingerprint };
    expect(await fail({ board: 'zynq', found })).toContain(`board reflashed zynq --fingerprint ${fingerprint}`);
    expect(await fail({ board: 'zynq', found, hop: 'gate' })).not.toContain('reflashed');
  });
});

describe('a secret', () => {
  const wanted = problem('ssh.password-wanted', 'It wants a password.', { data: { board: 'zynq' } });
  const refused = problem('ssh.authentication-refused', 'No.', { data: { tried: ['password'] } });
  const host = (right: string) => {
    let given: string | undefined;
    return {
      'board.secret': (input: { readonly secret: string }) => {
        given = input.secret;
        return {};
      },
      'device.list': () => {
        if (given === right) return { devices: [] };
        throw given === undefined ? wanted : refused;
      },
    } as Played['answers'];
  };

  it('is asked for where it is wanted, again when it was wrong, and then the command runs', async () => {
    const answers = host('right') ?? {};
    const { status, prompts, asked } = await play('device list', { answers, secrets: ['wrong', 'right'] });
    expect([status, prompts, asked]).toEqual([
      0,
      ['Password for zynq: ', 'That was not it. Password for zynq: '],
      ['device.list', 'board.secret', 'device.list', 'board.secret', 'device.list'],
    ]);
  });

  it('of a jump host is asked for and kept apart', async () => {
    const wants = problem('ssh.password-wanted', 'It wants one.', { data: { board: 'zynq', hop: 'gate' } });
    const given: unknown[] = [];
    const answers: Played['answers'] = {
      'board.secret': (input) => {
        given.push(input);
        return {};
      },
      'device.list': () => {
        if (given.length === 0) throw wants;
        return { devices: [] };
      },
    };
    const { prompts } = await play('device list', { answers, secrets: ['word'] });
    expect([prompts, given]).toEqual([
      ['Password for the jump host gate: '],
      [{ board: 'zynq', kind: 'password', secret: 'word', hop: 'gate' }],
    ]);
  });

  it('is asked for three times at most', async () => {
    const { status, prompts, err } = await play('device list', {
      answers: host('right') ?? {},
      secrets: ['a', 'b', 'c', 'd'],
    });
    expect([status, prompts.length]).toEqual([1, 3]);
    expect(err).toContain('[ssh.authentication-refused]');
  });

  it('that nobody can give is the problem that it was', async () => {
    const { status, err, asked } = await play('device list', { answers: host('right') ?? {} });
    expect([status, asked]).toEqual([1, ['device.list']]);
    expect(err).toContain('[ssh.password-wanted]');
  });

  it.each([
    [{ id: 'ssh.passphrase-wanted', data: { board: 'b', file: '/k', wrong: false } }, 'Passphrase of the key /k: '],
    [
      { id: 'sudo.password-wanted', data: { board: 'b', user: 'dev', wrong: true } },
      'That was not it. sudo password of dev on b: ',
    ],
  ])('%j is asked for as what it is', async ({ id, data }, prompt) => {
    const answers = { 'device.list': () => Promise.reject(problem(id, 'Wanted.', { data })) };
    expect((await play('device list', { answers })).prompts).toEqual([prompt]);
  });
});
