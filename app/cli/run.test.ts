/** Command lines from their words to their exit status, and what is printed. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../remote-helper/rpc/problem.ts';
import { commands } from './commands.ts';
import { device, type Played, play } from './testing/played-command.ts';

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
      'dt apply',
      'dt install',
      'dt remove',
      'dt restore',
      'dt reboot',
      'module load',
      'module unload',
      'module reload',
      'mem write',
      'mem load',
      'sync for-cpu',
      'sync for-device',
      'sync set',
    ]);
  });
});
