/** Boards that answer and then hang, each in another stage: a real sshd whose forced command does not get on. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { Secrets } from '../boards/secrets.ts';
import { type LoopbackSshd, loopbackSshd } from '../ssh/testing/loopback-sshd.ts';
import { openSessionWith } from './session.ts';

let home: string;
let sshd: LoopbackSshd;
/** Told by a file, since the server is one for all: commands that hold this text hang. */
let hangsAt: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'stage-deadline-'));
  hangsAt = join(home, 'hangs-at');
  await mkdir(join(home, 'bin'));
  // Where sudo is to hang the login user is not root, and sudo wants a password; it does nothing itself.
  const privilege = `grep -q -- 'sudo -k -S' ${hangsAt}`;
  const programs = {
    id: `#!/bin/sh\n${privilege} || PATH="\${PATH#*:}" exec id "$@"\ncase "$1" in -u) echo 1000;; *) echo dev;; esac\n`,
    sudo: `#!/bin/sh\n${privilege} || exit 0\necho 'sudo: a password is required' >&2; exit 1\n`,
  };
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(home, 'bin', name), text);
    await chmod(join(home, 'bin', name), 0o755);
  }
  const forced = join(home, 'forced');
  await writeFile(
    forced,
    `#!/bin/sh
case "$SSH_ORIGINAL_COMMAND" in *"$(cat ${hangsAt})"*) exec sleep 15;; esac
export HOME=${home} XDG_CACHE_HOME=${home} PATH="${home}/bin:${dirname(process.execPath)}:$PATH"
exec sh -c "$SSH_ORIGINAL_COMMAND"
`,
  );
  await chmod(forced, 0o755);
  sshd = await loopbackSshd({ settings: [`ForceCommand ${forced}`] });
}, 30_000);
afterAll(async () => {
  await sshd[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

function described(name: string, text: string) {
  return { name, sha256: createHash('sha256').update(text).digest('hex'), size: text.length };
}
/** A helper that is never started. */
const helper = {
  manifest: {
    version: createHash('sha256').update('version').digest('hex'),
    node: '20.0.0',
    files: [
      described('helper.cjs', 'process.exit(1)'),
      { ...described('koffi.node', 'process.exit(1)'), architecture: process.arch },
    ],
    bootstrap: described('bootstrap.sh', 'exit 1 # bootstrap'),
  },
  bootstrap: 'exit 1 # bootstrap',
  read: async () => Buffer.from('process.exit(1)'),
};

async function opening(text: string): Promise<{ problem: Problem; stages: string[] }> {
  await writeFile(hangsAt, text);
  const stages: string[] = [];
  const never = () => {
    throw new Error('no helper is spoken to');
  };
  const secrets = new Secrets();
  secrets.set({ board: sshd.board.name, kind: 'sudo' }, 'word');
  const problem: Problem = await openSessionWith({ talk: never, content: never }, sshd.board, {
    secrets,
    helper,
    stagePatienceMs: 4_000,
    onStage: (stage) => stages.push(stage),
  }).then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );
  return { problem, stages };
}

describe('a board that answers and does not get on', { timeout: 40_000 }, () => {
  it.each([
    ['probe', 'uname'],
    ['privilege', 'sudo -k -S'],
    ['deliver', '.part'],
    ['helper', '# bootstrap'],
  ])('ssh.timeout: in %s', async (stage, text) => {
    const { problem, stages } = await opening(text);
    expect(problem).toMatchObject({ id: 'ssh.timeout', data: { stage } });
    expect(stages.at(-1)).toBe(stage);
    const left = await readdir(home, { recursive: true });
    expect(left.filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
