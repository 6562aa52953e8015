/** A whole session through a real sshd on loopback; in the helper's place runs a small script that speaks lines. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { Secrets } from '../boards/secrets.ts';
import { type LoopbackSshd, loopbackSshd } from '../ssh/testing/loopback-sshd.ts';
import type { HelperFile, HelperFiles } from './helper-files.ts';
import { openSessionWith, type SessionOptions } from './session.ts';
import type { TalkToHelper } from './start-helper.ts';

const version = createHash('sha256').update('a version').digest('hex');
/** Answers each line with its process id; `die` makes it end by the signal that an access outside memory gives. */
const script = `
const [version, , marker] = process.argv.slice(2);
process.stdin.setEncoding('utf8');
let text = '';
let begun = false;
process.stdin.on('end', () => process.exit(0));
process.stdin.on('data', (piece) => {
  text += piece;
  for (;;) {
    const at = text.indexOf('\\n');
    if (at < 0) return;
    const line = text.slice(0, at);
    text = text.slice(at + 1);
    if (begun && line === 'die') process.kill(process.pid, 'SIGBUS');
    else if (begun && line !== 'hang') process.stdout.write(process.pid + '\\n');
    else if (line === marker) {
      begun = true;
      process.stdout.write('uiomem-studio-helper ready ' + version + ' ' + marker + '\\n');
    }
  }
});
`;

function described(name: string, bytes: Uint8Array, architecture?: string): HelperFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, sha256, size: bytes.length, ...(architecture === undefined ? {} : { architecture }) };
}

/** The bootstrap's part is played by its arguments: UPLOAD VERSION MARKER NODE PLACES FILE SHA256... */
function madeHelper(bootstrap = 'exec "$4" "$1/helper.cjs" "$2" --marker "$3"'): HelperFiles {
  const contents: Record<string, Buffer> = {
    'helper.cjs': Buffer.from(script),
    'koffi.node': Buffer.from('an add-on'),
    'other.node': Buffer.from('of another architecture'),
  };
  const files = Object.entries(contents).map(([name, bytes]) =>
    described(name, bytes, { 'koffi.node': process.arch, 'other.node': 'mips' }[name]),
  );
  return {
    manifest: { version, node: '20.0.0', files, bootstrap: described('bootstrap.sh', Buffer.from(bootstrap)) },
    bootstrap,
    read: async (file) => contents[file.name] ?? Buffer.alloc(0),
  };
}

/** A client whose every call sends the procedure's name and answers with the line that comes back. */
const talk: TalkToHelper = (helper) => {
  const waiting: PromiseWithResolvers<unknown>[] = [];
  createInterface({ input: helper.output })
    .on('line', (line) => waiting.shift()?.resolve({ pid: Number(line) }))
    .on('close', () => {
      for (const call of waiting) call.reject(problem('rpc.closed', 'The connection ended.'));
    });
  const client = {
    call(name: string) {
      const call = Promise.withResolvers<unknown>();
      waiting.push(call);
      helper.input.write(`${name}\n`);
      return call.promise;
    },
    closed: new Promise(() => {}),
    async close() {
      helper.input.end();
    },
    async [Symbol.asyncDispose]() {},
  };
  return client as unknown as Client<HelperContract>;
};
/** Calls what the script understands, which is no procedure of the contract. */
const ask = (helper: Client<HelperContract>, word: 'pid' | 'die' | 'hang') =>
  helper.call(word as 'device.list', {}) as Promise<unknown> as Promise<{ pid: number }>;
const failure = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => ({ id: 'no problem', message: '' }),
    (thrown) => problemOf(thrown),
  );
const running = (pid: number) =>
  stat(`/proc/${pid}`).then(
    () => true,
    () => false,
  );
async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && (await running(pid)); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return !(await running(pid));
}

