/** Command lines from their words to their exit status, with a host that is played: what it is asked, what is printed. */
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UiomemDevice } from '../../remote-helper/contract/device.ts';
import type { Client } from '../../remote-helper/rpc/contract.ts';
import { problem } from '../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../contract.ts';
import { commands } from './commands.ts';
import { run } from './run.ts';

type Answer = (
  input: never,
  options: {
    readonly onBytes?: (bytes: Uint8Array) => Promise<void>;
    readonly onProgress?: (report: unknown) => void;
    readonly signal?: AbortSignal;
    readonly upload?: AsyncIterable<Uint8Array>;
    readonly bytes?: Uint8Array;
  },
) => unknown;

interface Played {
  readonly answers?: Readonly<Record<string, Answer>>;
  /** Answers to questions for secrets, in turn. */
  readonly secrets?: readonly (string | undefined)[];
  readonly columns?: number;
  readonly signal?: AbortSignal;
  /** A host of another process runs, and answers. */
  readonly running?: boolean;
}

/** One device of 1 MiB. */
const device: UiomemDevice = {
  name: 'uiomem0',
  node: '/dev/uiomem0',
  major: 240,
  minor: 0,
  address: 0x7000_0000n,
  size: 0x10_0000n,
  cached: true,
  coherent: false,
  syncOperation: 'ARM64 Native',
  driverVersion: '1',
  ioctlVersion: 1,
  sync: { mode: 'non-cached', always: false, offset: 0n, size: 0x10_0000n, direction: 'both', owner: 'cpu' },
  origin: { kind: 'insmod', slot: 0 },
};

