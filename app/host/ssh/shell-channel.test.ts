import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { Secrets } from '../boards/secrets.ts';
import { connectSsh } from './connection.ts';
import { mostShells, type SshShell } from './shell-channel.ts';
import { type LoopbackSshd, loopbackSshd } from './testing/loopback-sshd.ts';

const secrets = new Secrets();
const connect = ({ board }: LoopbackSshd) => connectSsh(board, { secrets, agentSocket: '' });

async function read(shell: SshShell): Promise<string> {
  let text = '';
  for await (const bytes of shell.stdout) text += String(bytes);
  return text;
}

describe('a shell', { timeout: 30_000 }, () => {
  let sshd: LoopbackSshd;
  beforeAll(async () => {
    sshd = await loopbackSshd();
  }, 30_000);
  afterAll(() => sshd[Symbol.asyncDispose]());

  it('has a terminal of the size that was asked for, follows a change, and tells its exit status', async () => {
    await using connection = await connect(sshd);
    await using shell = await connection.shell({ columns: 91, rows: 17 });
    await shell.write(Buffer.from('echo first=$(stty size) $TERM.\n'));
    let text = '';
    for await (const bytes of shell.stdout.iterator({ destroyOnReturn: false })) {
      text += String(bytes);
      if (text.includes('first=17 91 xterm-256color.')) break;
    }
    shell.resize({ columns: 120, rows: 40 });
    await shell.write(Buffer.from('echo second=$(stty size); exit 7\n'));
    expect(await read(shell)).toContain('second=40 120\r\n');
    expect(await shell.ended()).toEqual({ code: 7, signal: undefined });
  });

  it('reads to the end of its input when it has no terminal', async () => {
    await using connection = await connect(sshd);
    await using shell = await connection.shell(undefined);
    await shell.write(Buffer.from('tty; echo no >&2\n'));
    shell.end();
    expect(await read(shell)).toBe('not a tty\n');
    expect(String(shell.stderr.read())).toBe('no\n');
    expect((await shell.ended()).code).toBe(0);
  });

  it('terminal.too-many: leaves room for commands, and a closed one makes room for another', async () => {
    await using connection = await connect(sshd);
    await using all = new AsyncDisposableStack();
    const shells: SshShell[] = [];
    for (let count = 0; count < mostShells; count += 1) {
      shells.push(all.use(await connection.shell({ columns: 80, rows: 24 })));
    }
    const refused = await connection.shell({ columns: 80, rows: 24 }).catch(problemOf);
    expect(refused).toMatchObject({ id: 'terminal.too-many', data: { open: mostShells } });
    const commands = await Promise.all([1, 2, 3].map((each) => connection.exec(`echo ${each}`)));
    const ends = commands.map(({ code, signal, stderr }) => ({ code, signal, stderr }));
    expect(ends).toEqual(Array(3).fill({ code: 0, signal: undefined, stderr: '' }));
    await shells[0]?.close();
    all.use(await connection.shell({ columns: 80, rows: 24 }));
  });

  it('a shell that is ended by the connection tells so', async () => {
    const connection = await connect(sshd);
    const shell = await connection.shell({ columns: 80, rows: 24 });
    shell.stdout.resume();
    const ended = shell.ended().catch(problemOf);
    await connection.close();
    expect(await ended).toMatchObject({ id: 'board.disconnected' });
  });
});

describe('where the server gives little', { timeout: 30_000 }, () => {
  it('terminal.too-many: MaxSessions 2, and commands go by a second connection', async () => {
    await using strict = await loopbackSshd({ settings: ['MaxSessions 2'] });
    await using connection = await connect(strict);
    await using helper = await connection.open('cat');
    await using first = await connection.shell({ columns: 80, rows: 24 });
    const refused = await connection.shell({ columns: 80, rows: 24 }).catch(problemOf);
    expect(refused).toMatchObject({ id: 'terminal.too-many', hint: expect.stringContaining('MaxSessions') });
    expect((await connection.exec('echo still')).code).toBe(0);
    expect(await first.write(Buffer.from('\n'))).toBe(true);
    expect(await helper.write(Buffer.from('x'))).toBe(true);
  });

  it('terminal.refused: PermitTTY no', async () => {
    await using strict = await loopbackSshd({ settings: ['PermitTTY no'] });
    await using connection = await connect(strict);
    const refused = await connection.shell({ columns: 80, rows: 24 }).catch(problemOf);
    expect(refused).toMatchObject({ id: 'terminal.refused', hint: expect.stringContaining('PermitTTY') });
  });
});
