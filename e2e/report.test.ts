/** Reports of a real board by the command line, each word of them held against the board itself, which the system's ssh asks. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planText, type ReportedBoard, reportedBoard } from './testing/reported-board.ts';

let on: ReportedBoard;
beforeAll(async () => {
  on = await reportedBoard('report');
});
afterAll(async () => {
  await on?.[Symbol.asyncDispose]();
});

const lines = (all: string) => all.split('\n').filter((line) => line !== '');

/** What reporting must leave alone. */
const untouched = () =>
  on.host.shell(
    'cat /proc/modules /var/lib/uiomem-studio/journal/* 2>/dev/null; cd /sys/class/uiomem 2>/dev/null && grep -r . */sync_* */phys_addr; ls -l /etc/modprobe.d /etc/modules-load.d /var/lib/uiomem-studio',
  );

test('an apply writes its report, and each fact of it is the board’s', async () => {
  const booted = (await on.host.shell('dmesg')).split('\n').length;
  const ended = await on.studio('apply', on.plan, '--report', on.file('applied.html'));
  expect([ended.status, ended.err]).toEqual([0, expect.stringContaining(`wrote ${on.file('applied.html')}`)]);
  const before = await untouched();
  const applied = await on.reported();
  expect(await untouched()).toBe(before);

  const { apply, board, loaded, verification, files = [], iomem = [], kernel } = applied;
  const [bootId, release, machine, srcversion, id] = lines(
    await on.host.shell(
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
  expect(apply).toMatchObject({
    bootId,
    outcome: 'applied',
    plan: { text: planText, name: 'two regions | <b>loud</b>' },
  });
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
  const told = lines(await on.host.shell('grep uiomem /proc/iomem')).map((line) => line.trim());
  const written = iomem.filter(({ name: called }) => called.startsWith('uiomem'));
  expect(
    written.map(({ start: from, end, name: called }) => `${from.toString(16)}-${end.toString(16)} : ${called}`),
  ).toEqual(told);
  const said = await on.host.shell(`dmesg | tail -n +${booted} | grep -c uiomem`);
  expect(kernel?.lines.length).toBeGreaterThanOrEqual(Number(said));
  expect(kernel?.since).toBe('apply');
  const log = await on.host.shell('dmesg');
  for (const { line } of kernel?.lines ?? []) expect(log).toContain(line.text);
  // Every file that stays, by its digest.
  const sums = lines(await on.host.shell(`sha256sum ${files.map(({ path }) => `'${path}'`).join(' ')}`));
  expect(files.map(({ path, sha256 }) => `${sha256}  ${path}`)).toEqual(sums);
  expect(files.map(({ path }) => path)).toContain('/etc/modprobe.d/uiomem.conf');

  const html = await readFile(on.file('applied.html'), 'utf8');
  for (const fact of [bootId, release, srcversion, id]) expect(html).toContain(fact);
  expect(html).toContain('two regions | &lt;b&gt;loud&lt;/b&gt;');
});

test('as Markdown and into a file, which is not replaced unasked', async () => {
  const { status, out } = await on.studio('report');
  expect([status, Buffer.from(out, 'latin1').toString('utf8')]).toEqual([
    0,
    expect.stringContaining('# Bring-up of report: two regions \\| \\<b\\>loud\\</b\\>\n\n**Applied: '),
  ]);
  const again = await on.studio('report', '--output', on.file('applied.html'));
  expect([again.status, again.err]).toEqual([1, expect.stringContaining('[output.exists]')]);
  const forced = await on.studio('report', '--output', on.file('applied.html'), '--force');
  expect([forced.status, forced.out]).toEqual([0, `wrote ${on.file('applied.html')}\n`]);
});

test('no report has a path of a key', async () => {
  expect((await on.studio('rollback')).status).toBe(0);
  const key = on.host.board.identityFile ?? '';
  expect(key).not.toBe('');
  const noted = on.file('noted.yaml');
  await writeFile(noted, `${planText}# by ${key}, password: correct-horse\n`);
  const ended = await on.studio('apply', noted, '--report', on.file('noted.html'));
  expect(ended.status).toBe(0);
  const all = [
    await readFile(on.file('noted.html'), 'utf8'),
    JSON.stringify((await on.reported()).apply),
    await on.host.shell('cat /var/lib/uiomem-studio/journal/*'),
  ];
  for (const each of all) {
    expect(each).toContain('by (withheld)');
    for (const secret of [key, on.host.board.knownHostsFile ?? key, 'correct-horse'])
      expect(each).not.toContain(secret);
  }
});
