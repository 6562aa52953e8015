import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Lease } from '../contract/lease.ts';
import { problemOf } from '../rpc/problem.ts';
import { BoardLease } from './board-lease.ts';
import { identify } from './process-identity.ts';
import { type Tenure, tenureText } from './tenure.ts';
import { watchLease } from './watch.ts';

const ada = { who: 'ada@bench7', program: 'window' };
let scratch: string;
let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'uiomem-studio-lease-'));
  folder = join(scratch, 'run', 'lease');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true });
});

const files = () => readdirSync(folder);
const content = (number: number) => readFileSync(join(folder, String(number)), 'utf8');
const failure = (work: () => unknown) => {
  try {
    work();
  } catch (thrown) {
    return problemOf(thrown);
  }
  return undefined;
};

/** A lease of another process, which lives until the test's end. */
async function another(): Promise<{ child: ChildProcess; tenure: Tenure }> {
  const child = spawn('sleep', ['600']);
  children.push(child);
  await once(child, 'spawn');
  const process = identify(child.pid ?? 0);
  if (process === undefined) throw new Error('sleep is not there');
  return { child, tenure: { holder: ada, since: '2026-01-02T03:04:05.678Z', process } };
}

/** Puts it there as another helper would have. */
function put(number: number, content: string): void {
  new BoardLease(folder).take(false);
  for (const name of files()) rmSync(join(folder, name));
  writeFileSync(join(folder, String(number)), content);
}

test('it is free, taken, and given back; nobody but root can see it', () => {
  const lease = new BoardLease(folder);
  expect(lease.look()).toEqual({ held: 'nobody' });
  expect(lease.introduce(ada)).toEqual({ held: 'nobody' });
  expect(lease.take(false)).toEqual({ held: 'ours' });
  expect(files()).toEqual(['1']);
  expect(JSON.parse(content(1))).toEqual({
    format: 1,
    holder: ada,
    since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    process: identify(process.pid),
  });
  expect([statSync(folder).mode & 0o777, statSync(join(folder, '1')).mode & 0o777]).toEqual([0o700, 0o600]);
  expect([lease.take(false), lease.take(true), lease.look()]).toEqual(Array(3).fill({ held: 'ours' }));
  expect(lease.release()).toEqual({ held: 'nobody' });
  expect(lease.release()).toEqual({ held: 'nobody' });
  // What is left says that nobody has it: numbers only grow.
  expect([files(), content(2)]).toEqual([['2'], '{"format":1}\n']);
});

test('while another lives, every change is refused and says who, with what, since when, and the way out', async () => {
  const { child, tenure } = await another();
  put(7, tenureText(tenure));
  const lease = new BoardLease(folder);
  const held = { held: 'other', by: ada, since: tenure.since };
  expect([lease.look(), lease.take(false), lease.release()]).toEqual([held, held, held]);
  expect(failure(() => lease.beforeChange())).toEqual({
    id: 'board.held',
    message:
      'The board cannot be changed from here: ada@bench7 (window) has held it since 2026-01-02T03:04:05.678Z. Looking is possible.',
    hint: expect.stringMatching(/--take-over.*Take over/),
    data: { by: ada, since: tenure.since },
  });
  expect([files(), content(7)]).toEqual([['7'], tenureText(tenure)]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(lease.look()).toEqual({ held: 'nobody' });
  lease.beforeChange();
  expect([lease.look(), files()]).toEqual([{ held: 'ours' }, ['8']]);
});

test('a take-over makes the other read-only until it takes over in turn', async () => {
  const { tenure } = await another();
  put(7, tenureText(tenure));
  const lease = new BoardLease(folder);
  expect(lease.take(true)).toEqual({ held: 'ours' });
  expect(files()).toEqual(['8']);
  lease.beforeChange();
  writeFileSync(join(folder, '9'), tenureText(tenure));
  expect(failure(() => lease.beforeChange())?.id).toBe('board.held');
  expect(lease.take(false)).toMatchObject({ held: 'other' });
  // Giving back what one no longer has takes nothing from the other.
  expect(lease.release()).toMatchObject({ held: 'other' });
  expect(content(9)).toBe(tenureText(tenure));
});

test('a lease counts for its process alone: not for another with its number, of another boot, or for a torn file', async () => {
  const { tenure } = await another();
  const { process } = tenure;
  const whole = tenureText(tenure);
  for (const left of [
    tenureText({ ...tenure, process: { ...process, startTime: `${BigInt(process.startTime) - 1n}` } }),
    tenureText({ ...tenure, process: { ...process, bootId: '00000000-0000-0000-0000-000000000000' } }),
    tenureText({ ...tenure, process: { ...process, pid: 2 ** 22 + 1 } }),
    whole.slice(0, whole.length / 2),
    whole.replace('"format":1', '"format":2'),
    whole.replace('ada@bench7', ''),
    '',
    'null',
    '[]',
  ]) {
    put(3, left);
    const lease = new BoardLease(folder);
    expect([left, lease.look()]).toEqual([left, { held: 'nobody' }]);
    lease.beforeChange();
    expect([lease.look(), files()]).toEqual([{ held: 'ours' }, ['4']]);
  }
  put(3, whole);
  expect(new BoardLease(folder).look()).toMatchObject({ held: 'other' });
});

test('what a lost link of the same host left counts as nobody, and does not take it back', async () => {
  const host = 'a-word-of-one-host';
  const { tenure } = await another();
  put(7, tenureText({ ...tenure, host }));
  const before = new BoardLease(folder);
  expect(before.introduce({ ...ada, host: 'the-word-of-another' })).toMatchObject({ held: 'other' });
  expect(new BoardLease(folder).introduce(ada)).toMatchObject({ held: 'other', by: ada });
  const lost = new BoardLease(folder);
  expect(lost.introduce({ ...ada, host })).toEqual({ held: 'nobody' });
  lost.beforeChange();
  const next = new BoardLease(folder);
  next.introduce({ ...ada, host });
  next.beforeChange();
  expect([lost.look().held, next.look().held, files()]).toEqual(['other', 'ours', ['9']]);
  expect(failure(() => lost.beforeChange())?.id).toBe('board.held');
  // Nobody is told the word.
  expect(JSON.stringify(lost.look())).not.toContain(host);
});

test('a zombie holds nothing', async () => {
  // The shell has become a sleep, which never waits for its child, when that ends.
  const parent = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(parent);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'latin1')).toContain(') Z '), { timeout: 5000 });
  expect(identify(pid)).toBeUndefined();
});

