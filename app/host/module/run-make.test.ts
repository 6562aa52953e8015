import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { runMake } from './run-make.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-make-'));
});
afterEach(() => rm(folder, { recursive: true }));

const makefile = (text: string) => writeFile(join(folder, 'Makefile'), text);
const signal = new AbortController().signal;

/** Commands of processes whose working folder is the test's, as the kernel tells it. */
async function runningThere(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const where = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (where === folder)
      found.push((await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '));
  }
  return found;
}

test('tells the lines of both outputs, the status, and hands down nothing of a make around it', async () => {
  await makefile('all:\n\t@echo out; echo err >&2; echo "[$(MAKELEVEL)$(MYFLAG)] $$PWD"; exit 7\n');
  const lines: string[] = [];
  const environment = { ...process.env, MAKEFLAGS: 'MYFLAG=1', MAKELEVEL: '3', PWD: '/elsewhere' };
  const status = await runMake({ folder, args: ['-s'], signal, environment, onLine: (line) => void lines.push(line) });
  expect({ status, lines: lines.filter((line) => !line.startsWith('make:')).sort() }).toEqual({
    status: 2,
    lines: [`[0] ${folder}`, 'err', 'out'].sort(),
  });
});

test('waits with the next line until this one was taken', async () => {
  await makefile('all:\n\t@for i in 1 2 3; do echo $$i; done\n');
  let taking = 0;
  let most = 0;
  await runMake({
    folder,
    args: [],
    signal,
    async onLine() {
      taking += 1;
      most = Math.max(most, taking);
      await sleep(20);
      taking -= 1;
    },
  });
  expect(most).toBe(1);
});

test.each([
  ['ends when it is asked to', 'sleep 61 & sleep 62'],
  ['must be killed', "trap '' TERM; sleep 61 & while :; do sleep 1; done"],
])(
  'cancelled, a tree of processes that %s is gone',
  async (_what, recipe) => {
    await makefile(`all: a b\na b:\n\t@echo started; ${recipe}\n`);
    const abort = new AbortController();
    let started = 0;
    const running = runMake({
      folder,
      args: ['-j2'],
      signal: abort.signal,
      onLine(line) {
        if (line === 'started') started += 1;
        if (started === 2) abort.abort();
      },
    });
    expect(await running.catch((thrown) => problemOf(thrown).id)).toBe('cancelled');
    expect(await runningThere()).toEqual([]);
  },
  10_000,
);

test('cancelled before, it starts nothing', async () => {
  await makefile('all:\n\ttouch made\n');
  const work = runMake({ folder, args: [], signal: AbortSignal.abort(), onLine: () => {} });
  expect(await work.catch((thrown) => problemOf(thrown).id)).toBe('cancelled');
  expect(await readdir(folder)).toEqual(['Makefile']);
});

test('a reader that fails ends make', async () => {
  await makefile('all:\n\t@echo x; sleep 60\n');
  const work = runMake({
    folder,
    args: [],
    signal,
    onLine: () => {
      throw new Error('full');
    },
  });
  await expect(work).rejects.toThrow('full');
  expect(await runningThere()).toEqual([]);
});

test('no make is module.make-missing', async () => {
  const work = runMake({ folder, args: [], signal, environment: { PATH: folder }, onLine: () => {} });
  expect(await work.catch((thrown) => problemOf(thrown).id)).toBe('module.make-missing');
});
