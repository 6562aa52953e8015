/** The board's side of an upload, run by the shells that boards have. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localConnection } from '../shell-mode/testing/local-connection.ts';
import { shellQuote } from './shell-quote.ts';
import { receiveScript, removeStaleParts, upload } from './upload.ts';

const shells = [['dash'], ['bash'], ['busybox', 'sh']].filter(([name = '']) =>
  ['/bin', '/usr/bin'].some((folder) => existsSync(join(folder, name))),
);
const bytes = Buffer.from('all of it\n');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const token = 'abcdef012345';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-upload-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Processes of this machine that have the folder open, or its name in their words. */
function ours(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return words.includes(folder) ? [`${pid} ${words.slice(0, 60)}`] : [];
      } catch {
        return [];
      }
    });
}

/** A watcher that was told to end may take a moment. */
async function left(): Promise<string[]> {
  for (let tries = 0; ours().length > 0 && tries < 100; tries += 1) await sleep(20);
  return ours();
}

describe.each(shells)('%s %s', (...shell) => {
  const [program = '', ...first] = shell.filter((word) => word !== undefined);
  const receive = (path: string) => {
    const script = receiveScript(path, token, { mode: 0o640, sha256, size: bytes.length }, { seconds: 1, looks: 2 });
    const child = spawn(program, [...first, '-c', script], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => {});
    const said = { out: '', err: '' };
    child.stdout.on('data', (piece) => {
      said.out += piece;
    });
    child.stderr.on('data', (piece) => {
      said.err += piece;
    });
    // `close` comes when nobody has its output any more: a channel of sshd would close then.
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, said, ended };
  };

  it('puts a whole file in place and leaves nothing else', async () => {
    const path = join(folder, "it's a file");
    const { child, said, ended } = receive(path);
    child.stdin.end(bytes);
    expect([await ended, said]).toEqual([0, { out: 'sha256\n', err: '' }]);
    expect(readdirSync(folder)).toEqual(["it's a file"]);
    expect(await left()).toEqual([]);
  });

  it('gives a silent host up, and leaves neither file nor process', async () => {
    const { child, said, ended } = receive(join(folder, 'x'));
    child.stdin.write(bytes.subarray(0, 4));
    expect([await ended, said.err]).toEqual([66, expect.stringMatching(/^(Terminated\n)?nothing came for 2 s\n$/)]);
    expect(readdirSync(folder)).toEqual([]);
    expect(await left()).toEqual([]);
  });

  it('is told by a cut input, and by a signal', async () => {
    const cut = receive(join(folder, 'x'));
    cut.child.stdin.end(bytes.subarray(0, 4));
    expect([await cut.ended, cut.said.out]).toEqual([65, 'size 4\n']);
    const ended = receive(join(folder, 'x'));
    ended.child.stdin.write(bytes.subarray(0, 4));
    for (let tries = 0; readdirSync(folder).length === 0 && tries < 100; tries += 1) await sleep(20);
    // The traps are set just after the file was made.
    await sleep(100);
    ended.child.kill('SIGTERM');
    expect(await ended.ended).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
    expect(await left()).toEqual([]);
  });

  it('removes what a killed one left, and not what is being written', async () => {
    const killed = receive(join(folder, 'x'));
    killed.child.stdin.write(bytes.subarray(0, 4));
    for (let tries = 0; readdirSync(folder).length === 0 && tries < 100; tries += 1) await sleep(20);
    killed.child.kill('SIGKILL');
    await new Promise((resolve) => killed.child.once('exit', resolve));
    const [stale = ''] = readdirSync(folder);
    expect(stale).toBe(`x.${token}.${killed.child.pid}.part`);
    // A number that is another process by now tells nothing.
    const reused = `y.0123456789ab.${process.pid}.part`;
    writeFileSync(join(folder, reused), 'x');
    writeFileSync(join(folder, 'theirs.part'), 'x');
    const writing = receive(join(folder, 'z'));
    writing.child.stdin.write(bytes.subarray(0, 4));
    const part = `z.${token}.${writing.child.pid}.part`;
    for (let tries = 0; !readdirSync(folder).includes(part) && tries < 100; tries += 1) await sleep(20);
    // What was stale is gone before anything is written.
    expect(readdirSync(folder).sort()).toEqual(['theirs.part', part]);
    const other = spawn(program, [...first, '-c', removeStaleParts(shellQuote(folder))], { stdio: 'inherit' });
    await new Promise((resolve) => other.once('close', resolve));
    expect(readdirSync(folder).sort()).toEqual(['theirs.part', part]);
    writing.child.stdin.end(bytes.subarray(4));
    expect(await writing.ended).toBe(0);
    // Its watcher and its cat were not killed with it; they end by themselves.
    killed.child.stdin.end();
    await killed.ended;
  });
});

it('has shells to try', () => {
  expect(shells.length).toBeGreaterThan(1);
});

it('upload.damaged: a byte that changed on its way is found, and the file that was there stays', async () => {
  const path = join(folder, 'uiomem.ko');
  writeFileSync(path, 'the one before');
  const { open } = localConnection(['dash']);
  const damaging: typeof open = async (command, signal) => {
    const channel = await open(command, signal);
    const { write } = channel;
    return Object.assign(channel, {
      write: (sent: Uint8Array) => write(Uint8Array.from(sent, (byte, index) => (index === 3 ? byte ^ 1 : byte))),
    });
  };
  const exec = () => Promise.reject(new Error('nothing is left to remove'));
  await expect(upload({ open: damaging, exec }, path, bytes, { mode: 0o600 })).rejects.toMatchObject({
    problem: {
      id: 'upload.damaged',
      message: expect.stringMatching(/uiomem\.ko arrived changed \(sha256 [0-9a-f]{64}\); nothing was put in place\.$/),
      hint: expect.stringContaining('Try again'),
      data: { path, size: bytes.length },
    },
  });
  expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['uiomem.ko'], 'the one before']);
});
