/** ~/.ssh/config as ssh(1) reads it: `ssh -G` is the judge, on made and on random files. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemOf } from '../../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../../contract/board.ts';
import { routeIn } from '../route.ts';
import { destinationOf } from './destination-of.ts';
import { splitWords } from './lines.ts';
import { badLine, readConfig } from './read-config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssh-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

const { username, uid } = userInfo();
const around = {
  localUser: username,
  uid,
  home: '/home/of-tests',
  localHost: hostname(),
  environment: { KEYS: '/keys', SSH_AUTH_SOCK: '/agent' },
  knownHosts: { own: '/own', others: ['/user', '/machine'] },
  bad: badLine,
  stageTimeoutMs: undefined,
};

async function write(text: string, name = 'config'): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

async function resolve(text: string, host: string, more: Partial<Board> = {}) {
  const user = await write(text);
  const files = await readConfig({ user, system: '/dev/null' }, around.home);
  return routeIn({ name: 'b', host, ...more }, files, around);
}

/** What `ssh -G` says, as far as it is compared. */
function judged(file: string, host: string): Record<string, string[]> {
  const said = execFileSync('ssh', ['-G', '-F', file, host], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const found: Record<string, string[]> = {};
  for (const line of said.split('\n')) {
    const [, keyword = '', value = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
    found[keyword] = [...(found[keyword] ?? []), value];
  }
  return found;
}

async function compare(text: string, host: string): Promise<void> {
  const user = await write(text);
  const files = await readConfig({ user, system: '/dev/null' }, around.home);
  const nothing = { port: undefined, user: undefined, identityFile: undefined, knownHostsFile: undefined };
  const { destination: board, jumps } = destinationOf({ name: host, ...nothing }, files, around);
  const judge = judged(join(folder, 'config'), host);
  const one = (keyword: string) => judge[keyword]?.[0];
  expect({
    host: board.host,
    port: String(board.port),
    user: board.user,
    identitiesOnly: board.identitiesOnly ? 'yes' : 'no',
    files: board.identityFiles.map(({ file }) => file),
    alias: board.knownAs.host === board.host ? undefined : board.knownAs.host,
    jump: jumps.at(-1)?.host,
    timeout: board.stageTimeoutMs === 10_000 ? 'none' : String(board.stageTimeoutMs / 1_000),
    command: board.proxyCommand,
  }).toEqual({
    host: one('hostname'),
    port: one('port'),
    user: one('user'),
    identitiesOnly: one('identitiesonly'),
    files: filesOf(judge.identityfile ?? []),
    alias: one('hostkeyalias'),
    jump: /([^@,]*?)(:\d+)?$/.exec(one('proxyjump') ?? '')?.[1] || undefined,
    timeout: one('connecttimeout'),
    command: one('proxycommand'),
  });
}

/** The usual files are not the same in each version of ssh. */
function filesOf(said: readonly string[]): string[] {
  const usual = said.length > 1 && said.every((file) => /^~\/\.ssh\/id_/.test(file));
  const files = usual ? ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `~/.ssh/${name}`) : said;
  return files.filter((file) => file !== 'none').map((file) => file.replace(/^~/, around.home));
}

describe('against ssh -G', () => {
  it.each([
    ['nothing', '', 'board.lab'],
    [
      'an alias',
      'Host zynq\n  HostName 10.0.0.7\n  User root\n  Port 2222\n  IdentityFile /k/one\nIdentityFile /k/two',
      'zynq',
    ],
    ['the first value', 'Host z*\n Port 1\nHost zynq\n Port 2\n User a\nHost *\n User b\n IdentitiesOnly yes', 'zynq'],
    ['negation', 'Host *.lab !bad.lab\n User lab\nHost !bad.lab *\n Port 7', 'bad.lab'],
    ['negation alone', 'Host !bad.lab\n Port 7', 'good.lab'],
    ['upper case', 'HOST Zynq\n hostname BOARD.%h\nHost zynq\n Port 9', 'Zynq'],
    [
      'equals signs and quotation marks',
      'Host=zynq\n  Port = 33\n  IdentityFile "/k/a b"\n  IdentityFile=/k/c#d',
      'zynq',
    ],
    [
      'single quotation marks and comments',
      "Host zynq other # both\n  IdentityFile '/k/a \"b' # a key\n  User\tdev",
      'zynq',
    ],
    [
      'Match host and originalhost',
      'Host zynq\n HostName b.lab\nMatch host b.lab\n Port 5\nMatch originalhost zynq\n User o',
      'zynq',
    ],
    ['Match !host', 'Match !host *.lab\n Port 5\nMatch !originalhost x,y user *\n User q', 'zynq'],
    ['Match user', 'User dev\nMatch user dev,root\n Port 8\nMatch user other\n Port 9', 'zynq'],
    ['Match localuser', `Match localuser ${username}\n Port 8`, 'zynq'],
    ['Match all', 'Match all\n Port 8', 'zynq'],
    ['Match final', 'Match final host *.lab\n Port 8\nHost zynq\n HostName b.lab\nHost b.lab\n User late', 'zynq'],
    ['Match !final', 'Match !final\n Port 8\nMatch final all\n Port 9', 'zynq'],
    ['a jump host', 'Host zynq\n ProxyJump me@bastion:2200', 'zynq'],
    ['ProxyJump before ProxyCommand', 'ProxyJump bastion\nProxyCommand nc %h %p', 'zynq'],
    ['ProxyCommand before ProxyJump', 'ProxyCommand nc host 1\nProxyJump bastion', 'zynq'],
    ['times and an alias of the host key', 'ConnectTimeout 25\nHostKeyAlias board-7', 'zynq'],
    ['white space at ends of lines, and CRLF', 'Host zynq  \r\n  Port 4 \t\r\n', 'zynq'],
    ['an address', 'Host 10.*\n Port 4\nHost fe80::*\n Port 6', 'fe80::1'],
    ['patterns of one character', 'Host b?ard\n Port 4\nHost b??rd\n User two', 'board'],
  ])('reads %s alike', async (_what, text, host) => {
    await compare(text, host);
  });

  it('reads Include alike, also in a Host that is not meant and through patterns', async () => {
    await mkdir(join(folder, 'd'), { recursive: true });
    await write('Port 11\nHost inner\n User inner', 'd/a.conf');
    await write('Host *\n User everybody\n Port 12', 'd/b.conf');
    for (const host of ['zynq', 'inner', 'other']) {
      await compare(`Host zynq\n Include ${folder}/d/*.conf\n Port 13\nHost *\n IdentityFile /k/z`, host);
      await compare(`Include ${folder}/d/b.conf "${folder}/d/a.conf" ${folder}/d/none.conf\nPort 14`, host);
    }
  });

  it('reads random files alike', { timeout: 60_000 }, async () => {
    const name = fc.constantFrom('a', 'b', 'ab', 'a.lab', 'b.lab');
    const pattern = fc.constantFrom('*', 'a', 'b', 'a*', '?b', '*.lab', '!a', '!b.lab', '!*.lab');
    const user = fc.constantFrom('u', 'v', username, 'w*', '!u', '*');
    const header = fc.oneof(
      fc.array(pattern, { minLength: 1, maxLength: 3 }).map((patterns) => `Host ${patterns.join(' ')}`),
      fc
        .array(
          fc.oneof(
            pattern.map((p) => `host ${p},b`),
            pattern.map((p) => `originalhost ${p},a.lab`),
            user.map((u) => `user ${u}`),
            fc.constantFrom('final', '!final', '!host b', `localuser ${username}`),
          ),
          { minLength: 1, maxLength: 3 },
        )
        .map((criteria) => `Match ${criteria.join(' ')}`),
      fc.constant('Match all'),
    );
    const setting = fc.oneof(
      fc.constantFrom('HostName a.lab', 'HostName %h.lab', 'hostname=B.LAB', 'User u', 'User v', 'user w1'),
      fc.integer({ min: 1, max: 65_535 }).map((port) => `Port ${port}`),
      fc.constantFrom(
        'IdentityFile /k/1',
        'IdentityFile /k/2',
        'IdentityFile none',
        'IdentitiesOnly yes',
        'IdentitiesOnly no',
      ),
      fc.constantFrom('ConnectTimeout 3', 'ConnectTimeout 1m', 'HostKeyAlias alias', 'ProxyJump j', 'ProxyJump none'),
    );
    const block = fc.tuple(header, fc.array(setting, { maxLength: 4 })).map(([h, s]) => [h, ...s].join('\n  '));
    const file = fc.tuple(fc.array(setting, { maxLength: 2 }), fc.array(block, { maxLength: 5 }));
    await fc.assert(
      fc.asyncProperty(file, name, async ([top, blocks], host) => {
        await compare([...top, ...blocks].join('\n'), host);
      }),
      { numRuns: 150 },
    );
  });

  it('puts the tokens in that ssh puts in', async () => {
    const out = join(folder, 'tokens');
    const tokens = '%% %h %n %p %r %u %i %l %L %k';
    await write(
      `Host zynq\n HostName 10.1.2.3\n Port 77\n User root\n HostKeyAlias ali\nMatch originalhost zynq exec "echo '${tokens.replaceAll('%%', '%%%%')} %C' > ${out}"\n Compression no`,
    );
    judged(join(folder, 'config'), 'zynq');
    const expected = (await readFile(out, 'utf8')).trim();
    // What exec printed went through no second expansion.
    const text = `Host zynq\n HostName 10.1.2.3\n Port 77\n User root\n HostKeyAlias ali\n IdentityFile "${tokens} %C"`;
    const { board } = await resolve(text, 'zynq');
    expect(board.identityFiles[0]?.file).toBe(expected.replaceAll('%%', '%'));
  });

  it('hands a proxy command out whole', async () => {
    await compare('Host z\n ProxyCommand sh -c "exec nc \'$1\' 5" # not a comment', 'z');
    const { board } = await resolve('Host z\n HostName 10.0.0.1\n ProxyCommand nc -X 5 %h %p %%', 'z', {
      user: 'root',
    });
    expect(board.proxyCommand).toBe('nc -X 5 10.0.0.1 22 %');
  });
});

const idOf = async (work: Promise<unknown>) =>
  await work.then(
    () => ({ id: 'no problem', message: '', data: {} }),
    (thrown) => problemOf(thrown),
  );

describe('the way to a board', () => {
  it('puts what the list of boards says before what the files say', async () => {
    const text = 'Host zynq\n User u\n Port 5\n IdentityFile /k/1\nMatch user root\n HostKeyAlias by-user';
    const { board } = await resolve(text, 'zynq', {
      user: 'root',
      port: 9,
      identityFile: '~/own',
      knownHostsFile: '/mine',
    });
    expect([board.user, board.port, board.knownAs, board.knownHosts, board.identityFiles]).toEqual([
      'root',
      9,
      { host: 'by-user', port: 22 },
      { own: '/mine', others: [] },
      [
        { file: `${around.home}/own`, required: true },
        { file: '/k/1', required: false },
      ],
    ]);
  });

  it('goes through each jump host as its own lines say', async () => {
    const text = [
      'Host zynq\n ProxyJump first,deep@second:2200',
      'Host first\n HostName 10.0.0.1\n User f\n ProxyJump gate',
      'Host second\n HostName 10.0.0.2\n User s\n ProxyJump never-asked',
      'Host gate\n HostName gate.example\n IdentityFile ~/.ssh/gate',
    ].join('\n');
    const { jumps } = await resolve(text, 'zynq');
    expect(jumps.map(({ name, user, host, port }) => `${name}: ${user}@${host}:${port}`)).toEqual([
      `gate: ${username}@gate.example:22`,
      'first: f@10.0.0.1:22',
      'second: deep@10.0.0.2:2200',
    ]);
    expect(jumps[0]?.identityFiles).toEqual([{ file: `${around.home}/.ssh/gate`, required: false }]);
  });

  it('ssh.jump-loop: refuses a way that never ends, and takes one that ends', async () => {
    expect(await idOf(resolve('Host *\n ProxyJump bastion', 'zynq'))).toMatchObject({
      id: 'ssh.jump-loop',
      data: { names: ['zynq', 'bastion', 'bastion'] },
    });
    const two = 'Host a\n ProxyJump b\nHost b\n ProxyJump a';
    expect((await idOf(resolve(two, 'a'))).id).toBe('ssh.jump-loop');
    expect((await resolve('Host * !bastion\n ProxyJump bastion', 'zynq')).jumps.map(({ name }) => name)).toEqual([
      'bastion',
    ]);
    const none = await resolve('Host bastion\n ProxyJump none\nHost *\n ProxyJump bastion', 'bastion');
    expect(none.jumps).toEqual([]);
  });

  it('takes agents, known_hosts files and variables as they are named', async () => {
    const agents = await Promise.all(
      ['none', 'SSH_AUTH_SOCK', '$KEYS', '${KEYS}/%r', '~/agent'].map(async (agent, index) => {
        const user = await write(`User u\nIdentityAgent ${agent}`, `agent-${index}`);
        return routeIn({ name: 'b', host: 'h' }, await readConfig({ user, system: '/dev/null' }, around.home), around)
          .board.agent;
      }),
    );
    expect(agents).toEqual([undefined, '/agent', '/keys', '/keys/u', `${around.home}/agent`]);
    const { board } = await resolve(
      'UserKnownHostsFile ~/one "/t w/o"\nGlobalKnownHostsFile none\nServerAliveInterval 1\nServerAliveCountMax 4',
      'h',
    );
    expect([board.knownHosts, board.keepalive]).toEqual([
      { own: '/own', others: [`${around.home}/one`, '/t w/o'] },
      { intervalMs: 1_000, patienceMs: 4_000 },
    ]);
    const { board: slow } = await resolve('ServerAliveInterval 60', 'h');
    expect(slow.keepalive).toEqual({ intervalMs: 3_000, patienceMs: 9_000 });
  });

  it('never runs Match exec, and tells what it does not follow', async () => {
    const out = join(folder, 'ran');
    const text = [
      `Match exec "touch ${out}"`,
      ' Port 5',
      'Match host nobody exec "true"',
      ' Port 6',
      'Match all',
      ' StrictHostKeyChecking no',
      ' CertificateFile /k/cert',
      ' ForwardX11 yes',
    ].join('\n');
    const { board } = await resolve(text, 'zynq');
    const file = join(folder, 'config');
    expect([board.port, board.notes]).toEqual([
      22,
      [
        `${file}:1: Match exec is not followed here, so what it brings is left out`,
        `${file}:7: certificatefile is not followed: user certificates cannot be shown by this tool; the plain keys are tried`,
        `${file}:6: StrictHostKeyChecking no is not followed: unknown host keys are asked about here`,
      ],
    ]);
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });

  it.each([
    ['Host a\n  Port 70000', 2],
    ['Port twelve', 1],
    ['\n\nUser', 3],
    ['IdentityFile "/k/open', 1],
    ['ConnectTimeout soon', 1],
    ['ProxyJump a:b:c', 1],
    ['Match host', 1],
    ['Match all host x', 1],
    ['IdentityFile /k/%z', 1],
    ['IdentityFile ${NOT_SET_HERE}/k', 1],
    ['Include /nowhere/%z "open', 1],
  ])('ssh.config-bad-line: %s', async (text, line) => {
    const found = await idOf(resolve(text, 'a'));
    expect(found).toMatchObject({
      id: 'ssh.config-bad-line',
      data: { stage: 'resolve', file: join(folder, 'config'), line },
    });
  });

  it('ssh.config-bad-line: names the included file, and ends where files include each other', async () => {
    const inner = await write('User u\nPort', 'inner');
    expect(await idOf(resolve(`Include ${inner}`, 'a'))).toMatchObject({
      id: 'ssh.config-bad-line',
      data: { file: inner, line: 2 },
    });
    const circle = join(folder, 'circle');
    await write(`Include ${circle}`, 'circle');
    expect(await idOf(resolve(`Include ${circle}`, 'a'))).toMatchObject({
      id: 'ssh.config-bad-line',
      data: { file: circle, line: 1 },
    });
  });

  it('ssh.config-unreadable: a folder, and a file that others may write', async () => {
    expect(await idOf(readConfig({ user: folder, system: '/dev/null' }, '/'))).toMatchObject({
      id: 'ssh.config-unreadable',
      data: { file: folder },
    });
    const file = await write('User u', 'open-to-all');
    await chmod(file, 0o666);
    expect(await idOf(readConfig({ user: file, system: '/dev/null' }, '/'))).toMatchObject({
      id: 'ssh.config-unreadable',
      data: { file },
    });
    expect(() =>
      execFileSync('ssh', ['-G', 'h'], { env: { ...process.env, HOME: folder }, stdio: 'ignore' }),
    ).not.toThrow();
  });

  it('ssh.name-unsafe: hands no shell what it would take for more than a name', async () => {
    const text = 'Host *\n ProxyCommand nc %h %p';
    for (const host of ['$(id)', 'a;b', '-oProxy', 'a b', 'a`b`']) {
      expect((await idOf(resolve(text, host))).id).toBe('ssh.name-unsafe');
    }
  });
});

it('splits words and puts them together again', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\t', '"', "'", '\\', '#', '=') });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      const quoted = words.map((each) => `"${each.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(' ');
      expect(splitWords(quoted)).toEqual(words);
    }),
  );
});
