/** The bootstrap as a board runs it: the text as `sh -c`, under dash and under busybox, as root. */
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withoutComments } from './bootstrap-text.ts';

const source = readFileSync(new URL('bootstrap.sh', import.meta.url), 'utf8');
const isRoot = process.getuid?.() === 0;
const shells: [name: string, command: readonly string[]][] = [
  ['dash', ['dash']],
  ['busybox', ['busybox', 'sh']],
];
const version = 'ab12';
const marker = '00ff';

/** Stands in for node: says how it was called and what is left of the input. */
const printer = '#!/bin/sh\necho "$0|$*|$(cat)|${HOME-}|${LEAKED-}"\n';

let scratch: string;
beforeEach(() => {
  // Root's tests in root's own folder, where nobody else is.
  scratch = mkdtempSync(join(isRoot ? '/root' : tmpdir(), 'uiomem-studio-bootstrap-'));
  mkdirSync(join(scratch, 'upload'));
  mkdirSync(join(scratch, 'places'));
  writeFileSync(join(scratch, 'upload/helper.cjs'), 'the helper');
  writeFileSync(join(scratch, 'upload/node'), printer);
});
afterEach(() => rmSync(scratch, { recursive: true }));

const digest = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(join(scratch, 'upload', name)))
    .digest('hex');

interface Changes {
  readonly node?: string;
  readonly places?: string;
  readonly files?: readonly string[];
  readonly text?: string;
  readonly wrap?: readonly string[];
}

function boot(shell: readonly string[], changes: Changes = {}): SpawnSyncReturns<string> {
  const files = changes.files ?? ['helper.cjs', digest('helper.cjs'), 'node', digest('node')];
  const places = changes.places ?? join(scratch, 'places/studio');
  const [program = '', ...args] = [
    ...(changes.wrap ?? []),
    ...shell,
    '-c',
    changes.text ?? source,
    'uiomem-studio-bootstrap',
    join(scratch, 'upload'),
    version,
    marker,
    changes.node ?? 'node',
    places,
    ...files,
  ];
  return spawnSync(program, args, { encoding: 'utf8', input: 'frames', env: { ...process.env, LEAKED: 'yes' } });
}

const said = ({ status, stdout, stderr }: SpawnSyncReturns<string>) => ({ status, stdout, stderr });

