/** Reports of a real board by the command line, each word of them held against the board itself, which the system's ssh asks. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { stateFolder } from '../app/host/window/state-folder.ts';
import { type Report, report as reportSchema } from '../app/plan/report/report.ts';
import { type Ended, program, start } from './testing/command-process.ts';
import { type EmulatedHost, emulatedHost } from './testing/emulated-host.ts';

const name = 'report';
const text = `version: 1
name: two regions | <b>loud</b>
regions:
  - { device: uiomem0, address: 0x70000000, size: 1M, sync: { direction: device-writes } }
  - { device: uiomem2, address: 0x71000000, size: 64K, cache: coherent }
persist: { boot: true }
`;
let host: EmulatedHost;
let plan: string;

beforeAll(async () => {
  host = await emulatedHost(name);
  await host.client.call('module.build', { board: name });
  // The commands work through hosts of their own.
  await host.client.call('board.disconnect', { board: name });
  plan = join(host.folder, 'bringup.yaml');
  await writeFile(plan, text);
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const studio = (...args: string[]): Promise<Ended> =>
  start(program, ['plan', ...args, '--board', name], process.env, 'ignore').ended;

async function reported(...args: string[]): Promise<Report> {
  const { status, out, err } = await studio('report', ...args, '--format', 'json');
  expect([status, err]).toEqual([0, '']);
  return z.decode(reportSchema, JSON.parse(Buffer.from(out, 'latin1').toString('utf8')));
}

const lines = (all: string) => all.split('\n').filter((line) => line !== '');
const file = (called: string) => join(host.folder, called);

/** What reporting must leave alone. */
const untouched = () =>
  host.shell(
    'cat /proc/modules /var/lib/uiomem-studio/journal/* 2>/dev/null; cd /sys/class/uiomem 2>/dev/null && grep -r . */sync_* */phys_addr; ls -l /etc/modprobe.d /etc/modules-load.d /var/lib/uiomem-studio',
  );

let applied: Report;

test('an apply writes its report, and each fact of it is the board’s', async () => {
  const booted = (await host.shell('dmesg')).split('\n').length;
  const ended = await studio('apply', plan, '--report', file('applied.html'));
  expect([ended.status, ended.err]).toEqual([0, expect.stringContaining(`wrote ${file('applied.html')}`)]);
  const before = await untouched();
  applied = await reported();
  expect(await untouched()).toBe(before);

  const { apply, board, loaded, verification, files = [], iomem = [], kernel } = applied;
  const [bootId, release, machine, srcversion, id] = lines(
    await host.shell(
      'cat /proc/sys/kernel/random/boot_id; uname -r; uname -m; cat /sys/module/uiomem/srcversion; sha256sum </lib/modules/$(uname -r)/updates/uiomem.ko | cut -d" " -f1',
    ),
  );
  expect({
    bootId: board.bootId,
    release: board.kernel.release,
    machine: board.kernel.machine,
    srcversion: loaded?.srcversion,
    module: apply.module,
  }).toMatchObject({
    bootId,
    release,
    machine,
    srcversion,
    module: { from: 'built-in', sha256: id, srcversion, vermagic: expect.stringContaining(release ?? '?') },
  });
  expect(apply).toMatchObject({ bootId, outcome: 'applied', plan: { text, name: 'two regions | <b>loud</b>' } });
  expect(apply.steps.every(({ result }) => result === 'done')).toBe(true);
  expect(verification).toMatchObject({
    against: 'applied',
    ok: true,
    regions: [
      { device: 'uiomem0', status: 'same', nextBoot: 'same' },
      { device: 'uiomem2', status: 'same', nextBoot: 'same' },
    ],
  });
  // What the kernel says of the regions, letter by letter.
  const told = lines(await host.shell('grep uiomem /proc/iomem')).map((line) => line.trim());
  const written = iomem.filter(({ name: called }) => called.startsWith('uiomem'));
  expect(
    written.map(({ start: from, end, name: called }) => `${from.toString(16)}-${end.toString(16)} : ${called}`),
  ).toEqual(told);
  const said = await host.shell(`dmesg | tail -n +${booted} | grep -c uiomem`);
  expect(kernel?.lines.length).toBeGreaterThanOrEqual(Number(said));
  expect(kernel?.since).toBe('apply');
  const log = await host.shell('dmesg');
  for (const { line } of kernel?.lines ?? []) expect(log).toContain(line.text);
  // Every file that stays, by its digest.
  const sums = lines(await host.shell(`sha256sum ${files.map(({ path }) => `'${path}'`).join(' ')}`));
  expect(files.map(({ path, sha256 }) => `${sha256}  ${path}`)).toEqual(sums);
  expect(files.map(({ path }) => path)).toContain('/etc/modprobe.d/uiomem.conf');

  const html = await readFile(file('applied.html'), 'utf8');
  for (const fact of [bootId, release, srcversion, id]) expect(html).toContain(fact);
  expect(html).toContain('two regions | &lt;b&gt;loud&lt;/b&gt;');
});

