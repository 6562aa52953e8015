/** What of an apply can still be reported later: from the journal, after a roll back, of one that failed, in another boot. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stateFolder } from '../../app/host/window/state-folder.ts';
import type { Report } from '../../app/plan/report/report.ts';
import { planText, type ReportedBoard, reportedBoard } from '../testing/reported-board.ts';

let on: ReportedBoard;
let applied: Report;
beforeAll(async () => {
  on = await reportedBoard('report-later');
  expect((await on.studio('apply', on.plan)).status).toBe(0);
  applied = await on.reported();
});
afterAll(async () => {
  await on?.[Symbol.asyncDispose]();
});

test('another plan to compare with is said to be one', async () => {
  const other = on.file('other.yaml');
  await writeFile(other, planText.replace('size: 64K', 'size: 128K'));
  expect((await on.reported(other)).verification).toMatchObject({
    against: 'file',
    ok: false,
    regions: [{ status: 'same' }, { status: 'different', fields: [{ field: 'size' }, { field: 'next boot' }] }],
  });
});

test('another workstation reports from the journal, and says what that does not have', async () => {
  await rm(join(stateFolder(), 'applied'), { recursive: true });
  const report = await on.reported();
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
  expect((await on.studio('rollback')).status).toBe(0);
  expect(await on.host.shell('cat /var/lib/uiomem-studio/journal/* 2>/dev/null || :')).toBe('');
  const { apply, verification, files } = await on.reported();
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
  await on.host.shell('mkdir -p /etc/modprobe.d; mount -t tmpfs -o ro none /etc/modprobe.d');
  const before = await on.host.shell(state);
  const ended = await on.studio('apply', on.plan, '--report', on.file('failed.md'));
  expect(ended.status).toBe(1);
  expect(await on.host.shell(state)).toBe(before);
  const { apply, kernel } = await on.reported();
  expect(ended.err).toContain(`[${apply.problem?.id}]`);
  expect(apply).toMatchObject({ outcome: 'failed', rollBack: { why: 'failed', result: 'done' } });
  const short = apply.steps.map(({ title, result, undo }) => `${title}: ${result} ${undo?.result ?? ''}`.trim());
  expect(short).toContain('load the module with 2 regions: done undone');
  expect(short.filter((each) => each.includes('failed'))).toEqual([
    expect.stringMatching(/modprobe\.d.*: failed undone$/),
  ]);
  expect(short.at(-1)).toMatch(/: not-done$/);
  const log = await on.host.shell('dmesg');
  for (const { line } of kernel?.lines ?? []) expect(log).toContain(line.text);
  expect(kernel?.lines.map(({ line }) => line.text).join('\n')).toMatch(/uiomem0.*\n(.*\n)*.*uiomem0/);
  const markdown = await readFile(on.file('failed.md'), 'utf8');
  expect(markdown).toContain('All of it was taken back: the board is as it was before.');
  expect(markdown).toContain(`| Problem | ${apply.problem?.id} |`);
  await on.host.shell('umount /etc/modprobe.d');
});

test('an apply that does not begin has no report of an earlier one', async () => {
  const bad = on.file('bad.yaml');
  await writeFile(bad, planText.replace('0x70000000', '0x48000000'));
  const ended = await on.studio('apply', bad, '--report', on.file('bad.md'));
  expect([ended.status, ended.err]).toEqual([3, expect.stringContaining('no report: nothing of the plan was begun')]);
  await expect(readFile(on.file('bad.md'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a boot in which nothing was applied has nothing to report', async () => {
  await rm(join(stateFolder(), 'applied'), { recursive: true });
  const { status, err } = await on.studio('report');
  expect([status, err]).toEqual([1, expect.stringContaining('[plan.nothing-to-report]')]);
});