async function play(
  line: string | readonly string[],
  { answers = {}, secrets = [], columns = 0, signal, running = false }: Played = {},
) {
  const said = { out: '', err: '', asked: [] as string[], prompts: [] as string[], ended: 0 };
  const left = [...secrets];
  const connected = (attachedTo: number | undefined) => ({
    client: { call } as unknown as Client<HostContract>,
    attachedTo,
    async [Symbol.asyncDispose]() {
      said.ended += 1;
    },
  });
  const all: Readonly<Record<string, Answer>> = { 'device.list': () => ({ devices: [device] }), ...answers };
  const call = async (name: string, input: never, options = {}) => {
    said.asked.push(name);
    const answer = all[name];
    if (answer === undefined) throw problem('not-played', `${name} was called.`);
    return await answer(input, options);
  };
  const status = await run(
    typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line,
    {
      async out(data) {
        said.out += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
      },
      err(text) {
        said.err += text;
      },
      columns,
      signal: signal ?? new AbortController().signal,
      async ask(prompt) {
        said.prompts.push(prompt);
        return left.shift();
      },
    },
    {
      find: async () => undefined,
      end: () => {},
      attach: async () => (running ? connected(77) : undefined),
      start: async () => connected(undefined),
      serve: async () => {
        throw problem('not-played', 'serve was called.');
      },
    },
  );
  return { status, ...said };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('exit status', () => {
  const fail = (id: string) => ({ answers: { 'board.list': () => Promise.reject(problem(id, 'So it is.')) } });
  it.each<[string, Played, number]>([
    ['board list', { answers: { 'board.list': () => ({ boards: [], ways: [] }) } }, 0],
    ['board list --help', {}, 0],
    ['--help', {}, 0],
    ['', {}, 0],
    ['--version', {}, 0],
    ['board list', fail('ssh.timeout'), 1],
    ['board list', fail('internal'), 1],
    ['board list', fail('usage.number'), 2],
    ['board lits', {}, 2],
    ['mem read', {}, 2],
    ['board list', fail('plan.lint'), 3],
    ['board list', fail('cancelled'), 130],
    ['board list', { ...fail('rpc.closed'), signal: AbortSignal.abort() }, 130],
  ])('%j with %j is %i', async (line, played, status) => {
    expect((await play(line, played)).status).toBe(status);
  });

  it('ends the host once it was started, also after a failure', async () => {
    expect((await play('board list', { answers: { 'board.list': () => ({ boards: [], ways: [] }) } })).ended).toBe(1);
    expect((await play('board list', fail('ssh.timeout'))).ended).toBe(1);
    expect((await play('board lits')).ended).toBe(0);
  });
});

describe('--json', () => {
  it('prints one object for a success, with 64-bit numbers as hex text', async () => {
    const { out, err } = await play('device list --json', { answers: { 'device.list': () => ({ devices: [] }) } });
    expect([JSON.parse(out), out.endsWith('}\n'), err]).toEqual([{ ok: true, result: { devices: [] } }, true, '']);
    const info = {
      'device.info': () => ({ device, holders: [] }),
    };
    const told = JSON.parse((await play('device info uiomem0 --json', { answers: info })).out);
    expect(told.result.device).toMatchObject({ address: '0x70000000', size: '0x100000' });
  });

  it('prints one object for a failure, and nothing on standard error', async () => {
    const thrown = problem('ssh.timeout', 'It does not answer.', {
      hint: 'Is it powered?',
      data: { stage: 'connect' },
    });
    const { out, err, status } = await play('board list --json', {
      answers: { 'board.list': () => Promise.reject(thrown) },
    });
    expect([JSON.parse(out), err, status]).toEqual([{ ok: false, problem: thrown.problem }, '', 1]);
  });

  it.each([
    'mem raed --json',
    'mem read --json',
    '--json nonsense',
    'mem read uiomem0 --width 7 --json',
    'mem read uiomem0 x --json',
  ])('prints the same for wrong usage: %s', async (line) => {
    const { out, err, status } = await play(line);
    const told = JSON.parse(out);
    expect([Object.keys(told), Object.keys(told.problem), err, status]).toEqual([
      ['ok', 'problem'],
      ['id', 'message', 'hint', 'data'],
      '',
      2,
    ]);
    expect(told.problem.id).toMatch(/^usage\./);
  });

  it('and memory do not share standard output', async () => {
    const { status, out, asked } = await play('mem dump uiomem0 --json');
    expect([status, JSON.parse(out).problem.id, asked]).toEqual([2, 'usage.json-without-output', []]);
  });
});

describe('for a person', () => {
  it('a problem is a sentence with its id, and the way out', async () => {
    const { err, out } = await play('board list', {
      answers: { 'board.list': () => Promise.reject(problem('a.b', 'It is so.', { hint: 'Do that.' })) },
    });
    expect([err, out]).toEqual(['uiomem-studio: It is so. [a.b]\n  Do that.\n', '']);
  });

  it.each([
    [
      'ssh.host-key-unknown',
      { keys: [{ type: 'ssh-ed25519', fingerprint: 'SHA256:abc' }] },
      'To trust it: board add NAME USER@HOST --trust SHA256:abc',
    ],
    ['sudo.password-wanted', {}, 'On a terminal it is asked for; elsewhere the program in SSH_ASKPASS is.'],
  ])('%s says what to type', async (id, data, words) => {
    const thrown = problem(id, 'It is so.', { hint: 'Do that.', data });
    const { err } = await play('board list', { answers: { 'board.list': () => Promise.reject(thrown) } });
    expect(err).toBe(`uiomem-studio: It is so. [${id}]\n  Do that.\n  ${words}\n`);
  });

  it('a list shows the default, or says that there is none', async () => {
    const boards = ['one', 'two'].map((name) => ({ name, host: 'h', port: 22, user: 'root' }));
    const list = async (answer: object) =>
      (await play('board list', { answers: { 'board.list': () => ({ ways: [], ...answer }) } })).out;
    expect(await list({ boards, default: 'two' })).toBe(
      '   NAME  ADDRESS\n   one   root@h:22\n*  two   root@h:22\n* the default\n',
    );
    expect(await list({ boards })).toContain(
      'No default: name one with --board, or choose it with board default NAME.',
    );
    expect(await list({ boards: [] })).toContain('No boards yet');
  });

  it('a list shows where each board is reached, through which jump hosts, or why that is not known', async () => {
    const boards = [
      { name: 'alias', host: 'Zynq' },
      { name: 'address', host: '10.0.0.7', user: 'root' },
      { name: 'six', host: 'fe80::1' },
      { name: 'broken', host: 'h', port: 5 },
    ];
    const ways = [
      { board: 'alias', user: 'root', host: '10.0.0.9', port: 2222, jumps: ['gate', 'middle'] },
      { board: 'address', user: 'root', host: '10.0.0.7', port: 22, jumps: [] },
      { board: 'six', user: 'dev', host: 'fe80::1', port: 22, jumps: [] },
      { board: 'broken', jumps: [], problem: 'Line 3 is bad.' },
    ];
    const { out } = await play('board list', { answers: { 'board.list': () => ({ boards, ways }) } });
    expect(
      out
        .split('\n')
        .slice(1, 5)
        .map((row) => row.trim()),
    ).toEqual([
      'alias    Zynq: root@10.0.0.9:2222 through gate, middle',
      'address  root@10.0.0.7:22',
      'six      dev@[fe80::1]:22',
      'broken   h:5 (Line 3 is bad.)',
    ]);
  });

  it('progress is one line of the terminal, without what would move the cursor, and is gone at the end', async () => {
    const answers: Played['answers'] = {
      'module.load': (_input, { onProgress }) => {
        onProgress?.({ text: 'a\tlong\u001b[31m line\n that does not fit' });
        return { devices: [], log: [] };
      },
    };
    const { err } = await play('module load', { answers, columns: 16 });
    expect(err).toBe('\r\u001b[Ka long  line  t\r\u001b[K');
    expect((await play('module load', { answers })).err).toBe('');
  });
});

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

describe('mem', () => {
  it.each([
    ['mem read uiomem0 2', 2, 'usage.unaligned'],
    ['mem read uiomem0 0 6', 2, 'usage.unaligned'],
    ['mem read uiomem0 4 8 --width 64', 2, 'usage.unaligned'],
    ['mem write uiomem0 1 0 --width 16', 2, 'usage.unaligned'],
    ['mem write uiomem0 0 0x100 --width 8', 2, 'usage.value-too-wide'],
    ['mem write uiomem0 0 -1', 2, 'usage.number'],
    ['mem read uiomem0 1.5M', 2, 'usage.number'],
    ['mem read uiomem0 0 0', 2, 'usage.size'],
    ['mem read uiomem0 0 2MiB', 2, 'usage.size'],
    ['mem dump uiomem0 --size 0', 2, 'usage.size'],
    ['mem dump uiomem0 -o /nowhere/at/all', 1, 'output.unwritable'],
    ['mem load uiomem0 /nowhere/at/all', 1, 'file.unreadable'],
    ['mem load uiomem0 /etc', 1, 'file.unreadable'],
    ['mem load uiomem0 /dev/zero', 1, 'file.unreadable'],
  ])('%s is refused without the board', async (line, status, id) => {
    const { asked, err, ...rest } = await play(line);
    expect([rest.status, asked]).toEqual([status, []]);
    expect(err).toMatch(new RegExp(`^uiomem-studio: .*\\. \\[${id}\\]\n  .+\\.\n$`));
  });

  it.each([
    ['mem read uiomem0 1MiB', 'Offsets count bytes from the start of the device: 0 to 0xfffff.'],
    ['mem read uiomem0 0xffffc 8', 'From that offset at most 0x4 (4 bytes).'],
    ['mem write uiomem0 0x100000 0', 'Offsets count bytes from the start of the device: 0 to 0xfffff.'],
    ['mem read uiomem0 0xffffffffffffff00', 'Offsets count bytes from the start of the device: 0 to 0xfffff.'],
    ['mem dump uiomem0 --offset 1MiB', 'Offsets count bytes from the start of the device: 0 to 0xfffff.'],
    ['mem dump uiomem0 --offset 0x80000 --size 1MiB', 'From that offset at most 0x80000 (512 KiB).'],
  ])('%s is outside, and the memory is not touched', async (line, hint) => {
    const { status, asked, err } = await play(line);
    expect([status, asked]).toEqual([1, ['device.list']]);
    expect(err).toContain('[memory.outside]');
    expect(err).toContain(`  ${hint}\n`);
  });

  it('load refuses a file that does not fit, and an empty one', async () => {
    const file = join(folder, 'sparse');
    await writeFile(file, '');
    expect((await play(['mem', 'load', 'uiomem0', file])).err).toContain('[file.unreadable]');
    await truncate(file, 0x10_0001);
    const { status, asked, err } = await play(['mem', 'load', 'uiomem0', file]);
    expect([status, asked]).toEqual([1, ['device.list']]);
    expect(err).toContain('[memory.outside]');
  });

  it('dump writes a whole file or none, and never over one unasked', async () => {
    const file = join(folder, 'dump.bin');
    const good: Played['answers'] = {
      'memory.dump': async (input: { offset: bigint; size?: bigint }, { onBytes }) => {
        expect(input).toEqual({ device: 'uiomem0', offset: 4n, size: 6n, content: 'memory' });
        await onBytes?.(Buffer.from('abc'));
        await onBytes?.(Buffer.from('def'));
        return { sha256: 'ab', size: 6n };
      },
    };
    const line = ['mem', 'dump', 'uiomem0', '--offset', '4', '--size', '6', '--content', 'memory', '-o', file];
    const failing: Played['answers'] = {
      'memory.dump': async (_input, { onBytes }) => {
        await onBytes?.(Buffer.from('abc'));
        throw problem('link.lost', 'It ended.');
      },
    };
    expect((await play(line, { answers: failing })).status).toBe(1);
    expect((await readdir(folder)).filter((name) => name.includes('dump'))).toEqual([]);
    expect(await play(line, { answers: good })).toMatchObject({
      status: 0,
      out: `0x6 (6 bytes) in ${file}, sha256 ab\n`,
    });
    expect(await readFile(file, 'utf8')).toBe('abcdef');
    const again = await play(line, { answers: good });
    expect([again.status, again.asked]).toEqual([1, []]);
    expect(again.err).toContain('[output.exists]');
    expect((await play([...line, '--force'], { answers: failing })).status).toBe(1);
    expect(await readFile(file, 'utf8')).toBe('abcdef');
    expect((await play([...line, '--force', '--json'], { answers: good })).out).toBe(
      `${JSON.stringify({ ok: true, result: { sha256: 'ab', size: '0x6', file } })}\n`,
    );
  });

  it('write and load hand over what was typed and what the file holds', async () => {
    const seen: unknown[] = [];
    const answers: Played['answers'] = {
      'memory.write': (input, { bytes }) => {
        seen.push(input, [...(bytes ?? [])]);
        return { address: 0x7000_0010n };
      },
      'memory.load': async (input, { upload }) => {
        const pieces: Uint8Array[] = [];
        for await (const piece of upload ?? []) pieces.push(piece);
        seen.push(input, Buffer.concat(pieces).toString());
        return { sha256: 'cd' };
      },
    };
    const file = join(folder, 'content');
    await writeFile(file, 'content');
    await play('mem write uiomem0 0x10 0xcafe --width 32 --board zynq', { answers });
    await play(['mem', 'load', 'uiomem0', file, '--eye', 'device'], { answers });
    expect(seen).toEqual([
      { board: 'zynq', device: 'uiomem0', offset: 16n, width: 32 },
      [0xfe, 0xca, 0, 0],
      { device: 'uiomem0', offset: 0n, eye: 'device', size: 7n },
      'content',
    ]);
  });
});

describe('module load', () => {
  it('takes sizes as people write them, and leaves to the kernel what it reads itself', async () => {
    let seen: unknown;
    const answers: Played['answers'] = {
      'module.load': (input) => {
        seen = input;
        return { devices: [device], log: [] };
      },
    };
    const line =
      'module load uiomem0_addr=0x70000000 uiomem0_size=1MiB uiomem1_size=010 uiomem2_size=0x1b info_enable=';
    expect((await play(line, { answers })).out).toBe('loaded; uiomem0: 0x100000 (1 MiB) at 0x70000000\n');
    expect(seen).toEqual({
      parameters: [
        { name: 'uiomem0_addr', value: '0x70000000' },
        { name: 'uiomem0_size', value: '0x100000' },
        { name: 'uiomem1_size', value: '010' },
        { name: 'uiomem2_size', value: '0x1b' },
        { name: 'info_enable', value: '' },
      ],
    });
    expect((await play('module load uiomem0_size')).err).toContain('[usage.parameter]');
  });
});

it('every command says in one sentence what it does', () => {
  for (const { about } of commands) expect(about).toMatch(/^[A-Z].*\.$/);
});

describe('through a host that runs', () => {
  it('a lost connection means that it ended, and says what to do', async () => {
    const lost = { 'board.list': () => Promise.reject(problem('rpc.connection-lost', 'The connection ended.')) };
    const { status, err } = await play('board list', { answers: lost, running: true });
    expect([status, err]).toEqual([
      1,
      expect.stringMatching(/process 77\) ended\. \[host\.gone\]\n.*run the command again/),
    ]);
    expect((await play('board list', { answers: lost })).err).toContain('[rpc.connection-lost]');
  });

  it('a session can be kept; without one that would end with the command', async () => {
    const answers = { 'board.connect': () => ({}), 'board.disconnect': () => ({}) };
    for (const line of ['board connect zynq', 'board disconnect zynq']) {
      expect(await play(line, { answers, running: true })).toMatchObject({ status: 0, ended: 1 });
      const { status, asked, err } = await play(line, { answers });
      expect([status, asked, err]).toEqual([1, [], expect.stringContaining('[host.none-runs]')]);
    }
  });
});

describe('--take-over', () => {
  const answers: Played['answers'] = {
    'board.takeOver': (where) => ({ held: 'ours', ...(where as object) }),
    'module.unload': () => ({ closedMappings: 0, log: [] }),
    'board.list': () => ({ boards: [], ways: [] }),
  };

  it('takes the board before the command changes it', async () => {
    expect((await play('module unload --take-over --board zynq', { answers })).asked).toEqual([
      'board.takeOver',
      'module.unload',
    ]);
    expect((await play('module unload', { answers })).asked).toEqual(['module.unload']);
  });

  it('is for every command that changes a board, and for no other', () => {
    const having = commands.filter(({ options }) => options?.['take-over'] !== undefined).map(({ words }) => words);
    expect(having).toEqual([
      'plan apply',
      'plan rollback',
      'persist remove',
      'module load',
      'module unload',
      'mem write',
      'mem load',
      'sync for-cpu',
      'sync for-device',
      'sync set',
    ]);
  });
});