describe.skipIf(!isRoot).each(shells)('under %s (takes root, for owners change)', (_name, shell) => {
  test('removes what a start that was cut off has left, and nothing of one that is at it', () => {
    const studio = join(scratch, 'places/studio');
    const home = join(studio, version);
    mkdirSync(home, { recursive: true, mode: 0o700 });
    chmodSync(studio, 0o700);
    const other = spawn('sh', ['-c', 'sleep 60; :', 'uiomem-studio-bootstrap'], { stdio: 'ignore' });
    try {
      // Process 1 is there, and is no bootstrap.
      for (const pid of ['999999999', '1', String(other.pid)]) {
        writeFileSync(join(studio, `try.${pid}`), '');
        writeFileSync(join(home, `helper.cjs.${pid}`), 'half');
      }
      writeFileSync(join(home, 'notes.txt'), '');
      expect(boot(shell).status).toBe(0);
      expect(readdirSync(studio).sort()).toEqual([version, digest('node'), 'try', `try.${other.pid}`].sort());
      expect(readdirSync(home).sort()).toEqual(['helper.cjs', `helper.cjs.${other.pid}`, 'notes.txt', 'try']);
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('becomes node on the copied helper, with the input untouched and a clean environment', () => {
    const home = join(scratch, 'places/studio');
    const started = `${join(home, digest('node'), 'node')}|${join(home, version, 'helper.cjs')} ${version} --marker ${marker}|frames|/root|\n`;
    expect(said(boot(shell))).toEqual({ status: 0, stdout: started, stderr: '' });
    expect(lstatSync(home).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(home, version, 'helper.cjs'), 'utf8')).toBe('the helper');
    expect(readdirSync(join(home, version))).toEqual(['helper.cjs', 'try']);
    // A second start finds everything, and the text that is delivered does the same.
    expect(said(boot(shell, { text: withoutComments(source) }))).toEqual({ status: 0, stdout: started, stderr: '' });
  });

  test('replaces a file that was damaged since it was copied', () => {
    boot(shell);
    const copy = join(scratch, 'places/studio', version, 'helper.cjs');
    writeFileSync(copy, '');
    expect(boot(shell).status).toBe(0);
    expect(readFileSync(copy, 'utf8')).toBe('the helper');
  });

  test('a later start needs no upload, but finds out what has changed since', () => {
    const home = join(scratch, 'places/studio');
    const files = ['helper.cjs', digest('helper.cjs'), 'node', digest('node')];
    expect(boot(shell, { files }).status).toBe(0);
    rmSync(join(scratch, 'upload'), { recursive: true });
    expect(boot(shell, { files }).stdout).toMatch(`${join(home, version, 'helper.cjs')} ${version}`);
    // Then it is as at the first start: refused, for there is nothing to mend it from.
    chmodSync(join(home, version), 0o777);
    expect(boot(shell, { files }).status).toBe(67);
    chmodSync(join(home, version), 0o700);
    chownSync(home, 1000, 1000);
    expect(boot(shell, { files }).status).toBe(67);
    chownSync(home, 0, 0);
    writeFileSync(join(home, files[3] ?? '', 'node'), 'another program');
    expect(boot(shell, { files }).status).toBe(68);
    writeFileSync(join(home, files[3] ?? '', 'node'), printer);
    expect(boot(shell, { files }).status).toBe(0);
    // Where the trial fails, as after a remount with noexec, the place is judged anew.
    writeFileSync(join(home, version, 'try'), '#!/bin/false\n');
    expect(boot(shell, { files }).status).toBe(0);
    expect(readFileSync(join(home, version, 'try'), 'utf8')).toBe('#!/bin/sh\nexit 0\n');
  });

  test('refuses a file that is not the one that was uploaded, and leaves no copy', () => {
    const files = ['helper.cjs', digest('helper.cjs'), 'node', digest('node')];
    writeFileSync(join(scratch, 'upload/helper.cjs'), 'something else');
    const answer = boot(shell, { files });
    expect(said(answer)).toEqual({
      status: 69,
      stdout: '',
      stderr: `uiomem-studio-bootstrap: bootstrap.digest-differs: helper.cjs has sha256 ${digest('helper.cjs')}, wanted was ${files[1]}\n`,
    });
    expect(readdirSync(join(scratch, 'places/studio', version))).toEqual(['try']);
  });

  test('passes by a symbolic link, a folder of another user, a shared parent and a file', () => {
    mkdirSync(join(scratch, 'elsewhere'));
    symlinkSync(join(scratch, 'elsewhere'), join(scratch, 'places/link'));
    mkdirSync(join(scratch, 'places/foreign'));
    chownSync(join(scratch, 'places/foreign'), 1000, 1000);
    mkdirSync(join(scratch, 'shared'));
    chmodSync(join(scratch, 'shared'), 0o777);
    writeFileSync(join(scratch, 'places/file'), '');
    const places = ['places/link', 'places/foreign', 'shared/studio', 'places/file', 'absent/studio'];
    const paths = places.map((place) => join(scratch, place));
    const answer = boot(shell, { places: paths.join(':') });
    expect(said(answer)).toEqual({
      status: 67,
      stdout: '',
      stderr:
        `uiomem-studio-bootstrap: bootstrap.no-place: no folder for the helper:` +
        ` ${paths[0]} (not a folder of root's own) ${paths[1]} (not a folder of root's own)` +
        ` ${paths[2]} (${scratch}/shared is not a folder of root's own) ${paths[3]} (not a folder of root's own)` +
        ` ${paths[4]} (${scratch}/absent is not a folder of root's own)\n`,
    });
    expect(readdirSync(join(scratch, 'elsewhere'))).toEqual([]);
    expect(boot(shell, { places: [...paths, join(scratch, 'places/good')].join(':') }).status).toBe(0);
  });

  test('a version folder that somebody else made is passed by', () => {
    mkdirSync(join(scratch, 'places/studio'));
    symlinkSync(join(scratch, 'upload'), join(scratch, 'places/studio', version));
    expect(boot(shell).status).toBe(67);
  });

  test('runs a node of root, not one that another user can change', () => {
    const files = ['helper.cjs', digest('helper.cjs')];
    const node = join(scratch, 'node');
    writeFileSync(node, printer, { mode: 0o755 });
    expect(boot(shell, { files, node }).stdout).toMatch(`${node}|`);
    chownSync(node, 1000, 1000);
    expect(said(boot(shell, { files, node }))).toEqual({
      status: 71,
      stdout: '',
      stderr: `uiomem-studio-bootstrap: bootstrap.node-not-roots: others than root may change ${node}: not run as root\n`,
    });
    expect(boot(shell, { files, node: '/no/such/node' }).status).toBe(70);
    expect(boot(shell, { files, node: 'node' }).status).toBe(64);
  });

  test('refuses names that are paths, and wrong arguments', () => {
    expect(boot(shell, { files: ['../helper.cjs', digest('helper.cjs')] }).status).toBe(64);
    expect(boot(shell, { files: ['helper.cjs'] }).status).toBe(64);
    expect(boot(shell, { files: ['missing.cjs', digest('helper.cjs')] }).status).toBe(68);
  });

  test('refuses another user', () => {
    chmodSync(scratch, 0o755);
    const answer = boot(shell, { wrap: ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups'] });
    expect(said(answer)).toEqual({
      status: 65,
      stdout: '',
      stderr: "uiomem-studio-bootstrap: bootstrap.not-root: user 1000 cannot make a folder of root's own\n",
    });
  });

  test('passes by a place where programs may not be started', () => {
    const point = join(scratch, 'places/noexec');
    mkdirSync(point);
    // A mount namespace of its own, gone with the shell.
    const inner = `mount -t tmpfs -o noexec,mode=755 tmpfs "$0" && exec "$@"`;
    const answer = boot(shell, {
      wrap: ['unshare', '-m', 'sh', '-c', inner, point],
      places: join(point, 'studio'),
    });
    expect(answer.stderr).toContain('(programs may not be started there)');
    expect(answer.status).toBe(67);
    expect(existsSync(join(point, 'studio'))).toBe(false);
  });
});

// Under dash alone: busybox runs its own applets before it looks in PATH, so there sha256sum is never missing.
test.skipIf(!isRoot)('takes openssl where sha256sum is missing, and refuses where everything is (takes root)', () => {
  const folder = join(scratch, 'bin');
  mkdirSync(folder);
  for (const tool of ['id', 'ls', 'df', 'tail', 'cut', 'cp', 'mv', 'rm', 'chmod', 'mkdir', 'wc', 'env', 'cat']) {
    symlinkSync(spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim(), join(folder, tool));
  }
  const text = source.replace(/^PATH=.*$/m, `PATH=${folder}`);
  expect(text).not.toBe(source);
  const shellPath = spawnSync('sh', ['-c', `command -v dash`], { encoding: 'utf8' }).stdout.trim();
  expect(said(boot([shellPath], { text }))).toEqual({
    status: 66,
    stdout: '',
    stderr:
      'uiomem-studio-bootstrap: bootstrap.no-sha256: the board has no sha256sum, busybox sha256sum or openssl to check the helper with\n',
  });
  symlinkSync('/usr/bin/openssl', join(folder, 'openssl'));
  expect(boot([shellPath], { text }).status).toBe(0);
});

test('the delivered text fits the longest command that dropbear takes, quoted, with its arguments', () => {
  // MAX_CMD_LEN in dropbear's sysoptions.h.
  const longest = 9000;
  const quoted = withoutComments(source).replaceAll("'", `'\\''`).length;
  expect(quoted + 2 + 1500).toBeLessThan(longest);
});
