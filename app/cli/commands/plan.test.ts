/** `plan …` without a board: a real host with settings of its own, and facts from a file. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../run.ts';
import { hosts } from '../start-host.ts';

let folder: string;
let facts: string;
const before = { ...process.env };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-plan-'));
  for (const name of ['CONFIG', 'STATE', 'CACHE']) process.env[`XDG_${name}_HOME`] = join(folder, name);
  process.env.XDG_RUNTIME_DIR = join(folder, 'run');
  facts = join(folder, 'facts.json');
  const captured = await readFile(join(import.meta.dirname, '../../plan/testing/emulated-board.json'), 'utf8');
  await writeFile(facts, `{"ok":true,"result":${captured}}`);
});
afterAll(async () => {
  process.env = before;
  await rm(folder, { recursive: true });
});

async function plan(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const io = {
    out: async (data: string | Uint8Array) => {
      said.out += String(data);
    },
    err: (text: string) => {
      said.err += text;
    },
    columns: 0,
    signal: new AbortController().signal,
    ask: async () => undefined,
  };
  const status = await run(
    ['plan', ...args],
    io,
    hosts(() => {}),
  );
  return { status, ...said };
}

async function file(text: string): Promise<string> {
  const path = join(folder, 'bringup.yaml');
  await writeFile(path, text);
  return path;
}

test('new writes a plan without fault, and does not replace a file', async () => {
  const path = join(folder, 'new.yaml');
  expect(await plan('new', path)).toEqual({ status: 0, out: `wrote ${path}\n`, err: '' });
  expect(await plan('lint', path, '--facts', facts)).toEqual({ status: 0, out: `${path}: no findings\n`, err: '' });
  const again = await plan('new', path);
  expect([again.status, again.err]).toEqual([1, expect.stringContaining('[plan.file-exists]')]);
  expect((await plan('new', path, '--force')).status).toBe(0);
});

test('lint tells findings as compilers do, and ends with 3 on errors', async () => {
  const path = await file('version: 1\nregions:\n  - { device: uiomem0, adress: 0x70000000, size: 1M }\n');
  const { status, out, err } = await plan('lint', path, '--offline');
  expect([status, out]).toEqual([3, '']);
  expect(err.split('\n').slice(0, 4)).toEqual([
    `${path}:3:7: error: regions.address is missing. [plan.missing-key]`,
    '    It has no default.',
    '    Add it: a number such as 0x70000000, 4096 or 256 KiB.',
    `${path}:3:24: error: A plan has no regions.adress. [plan.unknown-key]`,
  ]);
  const json = await plan('lint', path, '--offline', '--json');
  expect([json.status, json.err, JSON.parse(json.out)]).toMatchObject([
    3,
    '',
    {
      ok: false,
      problem: { id: 'plan.lint', data: { findings: [{ id: 'plan.missing-key' }, { id: 'plan.unknown-key' }] } },
    },
  ]);
});

test('without a board and without facts the plan is judged by itself, and what was not judged is told', async () => {
  const path = await file('version: 1\nregions:\n  - { device: uiomem0, address: 0x48000000, size: 1M }\n');
  const { status, out } = await plan('lint', path);
  expect(status).toBe(0);
  expect(out).toContain('not judged: overlap with System RAM');
  expect((await plan('lint', path, '--facts', facts)).status).toBe(3);
});

test('--fix mends what has one answer and leaves the rest of the text alone', async () => {
  const path = await file(
    '# mine\nversion: 1\nregions:\n  - device: plbram # a name\n    adress: 0x70000000\n    size: 1000\n',
  );
  expect((await plan('lint', path, '--facts', facts, '--fix')).status).toBe(0);
  expect(await readFile(path, 'utf8')).toBe(
    '# mine\nversion: 1\nregions:\n  - device: uiomem0 # a name\n    address: 0x70000000\n    size: "0x1000"\n',
  );
});

test('steps by facts of a file: as a list, and as a script', async () => {
  const path = await file('version: 1\nmodule: { from: loaded }\nregions: []\n');
  expect((await plan('steps', path, '--facts', facts)).status).toBe(3);
  await file('version: 1\nregions:\n  - { device: uiomem0, address: 0x70000000, size: 1M }\n');
  const { status, out } = await plan('steps', path, '--facts', facts);
  expect([status, out.split('\n').filter((line) => /^\d/.test(line))]).toEqual([
    0,
    [
      '1. build the module for 6.1.0-56-cloud-arm64 (here)',
      '2. copy the module to the board (here)',
      '3. load the module with 1 region (on the board)',
    ],
  ]);
  expect((await plan('steps', path, '--facts', facts, '--shell')).out).toMatch(/^#!\/bin\/sh\n/);
});

test.each<[what: string, args: string[], status: number, id: string]>([
  ['no such plan', ['lint', '/nowhere.yaml'], 1, 'plan.file-missing'],
  ['no such facts', ['lint', 'PLAN', '--facts', '/nowhere.json'], 1, 'plan.facts-missing'],
  ['facts that are none', ['lint', 'PLAN', '--facts', 'PLAN'], 1, 'plan.bad-facts'],
  ['steps without facts', ['steps', 'PLAN'], 1, 'plan.facts-wanted'],
  ['apply without a board', ['apply', 'PLAN'], 1, 'board.none'],
  ['verify of a board that is not known', ['verify', 'PLAN', '--board', 'other'], 1, 'board.unknown'],
  ['too many words', ['rollback', 'x'], 2, 'usage.surplus'],
])('%s', async (_what, args, status, id) => {
  const path = await file('version: 1\n');
  const told = await plan(...args.map((each) => (each === 'PLAN' ? path : each)));
  expect([told.status, told.err]).toEqual([status, expect.stringContaining(`[${id}]`)]);
});
