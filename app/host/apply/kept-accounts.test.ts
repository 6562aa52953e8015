import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Account } from '../../plan/report/account.ts';
import { newest } from './gather-report.ts';
import { KeptAccounts } from './kept-accounts.ts';

const boot = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const account = (more: Partial<Account> = {}): Account => ({
  format: 1,
  id: 'a',
  bootId: boot(1),
  by: 'ada@bench7',
  began: '2026-01-01T00:00:00.000Z',
  plan: { name: '', sha256: 'f' },
  steps: [{ index: 0, title: 'load', where: 'board', result: 'done' }],
  outcome: 'applied',
  ...more,
});

let folder: string;
let kept: KeptAccounts;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-accounts-'));
  kept = new KeptAccounts(() => join(folder, 'applied'));
});
afterEach(() => rm(folder, { recursive: true }));

it('keeps the newest of a boot for its user alone', async () => {
  expect(await kept.read(boot(1))).toBeUndefined();
  await kept.keep(account());
  await kept.keep(account({ id: 'b' }));
  expect(await new KeptAccounts(() => join(folder, 'applied')).read(boot(1))).toEqual(account({ id: 'b' }));
  expect(await kept.read(boot(2))).toBeUndefined();
  expect((await stat(join(folder, 'applied', `${boot(1)}.json`))).mode & 0o777).toBe(0o600);
});

it('a boot that a board calls by a path is kept nowhere', async () => {
  const bootId = '../../settings';
  await kept.keep(account({ bootId }));
  expect(await readdir(folder)).toEqual([]);
  expect(await kept.read(bootId)).toBeUndefined();
});

it('what cannot be understood is nothing, and what cannot be written is no failure', async () => {
  await kept.keep(account());
  await writeFile(join(folder, 'applied', `${boot(1)}.json`), '{"format":2}');
  expect(await kept.read(boot(1))).toBeUndefined();
  await writeFile(join(folder, 'file'), '');
  await new KeptAccounts(() => join(folder, 'file')).keep(account());
});

it('an apply with nothing to do does not hide the one before; of another plan, or after a roll back, it does', async () => {
  await kept.keep(account());
  await kept.keep(account({ id: 'b', steps: [] }));
  expect((await kept.read(boot(1)))?.id).toBe('a');
  await kept.keep(account({ id: 'c', steps: [], plan: { name: '', sha256: 'e' } }));
  expect((await kept.read(boot(1)))?.id).toBe('c');
  await kept.keep(account({ id: 'd', rollBack: { why: 'asked', by: 'x', result: 'done' } }));
  await kept.keep(account({ id: 'e', steps: [] }));
  expect((await kept.read(boot(1)))?.id).toBe('e');
});

it('forgets the oldest boots', async () => {
  for (let number = 1; number <= 41; number += 1) {
    await kept.keep(account({ bootId: boot(number) }));
    const at = new Date(number * 1000);
    if (number <= 40) await utimes(join(folder, 'applied', `${boot(number)}.json`), at, at);
  }
  expect((await readdir(join(folder, 'applied'))).sort()).toEqual(
    Array.from({ length: 40 }, (_, index) => `${boot(index + 2)}.json`),
  );
});

it('of what this workstation kept and the journal tells, the newest is reported', () => {
  const mine = account();
  expect(newest(undefined, [])).toBeUndefined();
  expect(newest(undefined, [account({ id: 'x' }), account({ id: 'y' })])).toMatchObject({
    account: { id: 'y' },
    source: 'journal',
  });
  expect(newest(mine, [account()])).toEqual({ account: mine, source: 'workstation', forgotten: false });
  const later = account({ id: 'z', began: '2026-01-02T00:00:00.000Z' });
  expect(newest(mine, [account(), later])).toMatchObject({ account: { id: 'z' }, source: 'journal' });
  expect(newest(later, [account()])).toMatchObject({ account: { id: 'z' }, source: 'workstation', forgotten: true });
  // Somebody went on with it, or took it back, from elsewhere.
  const cut = account({ outcome: 'unfinished' });
  expect(newest(cut, [account({ by: 'bob@there' })])).toMatchObject({
    account: { by: 'bob@there' },
    source: 'journal',
  });
  const elsewhere = account({ by: 'bob@there', outcome: 'failed' });
  expect(newest(cut, [elsewhere])).toMatchObject({ account: elsewhere, source: 'journal' });
  const back = account({ rollBack: { why: 'asked', by: 'bob@there', result: 'done' } });
  expect(newest(mine, [back])).toMatchObject({ account: back, source: 'journal' });
});

it('what stood here and is in no journal any more was taken back from elsewhere', () => {
  expect(newest(account(), [])).toMatchObject({ source: 'workstation', forgotten: true });
  const failed = account({ outcome: 'failed', rollBack: { why: 'failed', by: 'x', result: 'done' } });
  expect(newest(failed, [])).toMatchObject({ forgotten: false });
  expect(newest(account({ steps: [] }), [])).toMatchObject({ forgotten: false });
});
