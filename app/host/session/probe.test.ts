import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mountOptions, parseProbe, probeScript } from './probe.ts';

const shells = [['sh'], ['busybox', 'sh']].filter(
  ([program = '']) => spawnSync(program, ['--help']).error === undefined,
);

describe.each(shells)('under %s %s', (program, ...args) => {
  it('tells the truth about this machine', () => {
    const home = mkdtempSync(join(tmpdir(), 'probe-home-'));
    try {
      mkdirSync(join(home, '.cache', 'uiomem-studio-helper', 'ab'), { recursive: true });
      writeFileSync(join(home, '.cache', 'uiomem-studio-helper', 'ab', 'helper.cjs'), '12345');
      const run = spawnSync(program ?? '', [...args, '-c', probeScript(['ab/helper.cjs', "it's absent"])], {
        encoding: 'utf8',
        env: { HOME: home, PATH: `${join(process.execPath, '..')}:/usr/sbin:/usr/bin:/bin` },
      });
      expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
      const probe = parseProbe(`a banner\n${run.stdout}`);
      const place = join(home, '.cache', 'uiomem-studio-helper');
      expect(probe).toMatchObject({
        system: 'Linux',
        uid: process.getuid?.(),
        present: new Map([[join(place, 'ab/helper.cjs'), 5]]),
      });
      expect(probe?.nodes[0]).toMatchObject({
        path: process.execPath,
        version: process.versions.node,
        arch: process.arch,
        libc: 'glibc',
      });
      expect(probe?.places[0]?.path).toBe(place);
      expect(probe?.places[0]?.freeBytes).toBeGreaterThan(0);
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});

it.each(shells)('under %s %s asks a node that is a script, whose loader is not to be seen', (program, ...args) => {
  const folder = mkdtempSync(join(tmpdir(), 'probe-node-'));
  try {
    writeFileSync(join(folder, 'node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });
    const env = { HOME: folder, PATH: `${folder}:/usr/bin:/bin` };
    const run = spawnSync(program ?? '', [...args, '-c', probeScript([])], { encoding: 'utf8', env });
    expect(parseProbe(run.stdout)?.nodes[0]).toMatchObject({
      path: join(folder, 'node'),
      version: process.versions.node,
      arch: process.arch,
      libc: expect.stringMatching(/^glibc 2\./),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each(shells)('under %s %s passes by a link in a place, and says so', (program, ...args) => {
  const home = mkdtempSync(join(tmpdir(), 'probe-unfit-'));
  try {
    mkdirSync(join(home, '.cache'));
    symlinkSync(tmpdir(), join(home, '.cache', 'uiomem-studio-helper'));
    const env = { HOME: home, PATH: '/usr/bin:/bin' };
    const run = spawnSync(program ?? '', [...args, '-c', probeScript([])], { encoding: 'utf8', env });
    const probe = parseProbe(run.stdout);
    const path = join(home, '.cache', 'uiomem-studio-helper');
    expect([run.stderr, probe?.unfit[0]]).toEqual(['', { path, why: 'no folder of the user' }]);
    expect(probe?.places.map((place) => place.path)).not.toContain(path);
  } finally {
    rmSync(home, { recursive: true });
  }
});

it.each(shells)('under %s %s tells the options of the mount that a folder lies in', (program, ...args) => {
  const ask = `${mountOptions}; options /sys/kernel; echo "$o"; options /; echo "$o"; options /no/such; echo "$o"`;
  const told = spawnSync(program ?? '', [...args, '-c', ask], { encoding: 'utf8' }).stdout.split('\n');
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  const of = (target: string) => mounts.findLast((words) => words[1] === target)?.[3];
  expect(told.slice(0, 3)).toEqual([of('/sys'), of('/'), of('/')]);
});

describe('parseProbe', () => {
  const answer = (more: string) => `probe=1\nuid=1000\nuser=dev\n${more}\nend=1\n`;

  it.each([
    ['sudo=free', 'free'],
    ['sudo=absent', 'absent'],
    ['sudo=asked\nsaid=sudo: a password is required ', 'password'],
    ['sudo=asked\nsaid=Sorry, user dev may not run sudo on board.', 'refused'],
    ['sudo=asked\nsaid=dev is not in the sudoers file.', 'refused'],
  ])('%s is %s', (text, sudo) => {
    expect(parseProbe(answer(text))?.sudo).toBe(sudo);
  });

  it('judges nodes by what they said when started', () => {
    const text =
      'node=22.3.0 arm64 2.36 /usr/bin/node\nnode=22.3.0 arm glibc /n\nnode=- - - /opt/n/node\nnode=18.2.0 x64 - /a b/node';
    expect(parseProbe(answer(text))?.nodes).toEqual([
      { path: '/usr/bin/node', version: '22.3.0', arch: 'arm64', libc: 'glibc 2.36' },
      { path: '/n', version: '22.3.0', arch: 'arm', libc: 'glibc' },
      { path: '/opt/n/node', version: '-', arch: '-', libc: 'other' },
      { path: '/a b/node', version: '18.2.0', arch: 'x64', libc: 'other' },
    ]);
  });

  it('takes no half answer, whatever was said', () => {
    expect(parseProbe('This account is currently not available.\n')).toBe(undefined);
    expect(parseProbe('probe=1\nuid=0\n')).toBe(undefined);
    fc.assert(fc.property(fc.string(), (text) => parseProbe(text) === undefined || text.includes('probe=1')));
  });
});