test('a name told later reaches a lease that is held already', () => {
  const lease = new BoardLease(folder);
  lease.beforeChange();
  expect(JSON.parse(content(1)).holder.program).toBe('a helper');
  expect(lease.introduce(ada)).toEqual({ held: 'ours' });
  expect([JSON.parse(content(1)).holder, files(), lease.look()]).toEqual([ada, ['1'], { held: 'ours' }]);
});

test('a folder that cannot be written is told, and nothing counts as taken', () => {
  writeFileSync(join(scratch, 'run'), 'in the way');
  const lease = new BoardLease(folder);
  expect(failure(() => lease.beforeChange())).toMatchObject({
    id: 'lease.not-writable',
    data: { folder, errno: expect.stringMatching(/^E(NOTDIR|EXIST)$/) },
  });
  expect(lease.look()).toEqual({ held: 'nobody' });
  lease.end();
});

test('of processes that race for it one has it at a time, also past those that die with it', {
  timeout: 60_000,
}, async () => {
  const script = fileURLToPath(new URL('testing/racer.ts', import.meta.url));
  const racers = ['stay', 'stay', 'kill', 'kill'].map((end) => {
    const child = spawn(process.execPath, [script, scratch, '150', end], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return Promise.all([text(child.stdout), once(child, 'exit')]);
  });
  const ended = await Promise.all(racers);
  expect(ended.map(([said, [status, signal]]) => [said, status ?? signal])).toEqual([
    ['0\n', 0],
    ['0\n', 0],
    ['0\n', 'SIGKILL'],
    ['0\n', 'SIGKILL'],
  ]);
  const after = new BoardLease(join(scratch, 'lease'));
  expect(after.look()).toEqual({ held: 'nobody' });
  // Each turn is two numbers, but for the two who died; nothing else is left.
  expect(readdirSync(join(scratch, 'lease'))).toHaveLength(1);
  expect(Number(readdirSync(join(scratch, 'lease'))[0])).toBeGreaterThanOrEqual(4 * 150 * 2 - 2);
});

test('whoever follows it is told at once, of each change, and of a holder’s death; the end is the signal’s', async () => {
  const { child, tenure } = await another();
  const lease = new BoardLease(folder);
  const told: Lease[] = [];
  const abort = new AbortController();
  const over = watchLease(lease, async (now) => void told.push(now), abort.signal).catch((reason: unknown) => reason);
  await vi.waitFor(() => expect(told).toEqual([{ held: 'nobody' }]));
  lease.beforeChange();
  await vi.waitFor(() => expect(told.at(-1)).toEqual({ held: 'ours' }), { timeout: 500 });
  writeFileSync(join(folder, 'other'), tenureText(tenure));
  writeFileSync(join(folder, '2'), tenureText(tenure));
  await vi.waitFor(() => expect(told.at(-1)).toEqual({ held: 'other', by: ada, since: tenure.since }), {
    timeout: 500,
  });
  child.kill('SIGKILL');
  await vi.waitFor(() => expect(told.at(-1)).toEqual({ held: 'nobody' }), { timeout: 5000 });
  abort.abort('enough');
  expect(await over).toBe('enough');
  lease.beforeChange();
  expect(told.map(({ held }) => held)).toEqual(['nobody', 'ours', 'other', 'nobody']);
});
