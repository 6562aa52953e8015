import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fingerprint,
  type HostKey,
  judgeHostKey,
  knownHostsLine,
  knownHostsName,
  matchesHosts,
  orderedAlgorithms,
  parseKnownHosts,
} from './known-hosts.ts';

/** A key of a type with a body of one repeated byte: only its wire form matters here. */
function madeKey(type: string, byte: number): HostKey {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(type.length);
  return { type, blob: Buffer.concat([head, Buffer.from(type), Buffer.alloc(33, byte)]).toString('base64') };
}
const first = madeKey('ssh-ed25519', 1);
const second = madeKey('ssh-ed25519', 2);
const rsa = madeKey('ssh-rsa', 3);
const entriesOf = (text: string) => parseKnownHosts(text, 'kh').entries;
const line = (hosts: string, key: HostKey) => `${hosts} ${key.type} ${key.blob}`;

describe('parseKnownHosts', () => {
  it('reads names, markers and comments, and says what it cannot read', () => {
    const text = [
      '# a comment',
      '',
      `board,10.0.0.7 ${first.type} ${first.blob} root@board`,
      `@revoked * ${second.type} ${second.blob}`,
      `\t@cert-authority *.lab ${rsa.type} ${rsa.blob}\r`,
      'board 1024 65537 1234567890',
      `board ssh-rsa ${first.blob}`,
      'short line',
      `@new board ${first.type} ${first.blob}`,
      `|2|aa|bb ${first.type} ${first.blob}`,
    ].join('\n');
    expect(parseKnownHosts(text, 'kh')).toEqual({
      entries: [
        { marker: undefined, hosts: 'board,10.0.0.7', ...first, file: 'kh', line: 3 },
        { marker: 'revoked', hosts: '*', ...second, file: 'kh', line: 4 },
        { marker: 'cert-authority', hosts: '*.lab', ...rsa, file: 'kh', line: 5 },
      ],
      unreadable: [
        { file: 'kh', line: 6, reason: 'the key is not base64' },
        { file: 'kh', line: 7, reason: 'the key is not of the type ssh-rsa that the line names' },
        { file: 'kh', line: 8, reason: 'fewer than three fields' },
        { file: 'kh', line: 9, reason: 'unknown marker @new' },
        { file: 'kh', line: 10, reason: 'the hashed name is not of the form |1|salt|hash' },
      ],
    });
  });

  it('never throws, whatever the file holds, and accounts for each line once', () => {
    fc.assert(
      fc.property(fc.array(fc.string().filter((text) => !text.includes('\n'))), (lines) => {
        const { entries, unreadable } = parseKnownHosts(lines.join('\n'), 'f');
        const numbers = [...entries, ...unreadable].map((item) => item.line);
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(Math.max(0, ...numbers)).toBeLessThanOrEqual(lines.length);
      }),
    );
  });
});

describe('matchesHosts', () => {
  it.each([
    ['board', 'board', true],
    ['BOARD', 'board', true],
    ['board', 'board2', false],
    ['b?ard', 'board', true],
    ['*.lab', 'zynq.lab', true],
    ['*.lab', 'zynq.lab.example', false],
    ['*,!zynq.lab', 'zynq.lab', false],
    ['!zynq.lab,*', 'other.lab', true],
    ['!zynq.lab', 'other.lab', false],
    ['[board]:2222', '[board]:2222', true],
    ['[board]:2222', 'board', false],
    ['board.lab', 'boardxlab', false],
    ['[board]:*', '[board]:2222', true],
  ])('%s means %s: %s', (hosts, name, meant) => {
    expect(matchesHosts(hosts, name)).toBe(meant);
  });

  it('agrees with ssh-keygen on hashed names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'known-hosts-'));
    try {
      const file = join(folder, 'kh');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')]);
      const [type = '', blob = ''] = readFileSync(join(folder, 'key.pub'), 'utf8').split(' ');
      writeFileSync(file, `board ${type} ${blob}\n[board]:2222 ${type} ${blob}\n`);
      execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
      const { entries, unreadable } = parseKnownHosts(readFileSync(file, 'utf8'), file);
      expect(unreadable).toEqual([]);
      expect(entries.map((entry) => entry.hosts.startsWith('|1|'))).toEqual([true, true]);
      expect(['board', '[board]:2222', 'other'].map((name) => entries.map((e) => matchesHosts(e.hosts, name)))).toEqual(
        [
          [true, false],
          [false, true],
          [false, false],
        ],
      );
      const told = execFileSync('ssh-keygen', ['-lf', join(folder, 'key.pub')], { encoding: 'utf8' });
      expect(told).toContain(fingerprint({ type, blob }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('judgeHostKey', () => {
  it('finds again what was filed, for any host and port, and nothing else', () => {
    const host = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/);
    fc.assert(
      fc.property(host, host, fc.integer({ min: 1, max: 65_535 }), (name, other, port) => {
        const entries = entriesOf(knownHostsLine(name, port, first));
        expect(judgeHostKey(entries, name, port, first).verdict).toBe('known');
        expect(judgeHostKey(entries, name.toUpperCase(), port, first).verdict).toBe('known');
        expect(judgeHostKey(entries, name, port, second)).toMatchObject({ verdict: 'changed', sameType: true });
        expect(judgeHostKey(entries, name, port, rsa)).toMatchObject({ verdict: 'changed', sameType: false });
        fc.pre(other !== name);
        expect(judgeHostKey(entries, other, port, first).verdict).toBe('unknown');
      }),
    );
  });

  it('refuses a revoked key even where another line vouches for it', () => {
    const entries = entriesOf(`${line('board', first)}\n@revoked ${line('*', first)}`);
    expect(judgeHostKey(entries, 'board', 22, first)).toEqual({ verdict: 'revoked', by: entries[1] });
  });

  it('takes a key of the plain name for another port, unless that port has its own', () => {
    const plain = line('board', first);
    expect(judgeHostKey(entriesOf(plain), 'board', 2222, first).verdict).toBe('known');
    expect(judgeHostKey(entriesOf(plain), 'board', 2222, second).verdict).toBe('unknown');
    const both = entriesOf(`${plain}\n${line('[board]:2222', second)}`);
    expect(judgeHostKey(both, 'board', 2222, first).verdict).toBe('changed');
    expect(judgeHostKey(both, 'board', 2222, second).verdict).toBe('known');
  });

  it('does not take a certificate authority for a key', () => {
    const entries = entriesOf(`@cert-authority ${line('board', first)}`);
    expect(judgeHostKey(entries, 'board', 22, first)).toEqual({ verdict: 'unknown', authorities: entries });
  });
});

describe('orderedAlgorithms', () => {
  it('asks first for the types by which the host is known', () => {
    expect(orderedAlgorithms(entriesOf(line('board', rsa)), 'board', 22).slice(0, 4)).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-rsa',
      'ssh-ed25519',
    ]);
    expect(orderedAlgorithms([], 'board', 22)[0]).toBe('ssh-ed25519');
    expect(orderedAlgorithms(entriesOf(line('board', rsa)), 'board', 2222)[0]).toBe('rsa-sha2-512');
  });
});

it('files under the port unless it is 22', () => {
  expect([knownHostsName('Board', 22), knownHostsName('board', 2222)]).toEqual(['board', '[board]:2222']);
});
