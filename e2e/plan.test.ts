/** Plans on a real board: applied, applied again, failing after each step, interrupted, rolled back. Judged by the system's ssh. */
import { spawn } from 'node:child_process';
import { appendFile, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepEvent } from '../app/contract/plan.ts';
import { applyPlan } from '../app/host/apply/apply.ts';
import { type Performers, performers } from '../app/host/apply/perform.ts';
import { Secrets } from '../app/host/boards/secrets.ts';
import { RamFile } from '../app/host/emulated-board/ram-file.ts';
import { cacheFolder } from '../app/host/module/workstation.ts';
import { openSession } from '../app/host/session/open-session.ts';
import type { BoardSession } from '../app/host/session/session.ts';
import { withEvent } from '../app/host/state/work.ts';
import { problem } from '../remote-helper/rpc/problem.ts';
import { sshArguments } from './testing/boards.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const name = 'plan';
const text = `version: 1
name: two regions
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M, sync: { direction: device-writes } }
  - { device: uiomem2, address: 0x71000000, size: 64K, cache: coherent }
  - { device: plmem, load: device-tree, address: 0x78000000, size: 16M, sync: { mode: write-combine, offset: 4K, size: 8K } }
`;
const other = `version: 1
regions:
  - { device: uiomem3, address: 0x72000000, size: 1M }
`;
const folder = process.cwd();
let host: EmulatedHost;

