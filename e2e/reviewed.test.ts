/** A plan that is applied as it was reviewed, and the board that was changed between the two. Judged by the system's ssh. */
import { randomUUID } from 'node:crypto';
import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepEvent } from '../app/contract/plan.ts';
import { Secrets } from '../app/host/boards/secrets.ts';
import { openSession } from '../app/host/session/open-session.ts';
import type { Reviewed } from '../app/plan/review/reviewed.ts';
import { problemOf } from '../remote-helper/rpc/problem.ts';
import { settled } from './testing/boards.ts';
import { program, start } from './testing/command-process.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const name = 'reviewed';
const text = `version: 1
name: one region
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M, sync: { direction: device-writes } }
`;
const folder = process.cwd();
let host: EmulatedHost;
let module: Uint8Array;

beforeAll(async () => {
  host = await emulatedHost(name);
  const built = await host.client.call('module.build', { board: name });
  module = await readFile(built.module.path);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const review = () =>
  host.client.call('plan.steps', { text, folder, by: { kind: 'board', board: name }, embedModule: false });

/** What was told of the steps, and how it ended. */
async function apply(reviewed: Reviewed): Promise<{ events: StepEvent[]; problem?: ReturnType<typeof problemOf> }> {
  const events: StepEvent[] = [];
  try {
    await host.client.call(
      'plan.apply',
      { board: name, text, folder, resume: false, reviewed },
      { onItem: (event) => void events.push(event) },
    );
    return { events };
  } catch (thrown) {
    return { events, problem: problemOf(thrown) };
  }
}

const insmod = (parameters = '') => host.shell(`cat > /tmp/u.ko; insmod /tmp/u.ko ${parameters}; rm /tmp/u.ko`, module);

/** All that applying can change on the board, as a text. */
const state = () =>
  host.shell(`cd /sys
for f in module/uiomem/parameters/* class/uiomem/*/sync_*; do [ -f "$f" ] && echo "$f $(cat "$f")"; done
ls /dev | grep -e uiomem; find /root /tmp /var/tmp /run /home -name '*.ko' | sort; cat /var/lib/uiomem-studio/journal/* 2>/dev/null; :`);

/** Refused before the first step: none was even told, and the board is as it was. */
async function refused(reviewed: Reviewed) {
  const before = await state();
  const { events, problem } = await apply(reviewed);
  expect(events).toEqual([]);
  expect(await state()).toBe(before);
  return problem;
}

test('a driver that is loaded by hand after the review is told with its parameters', async () => {
  const { reviewed, steps } = await review();
  expect(steps.map(({ action }) => action.kind)).toEqual(['module.upload', 'module.load', 'sync.set']);
  expect(reviewed.driver).toBeUndefined();
  await insmod('uiomem5_addr=0x72000000 uiomem5_size=0x1000');
  expect(await refused(reviewed)).toMatchObject({
    id: 'plan.board-changed',
    data: {
      reviewed: 'no driver',
      found: expect.stringContaining('uiomem5_addr=0x72000000 uiomem5_option=2 uiomem5_size=0x1000'),
    },
  });
  // Seen again it is another plan, which says what goes, and who holds it.
  const again = await review();
  expect(again.steps.map(({ action }) => action.kind)).toEqual([
    'module.upload',
    'module.unload',
    'module.load',
    'sync.set',
  ]);
  const pid = (await host.shell('sleep 600 3</dev/uiomem5 >/dev/null 2>&1 & echo $!')).trim();
  const held = await review();
  expect(held.steps[1]?.effect.interrupts).toMatchObject({
    devices: expect.arrayContaining(['uiomem5']),
    holders: expect.arrayContaining([expect.objectContaining({ pid: Number(pid), device: 'uiomem5', ours: false })]),
  });
  await host.shell(`kill ${pid}; while [ -d /proc/${pid} ]; do sleep 0.1; done; rmmod uiomem`);
});

test('what was reviewed is applied, and is not what is to be done a second time', async () => {
  const { reviewed } = await review();
  const { events, problem } = await apply(reviewed);
  expect(problem).toBeUndefined();
  expect(events.filter(({ state: how }) => how === 'done').map(({ title }) => title)).toEqual(
    reviewed.steps.map(({ title }) => title),
  );
  expect(events.find(({ state: how }) => how === 'started')?.startedAt).toMatch(/^\d{4}-.*Z$/);
  expect(await refused(reviewed)).toMatchObject({ id: 'plan.board-changed' });
});

test('an attribute that another sets after the review changes the steps, and is told as such', async () => {
  const { reviewed, steps } = await review();
  expect(steps).toEqual([]);
  await host.shell('echo 0 > /sys/class/uiomem/uiomem0/sync_direction');
  expect(await refused(reviewed)).toMatchObject({
    id: 'plan.steps-changed',
    message: expect.stringContaining('now it would set direction of uiomem0'),
    data: { reviewed: [], found: ['set direction of uiomem0'] },
  });
  const { columns, ok } = await host.client.call('plan.verify', { board: name, text, folder });
  expect([ok, columns[0]?.wanted['sync.direction'], columns[0]?.found?.['sync.direction']]).toEqual([
    false,
    'device-writes',
    'both',
  ]);
});

test('the command line applies what it wrote down as reviewed, and refuses it once the board is another', async () => {
  const file = join(host.folder, 'bringup.yaml');
  const kept = join(host.folder, 'review.json');
  await writeFile(file, text);
  const run = async (...words: string[]) => start(program, words, process.env, 'ignore').ended;
  const shown = await run('plan', 'steps', file, '--board', name, '--json');
  await writeFile(kept, shown.out);
  await host.shell('echo 1 > /sys/class/uiomem/uiomem0/sync_direction');
  // The command has a host of its own.
  await host.client.call('board.disconnect', { board: name });
  const other = await run('plan', 'apply', file, '--board', name, '--reviewed', kept);
  // What is to be done is the same: it is the way back alone that differs.
  expect([other.status, other.err]).toEqual([0, expect.stringContaining('done    set direction of uiomem0')]);
  const twice = await run('plan', 'apply', file, '--board', name, '--reviewed', kept);
  expect([twice.status, twice.err]).toEqual([1, expect.stringContaining('[plan.steps-changed]')]);
  const wrong = await run('plan', 'apply', file, '--board', name, '--reviewed', file);
  expect([wrong.status, wrong.err]).toEqual([1, expect.stringContaining('[plan.bad-review]')]);
});

test('what only a build can show ends the apply after it, with the board untouched, and the next review is exact', async () => {
  await host.client.call('board.connect', { board: name });
  await using after = new AsyncDisposableStack();
  const source = join(host.folder, 'driver');
  await cp(join(folder, 'kernel'), source, { recursive: true });
  await appendFile(join(source, 'module.c'), `MODULE_INFO(reviewed, "${randomUUID()}");\n`);
  const own = text.replace('name: one region', 'module: { from: folder, path: driver }');
  const where = { text: own, folder: host.folder };
  const look = () =>
    host.client.call('plan.steps', { ...where, by: { kind: 'board', board: name }, embedModule: false });
  const { reviewed, steps } = await look();
  // The parameters are right; whether the source is can only be told of what is built.
  expect(steps.map(({ action }) => action.kind)).toEqual(['module.build']);
  const before = await state();
  await expect(
    host.client.call('plan.apply', { ...where, board: name, resume: false, reviewed }),
  ).rejects.toMatchObject({
    id: 'plan.steps-changed',
    problem: { data: { reviewed: [], found: expect.arrayContaining(['copy the module to the board']) } },
  });
  expect(await state()).toBe(before);
  const { module: built } = await host.client.call('module.build', { board: name, folder: source });
  after.defer(() => rm(dirname(built.path), { recursive: true }));
  const exact = await look();
  expect(exact.steps.map(({ action }) => action.kind)).toContain('module.unload');
  await host.client.call('plan.apply', { ...where, board: name, resume: false, reviewed: exact.reviewed });
});

test('a board that another host holds is told before anything is begun', async () => {
  await host.shell('echo 0 > /sys/class/uiomem/uiomem0/sync_direction');
  const { reviewed } = await review();
  await using theirs = await openSession(host.board, { secrets: new Secrets() });
  await theirs.helper.call('lease.take', { over: true });
  const problem = await settled(
    () => refused(reviewed),
    (found) => found !== undefined,
  );
  expect(problem).toMatchObject({ id: 'board.held' });
  expect(problem?.data?.notDone).toBeUndefined();
});

test('a boot after the review is told as such, whatever else changed with it', async () => {
  await host.client.call('board.connect', { board: name });
  const { reviewed } = await review();
  await host.client.call('emulated.reboot', { name });
  const problem = await settled(
    () => refused(reviewed).catch((thrown: unknown) => problemOf(thrown)),
    (found) => found?.id === 'plan.board-rebooted',
  );
  expect(problem).toMatchObject({ id: 'plan.board-rebooted', data: { reviewed: reviewed.bootId } });
  expect(problem?.data?.found).toBe((await host.shell('cat /proc/sys/kernel/random/boot_id')).trim());
});