describe('a session', { timeout: 30_000 }, () => {
  let home: string;
  let sshd: LoopbackSshd;
  let uploads: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'session-home-'));
    await mkdir(join(home, '.cache'));
    uploads = join(home, '.cache', 'uiomem-studio-helper');
    // For a user who is not root: a sudo that lets everybody, since the one of this machine is none of a test's business.
    await mkdir(join(home, 'bin'));
    await writeFile(
      join(home, 'bin', 'sudo'),
      '#!/bin/sh\nwhile case $1 in -*) ;; *) false ;; esac; do shift; done; exec "$@"\n',
      {
        mode: 0o755,
      },
    );
    const path = `${join(home, 'bin')}:${join(process.execPath, '..')}:/usr/sbin:/usr/bin:/bin`;
    sshd = await loopbackSshd({ settings: [`SetEnv HOME=${home} PATH=${path}`] });
  }, 30_000);
  afterAll(async () => {
    await sshd[Symbol.asyncDispose]();
    await rm(home, { recursive: true });
  });
  const open = (options: Partial<SessionOptions> = {}) =>
    openSessionWith({ talk, content: async () => undefined }, sshd.board, {
      secrets: new Secrets(),
      helper: madeHelper(),
      ...options,
    });

  it('goes through its stages, sends what the board needs once, and takes the helper with it', async () => {
    const stages: string[] = [];
    const session = await open({ onStage: (stage) => stages.at(-1) !== stage && stages.push(stage) });
    expect(stages).toEqual([
      'resolve',
      'connect',
      'host-key',
      'authenticate',
      'probe',
      'privilege',
      'deliver',
      'helper',
      'facts',
    ]);
    const uid = process.getuid?.();
    expect([session.reach.way, session.probe.uid]).toEqual([uid === 0 ? 'root' : 'sudo', uid]);
    const { pid } = await ask(session.helper, 'pid');
    const folder = join(uploads, version);
    expect((await readdir(folder)).sort()).toEqual(['helper.cjs', 'koffi.node']);
    expect(await readFile(join(folder, 'helper.cjs'), 'utf8')).toBe(script);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const { ino } = await stat(join(folder, 'helper.cjs'));
    await session.close();
    expect([await session.closed, await gone(pid)]).toEqual([undefined, true]);
    await using again = await open();
    expect((await ask(again.helper, 'pid')).pid).not.toBe(pid);
    expect((await stat(join(folder, 'helper.cjs'))).ino).toBe(ino);
  });

  it('starts the helper again when it dies', async () => {
    await using session = await open();
    const { pid } = await ask(session.helper, 'pid');
    const inFlight = failure(ask(session.helper, 'hang'));
    expect((await failure(ask(session.helper, 'die'))).id).toBe('mapping.lost');
    expect((await inFlight).id).toBe('mapping.lost');
    const next = await ask(session.helper, 'pid');
    expect([next.pid === pid, await running(next.pid)]).toEqual([false, true]);
  });

  it('is over when the connection is, and then the helper is too', async () => {
    await using session = await open();
    const { pid } = await ask(session.helper, 'pid');
    const inFlight = failure(ask(session.helper, 'hang'));
    await session.connection.exec('kill $PPID').catch(() => {});
    expect([(await session.closed)?.id, (await inFlight).id]).toEqual(['link.lost', 'link.lost']);
    expect(await gone(pid)).toBe(true);
    expect((await failure(ask(session.helper, 'pid'))).id).toBe('link.lost');
  });

  it('tells a link that ends while the helper starts as lost', async () => {
    expect(await failure(open({ helper: madeHelper('kill -9 $PPID; sleep 5') }))).toMatchObject({
      id: 'link.lost',
      data: { stage: 'helper' },
    });
  });

  it.each([
    ["echo 'uiomem-studio-bootstrap: bootstrap.no-place: no folder' >&2; exit 67", 'bootstrap.no-place'],
    ['echo some words >&2; exit 3', 'helper.not-started'],
    ['exec 1>&-; sleep 0.1; kill -SEGV $$', 'helper.not-started'],
  ])('names the stage and the cause when the helper does not start: %s', async (bootstrap, id) => {
    expect(await failure(open({ helper: madeHelper(bootstrap) }))).toMatchObject({ id, data: { stage: 'helper' } });
  });

  it('sends again what was changed on the board', async () => {
    await writeFile(join(uploads, version, 'helper.cjs'), script.replaceAll('e', 'f'));
    const sha256 = createHash('sha256').update(script).digest('hex');
    const careful = `[ "$(sha256sum <"$1/helper.cjs" | cut -c1-64)" = ${sha256} ] || {
      echo 'uiomem-studio-bootstrap: bootstrap.digest-differs: helper.cjs' >&2; exit 69; }
      exec "$4" "$1/helper.cjs" "$2" --marker "$3"`;
    await using session = await open({ helper: madeHelper(careful) });
    expect(await running((await ask(session.helper, 'pid')).pid)).toBe(true);
  });

  it.each(['probe', 'deliver', 'helper'])('leaves no half file when it is cancelled at %s', async (at) => {
    await rm(uploads, { recursive: true, force: true });
    const abort = new AbortController();
    const opening = open({
      signal: abort.signal,
      helper: madeHelper(at === 'helper' ? 'exec sleep 60' : undefined),
      onStage: (stage) => stage === at && setTimeout(() => abort.abort(), at === 'helper' ? 300 : 1),
    });
    expect((await failure(opening)).id).toBe('cancelled');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const left = (await readdir(uploads, { recursive: true }).catch(() => [])).filter((name) => name.endsWith('.part'));
    expect(left).toEqual([]);
  });
});