beforeAll(async () => {
  host = await emulatedHost(name);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

/** All that applying can change on the board, as a text. */
async function state(): Promise<string> {
  return await host.shell(`cd /sys
for f in module/uiomem/parameters/* class/uiomem/*/phys_addr class/uiomem/*/size class/uiomem/*/cached class/uiomem/*/coherent class/uiomem/*/sync_*; do
  [ -f "$f" ] && echo "$f $(cat "$f")"
done
grep uiomem /proc/iomem; ls /dev | grep -e uiomem -e plmem
find /root /tmp /var/tmp /run /home -name '*.ko' | sort; cat /var/lib/uiomem-studio/journal/* 2>/dev/null; :`);
}

const apply = (
  plan: string,
  options: { resume?: boolean; signal?: AbortSignal; onItem?(event: StepEvent): void } = {},
) =>
  host.client.call(
    'plan.apply',
    { board: name, text: plan, folder, resume: options.resume ?? false },
    { ...(options.signal && { signal: options.signal }), ...(options.onItem && { onItem: options.onItem }) },
  );

/** Gives the board's lease back, which the host's session has since it changed the board: another host is to change it now. */
const giveBack = () => host.client.call('board.disconnect', { board: name });

const places = { folder, driverSource: `${folder}/kernel`, places: { cache: cacheFolder() } };

/** Applies with a session past the host's own, as another workstation would. */
async function applyWith(session: BoardSession, plan: string, table: Performers): Promise<unknown> {
  return await applyPlan(session, {
    text: plan,
    where: places,
    resume: false,
    signal: new AbortController().signal,
    tell: async () => {},
    performers: table,
  });
}

/** The performers, with `act` called right after step number `wanted` has really been done. */
function after(wanted: number, act: () => Promise<void> | void): { table: Performers; count(): number } {
  let done = 0;
  const entries = Object.entries(performers).map(([kind, performer]) => [
    kind,
    {
      ...performer,
      async perform(action: never, run: never) {
        const result = await performer.perform(action, run);
        if (done === wanted) await act();
        done += 1;
        return result;
      },
    },
  ]);
  return { table: Object.fromEntries(entries) as Performers, count: () => done };
}

const broken = () => {
  throw problem('test.broken', 'The step broke after its work.');
};

test('failing after each step leaves the board as it was, from a fresh board', async () => {
  await host.client.call('module.build', { board: name });
  await using session = await openSession(host.board, { secrets: new Secrets() });
  const before = await state();
  // Send, load, set twice.
  for (let index = 0; index < 4; index += 1) {
    const { table, count } = after(index, broken);
    const failed = await applyWith(session, text, table).catch((thrown: unknown) => thrown);
    expect(failed).toMatchObject({
      id: 'test.broken',
      problem: { data: { step: index, rolledBack: expect.any(Number) } },
    });
    expect(count()).toBe(index);
    expect(await state()).toBe(before);
  }
});

test('steps are told before they are done, also those that a build decides about', async () => {
  const cache = join(host.folder, 'cache');
  await mkdir(cache);
  // Kernels to build against, and no module that was built before.
  await symlink(join(cacheFolder(), 'emulated-board'), join(cache, 'emulated-board'));
  const told: StepEvent[] = [];
  {
    await using session = await openSession(host.board, { secrets: new Secrets() });
    await applyPlan(session, {
      text,
      where: { ...places, places: { cache } },
      resume: false,
      signal: new AbortController().signal,
      tell: async (event) => void told.push(event),
    });
  }
  const titles = (from: number, to: number, wanted: StepEvent['state']) =>
    told.slice(from, to).flatMap(({ index, title, state }) => (state === wanted ? [`${index} ${title}`] : []));
  const built = told.findIndex(({ state }) => state === 'done');
  const started = told.findIndex(({ state }) => state === 'started');
  const all = titles(0, told.length, 'started');
  expect(all[0]).toMatch(/^0 build/i);
  expect(titles(0, started, 'planned').length).toBeGreaterThan(1);
  expect(titles(built, told.length, 'planned')).toEqual(all.slice(1));
  const steps = told.reduce(withEvent, [] as StepEvent[]);
  expect(steps.map(({ index, title, state }) => `${index} ${title} ${state}`)).toEqual(
    all.map((each) => `${each} done`),
  );
  await host.client.call('plan.rollback', { board: name });
}, 300_000);

test('applies: devices, attributes and memory are there; again, nothing changes', async () => {
  const events: StepEvent[] = [];
  const first = await apply(text, { onItem: (event) => void events.push(event) });
  expect(first.regions.map(({ device, status }) => `${device} ${status}`)).toEqual([
    'uiomem0 same',
    'uiomem2 same',
    'plmem same',
  ]);
  expect(events.filter(({ state }) => state === 'done')).toHaveLength(first.applied);
  const shown = await host.shell(
    'cd /sys/class/uiomem; cat uiomem0/phys_addr uiomem0/size uiomem0/sync_direction uiomem2/cached uiomem2/coherent plmem/sync_mode plmem/sync_offset plmem/sync_size; cat /sys/module/uiomem/parameters/uiomem2_option',
  );
  expect(shown.split('\n')).toEqual(['0x0000000070000000', '1048576', '2', '1', '1', '2', '0x1000', '8192', '6', '']);

  await using ram = await RamFile.open(host.status.ramFile ?? '', BigInt(host.status.ramBase ?? '0'));
  await ram.write(0x7100_0000n, Buffer.from('from outside'));
  expect(await host.shell('dd if=/dev/uiomem2 bs=12 count=1 2>/dev/null')).toBe('from outside');

  const before = await state();
  expect((await apply(text)).applied).toBe(0);
  expect(await state()).toBe(before);
});

test('verify sees what was changed by hand, and apply mends just that', async () => {
  await host.shell('echo 1 > /sys/class/uiomem/uiomem0/sync_direction');
  const { ok, regions } = await host.client.call('plan.verify', { board: name, text, folder });
  expect([ok, regions[0]]).toEqual([
    false,
    {
      device: 'uiomem0',
      status: 'different',
      nextBoot: 'none',
      fields: [{ field: 'sync.direction', wanted: 'device-writes', found: 'cpu-writes' }],
    },
  ]);
  expect((await apply(text)).applied).toBe(1);
  expect(await host.shell('cat /sys/class/uiomem/uiomem0/sync_direction')).toBe('2\n');
});

test('failing after each step of another plan brings the first one back, module and attributes', async () => {
  await giveBack();
  await using session = await openSession(host.board, { secrets: new Secrets() });
  // From the host, which has applied the first one.
  await session.helper.call('lease.take', { over: true });
  const before = await state();
  // Send, unload, load.
  for (let index = 0; index < 3; index += 1) {
    const { table } = after(index, broken);
    await expect(applyWith(session, other, table)).rejects.toMatchObject({ id: 'test.broken' });
    const now = await state();
    const loaded = (all: string) => all.split('\n').filter((line) => !line.startsWith('{'));
    // The attributes of a device-tree device are the driver's own again after a reload: they are not in this plan.
    const attributes = /sync_(mode|offset|size|direction)/;
    expect(loaded(now).filter((line) => !attributes.test(line))).toEqual(
      loaded(before).filter((line) => !attributes.test(line)),
    );
  }
});

test('Ctrl-C while it works: the command undoes what was done before it ends', async () => {
  await host.client.call('module.unload', { board: name });
  await giveBack();
  await host.shell('rm -f /var/lib/uiomem-studio/journal/*');
  const before = await state();
  const file = join(host.folder, 'bringup.yaml');
  await writeFile(file, text);
  // The command works through a host of its own.
  await host.client.call('board.disconnect', { board: name });
  const child = spawn('dist/uiomem-studio', ['plan', 'apply', file, '--board', name], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    told += piece;
    // The module is loaded; attributes are still to be set.
    if (/^done +load/m.test(told) && !told.includes('stopping')) child.kill('SIGINT');
  });
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expect([status, told]).toEqual([130, expect.stringContaining('[cancelled]')]);
  expect(await state()).toBe(before);
});

test('an apply whose link was lost is found by the next one, and rolled back or resumed from anywhere', async () => {
  const before = await state();
  for (const way of ['rollback', 'resume'] as const) {
    await giveBack();
    await using session = await openSession(host.board, { secrets: new Secrets() });
    await session.helper.call('lease.take', { over: true });
    const { table } = after(1, () => session.connection.close());
    await expect(applyWith(session, text, table)).rejects.toMatchObject({
      id: 'link.lost',
      problem: {
        hint: expect.stringContaining('plan apply --resume'),
        data: { done: expect.any(Array), unknown: expect.any(Array) },
      },
    });
    await expect(apply(text)).rejects.toMatchObject({
      id: 'plan.unfinished',
      message: expect.stringMatching(/^An apply of “two regions” that \S+@\S+ began at /),
    });
    // The helper of the lost link may not have ended yet.
    await host.client.call('board.takeOver', { board: name });
    if (way === 'resume')
      expect((await apply(text, { resume: true })).regions.every(({ status }) => status === 'same')).toBe(true);
    const { left } = await host.client.call('plan.rollback', { board: name });
    expect(left).toBe(0);
    expect(await state()).toBe(before);
  }
  await expect(host.client.call('plan.rollback', { board: name })).rejects.toMatchObject({
    id: 'plan.nothing-applied',
  });
});

test('a plan with errors touches nothing', async () => {
  const before = await state();
  await expect(apply(text.replace('0x71000000', '0x48000000'))).rejects.toMatchObject({
    id: 'plan.lint',
    problem: { data: { findings: [{ id: 'region.overlaps-ram', place: { line: 5, column: 33 } }] } },
  });
  expect(await state()).toBe(before);
});

test('as a script in root’s shell the plan gives the same board', async () => {
  await apply(text);
  const applied = (await state()).split('\n').filter((line) => line.startsWith('module/') || line.startsWith('class/'));
  await host.client.call('plan.rollback', { board: name });
  const { script } = await host.client.call('plan.steps', {
    text,
    folder,
    by: { kind: 'board', board: name },
    embedModule: true,
  });
  await host.shell('sh -s', script);
  const byScript = (await state())
    .split('\n')
    .filter((line) => line.startsWith('module/') || line.startsWith('class/'));
  expect(byScript).toEqual(applied);
  expect((await host.client.call('plan.verify', { board: name, text, folder })).ok).toBe(true);
});

test('a module whose file is nowhere is not unloaded for a plan, since it could not come back', async () => {
  await host.client.call('module.unload', { board: name });
  const source = join(host.folder, 'driver');
  await cp(join(folder, 'kernel'), source, { recursive: true });
  await appendFile(join(source, 'module.c'), 'MODULE_INFO(another, "source");\n');
  const { module } = await host.client.call('module.build', { board: name, folder: source });
  await host.shell('cat > /own.ko && insmod /own.ko && rm /own.ko', await readFile(module.path));
  const before = await state();
  await expect(apply(other)).rejects.toMatchObject({ id: 'plan.no-way-back' });
  expect(await state()).toBe(before);
  await host.client.call('module.unload', { board: name });
  await apply(text);
});

test('unloading names each process that holds a device, closes ours, and changes nothing while others hold one', async () => {
  // The plan says that it is memory: nobody has to say so again.
  const read = await host.client.call('memory.read', { board: name, device: 'uiomem2', offset: 0n, size: 12n });
  expect(Buffer.from(read.bytes).toString()).toBe('from outside');
  const holding = spawn('ssh', [...sshArguments(host.board), 'exec 3</dev/uiomem0; echo held $$; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const pid = await new Promise<number>((resolve, reject) => {
    holding.stdout.once('data', (said: Buffer) => resolve(Number(/held (\d+)/.exec(String(said))?.[1])));
    holding.once('close', () => reject(new Error('the device could not be opened')));
  });
  await expect(host.client.call('module.unload', { board: name })).rejects.toMatchObject({
    id: 'module.in-use',
    message: expect.stringContaining(`${pid} sleep 60 (uiomem0)`),
  });
  expect(await host.shell('ls /dev/uiomem0')).toBe('/dev/uiomem0\n');
  await host.shell(`kill ${pid}`);
  const { closedMappings } = await host.client.call('module.unload', { board: name });
  expect(closedMappings).toBeGreaterThan(0);
  expect(await host.shell('ls /sys/module | grep -c uiomem || :')).toBe('0\n');
});
