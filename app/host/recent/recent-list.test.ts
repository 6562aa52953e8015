import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecentList } from './recent-list.ts';

let folder: string;
let recent: RecentList;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-recent-'));
  recent = new RecentList({ folder });
});
afterEach(() => rm(folder, { recursive: true }));

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

test('what was used last is first, once, for the next program too', async () => {
  const plan = join(folder, 'bringup.yaml');
  await writeFile(plan, 'version: 1\n');
  await recent.noteBoard('zynq', at(1));
  await recent.noteBoard('rack', at(2));
  await recent.noteBoard('zynq', at(3));
  await recent.notePlan(plan, 'zynq', at(4));
  await recent.notePlan('/not/there.yaml', undefined, at(5));
  await recent.notePlan(plan, undefined, at(6));
  expect(await new RecentList({ folder }).list()).toEqual({
    boards: [
      { board: 'zynq', at: at(3) },
      { board: 'rack', at: at(2) },
    ],
    plans: [
      { path: plan, board: 'zynq', at: at(6), gone: false },
      { path: '/not/there.yaml', at: at(5), gone: true },
    ],
  });
  // A folder of that name is no plan either.
  await recent.notePlan(folder, undefined, at(7));
  expect((await recent.list()).plans[0]).toEqual({ path: folder, at: at(7), gone: true });
});

test('no more than twenty of a kind are kept', async () => {
  for (let number = 0; number < 23; number += 1) {
    await recent.notePlan(`/plan-${number}.yaml`, undefined, at(number));
    await recent.noteBoard(`board-${number}`, at(number));
  }
  const { boards, plans } = await recent.list();
  const newest = Array.from({ length: 20 }, (_, index) => 22 - index);
  expect(plans.map(({ path }) => path)).toEqual(newest.map((number) => `/plan-${number}.yaml`));
  expect(boards.map(({ board }) => board)).toEqual(newest.map((number) => `board-${number}`));
});

test('what is forgotten is gone, and a plan outlives its board', async () => {
  await recent.noteBoard('zynq', at(1));
  await recent.notePlan('/a.yaml', 'zynq', at(2));
  await recent.notePlan('/b.yaml', 'rack', at(3));
  expect(await recent.forgetPlan('/b.yaml')).toBe(true);
  expect(await recent.forgetPlan('/b.yaml')).toBe(false);
  await recent.forgetBoard('zynq');
  expect(await recent.list()).toEqual({ boards: [], plans: [{ path: '/a.yaml', at: at(2), gone: true }] });
});

test('a renamed board keeps its place, and a new board of its old name has none', async () => {
  await recent.noteBoard('zynq', at(1));
  await recent.notePlan('/a.yaml', 'zynq', at(2));
  await recent.renameBoard('zynq', 'rack');
  const { boards, plans } = await recent.list();
  expect([boards, plans]).toEqual([
    [{ board: 'rack', at: at(1) }],
    [{ path: '/a.yaml', board: 'rack', at: at(2), gone: true }],
  ]);
});

test('a file that cannot be understood is put aside with its own words, and one of a newer version is left alone', async () => {
  const told: string[] = [];
  const damaged = new RecentList({ folder, onDamage: ({ id }) => void told.push(id) });
  await writeFile(join(folder, 'recent.json'), '{"format":1,"boards":"none"}');
  expect(await damaged.list()).toEqual({ boards: [], plans: [] });
  expect(told).toEqual(['recent.file-damaged']);
  const newer = '{"format":2}';
  await writeFile(join(folder, 'recent.json'), newer);
  await expect(recent.noteBoard('zynq')).rejects.toMatchObject({ problem: { id: 'recent.file-newer' } });
  expect(await readFile(join(folder, 'recent.json'), 'utf8')).toBe(newer);
});