test('as Markdown and into a file, which is not replaced unasked', async () => {
  const { status, out } = await studio('report');
  expect([status, Buffer.from(out, 'latin1').toString('utf8')]).toEqual([
    0,
    expect.stringContaining('# Bring-up of report: two regions \\| \\<b\\>loud\\</b\\>\n\n**Applied: '),
  ]);
  const again = await studio('report', '--output', file('applied.html'));
  expect([again.status, again.err]).toEqual([1, expect.stringContaining('[output.exists]')]);
  const forced = await studio('report', '--output', file('applied.html'), '--force');
  expect([forced.status, forced.out]).toEqual([0, `wrote ${file('applied.html')}\n`]);
});

test('another plan to compare with is said to be one', async () => {
  const other = file('other.yaml');
  await writeFile(other, text.replace('size: 64K', 'size: 128K'));
  expect((await reported(other)).verification).toMatchObject({
    against: 'file',
    ok: false,
    regions: [{ status: 'same' }, { status: 'different', fields: [{ field: 'size' }, { field: 'next boot' }] }],
  });
});

test('another workstation reports from the journal, and says what that does not have', async () => {
  await rm(join(stateFolder(), 'applied'), { recursive: true });
  const report = await reported();
  expect(report).toMatchObject({
    source: 'journal',
    unknown: expect.arrayContaining([expect.stringMatching(/^This workstation did not run the apply/)]),
    apply: {
      ...applied.apply,
      steps: applied.apply.steps.map(({ title, shell }) => ({ title, shell, result: 'done' })),
    },
    verification: { ok: true },
  });
});

test('a roll back is reported after the journal has forgotten it', async () => {
  expect((await studio('rollback')).status).toBe(0);
  expect(await host.shell('cat /var/lib/uiomem-studio/journal/* 2>/dev/null || :')).toBe('');
  const { apply, verification, files } = await reported();
  expect(apply).toMatchObject({
    id: applied.apply.id,
    outcome: 'applied',
    rollBack: { why: 'asked', by: applied.apply.by, result: 'done' },
  });
  expect(apply.steps.map(({ undo }) => undo?.result)).toEqual(applied.apply.steps.map(() => 'undone'));
  expect([verification?.ok, files]).toEqual([false, []]);
});

test('an apply that failed and was rolled back is reported at once and later, and the board is as before', async () => {
  const state = 'ls /dev | grep uiomem; grep uiomem /proc/modules /proc/iomem; ls /etc/modprobe.d; :';
  await host.shell('mkdir -p /etc/modprobe.d; mount -t tmpfs -o ro none /etc/modprobe.d');
  const before = await host.shell(state);
  const ended = await studio('apply', plan, '--report', file('failed.md'));
  expect(ended.status).toBe(1);
  expect(await host.shell(state)).toBe(before);
  const { apply, kernel } = await reported();
  expect(ended.err).toContain(`[${apply.problem?.id}]`);
  expect(apply).toMatchObject({ outcome: 'failed', rollBack: { why: 'failed', result: 'done' } });
  const short = apply.steps.map(({ title, result, undo }) => `${title}: ${result} ${undo?.result ?? ''}`.trim());
  expect(short).toContain('load the module with 2 regions: done undone');
  expect(short.filter((each) => each.includes('failed'))).toEqual([
    expect.stringMatching(/modprobe\.d.*: failed undone$/),
  ]);
  expect(short.at(-1)).toMatch(/: not-done$/);
  const log = await host.shell('dmesg');
  for (const { line } of kernel?.lines ?? []) expect(log).toContain(line.text);
  expect(kernel?.lines.map(({ line }) => line.text).join('\n')).toMatch(/uiomem0.*\n(.*\n)*.*uiomem0/);
  const markdown = await readFile(file('failed.md'), 'utf8');
  expect(markdown).toContain('All of it was taken back: the board is as it was before.');
  expect(markdown).toContain(`| Problem | ${apply.problem?.id} |`);
  await host.shell('umount /etc/modprobe.d');
});

test('an apply that does not begin has no report of an earlier one', async () => {
  const bad = file('bad.yaml');
  await writeFile(bad, text.replace('0x70000000', '0x48000000'));
  const ended = await studio('apply', bad, '--report', file('bad.md'));
  expect([ended.status, ended.err]).toEqual([3, expect.stringContaining('no report: nothing of the plan was begun')]);
  await expect(readFile(file('bad.md'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('no report has a path of a key', async () => {
  const key = host.board.identityFile ?? '';
  expect(key).not.toBe('');
  const noted = file('noted.yaml');
  await writeFile(noted, `${text}# by ${key}, password: correct-horse\n`);
  const ended = await studio('apply', noted, '--report', file('noted.html'));
  expect(ended.status).toBe(0);
  const all = [
    await readFile(file('noted.html'), 'utf8'),
    JSON.stringify((await reported()).apply),
    await host.shell('cat /var/lib/uiomem-studio/journal/*'),
  ];
  for (const each of all) {
    expect(each).toContain('by (withheld)');
    for (const secret of [key, host.board.knownHostsFile ?? key, 'correct-horse']) expect(each).not.toContain(secret);
  }
  expect((await studio('rollback')).status).toBe(0);
});

test('a boot in which nothing was applied has nothing to report', async () => {
  await rm(join(stateFolder(), 'applied'), { recursive: true });
  const { status, err } = await studio('report');
  expect([status, err]).toEqual([1, expect.stringContaining('[plan.nothing-to-report]')]);
});
