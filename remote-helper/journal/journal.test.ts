import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Journal, parseJournal } from './journal.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'uiomem-studio-journal-'));
});
afterEach(() => rmSync(scratch, { recursive: true }));

const first = { bootId: 'b1', entry: { step: 1, text: 'zwei\nZeilen' } };
const second = { bootId: 'b1', entry: ['x', null] };

test('entries come back in order, from a file and folders that are root’s alone', async () => {
  const journal = new Journal([join(scratch, 'lib/journal')]);
  expect(await journal.read()).toEqual([]);
  await Promise.all([journal.append(first), journal.append(second)]);
  expect(await new Journal([join(scratch, 'lib/journal')]).read()).toEqual([first, second]);
  expect(statSync(join(scratch, 'lib/journal/journal.jsonl')).mode & 0o777).toBe(0o600);
  expect(statSync(join(scratch, 'lib/journal')).mode & 0o777).toBe(0o700);
  await journal.clear();
  expect(await journal.read()).toEqual([]);
});

test('cut at any byte, whole entries are read and the next append starts a line of its own', async () => {
  const file = join(scratch, 'journal.jsonl');
  const journal = new Journal([scratch]);
  await journal.append(first);
  const whole = statSync(file).size;
  await journal.append(second);
  const bytes = readFileSync(file);
  for (let length = whole; length < bytes.length; length += 1) {
    writeFileSync(file, bytes.subarray(0, length));
    expect(await journal.read()).toEqual([first]);
    await journal.append(second);
    expect(await journal.read()).toEqual([first, second]);
  }
});

test('any entries survive any torn tail', () => {
  const entry = fc.record({ bootId: fc.uuid(), entry: fc.jsonValue() });
  fc.assert(
    fc.property(
      fc.array(entry),
      fc.string().map((text) => text.replaceAll('\n', '')),
      (entries, torn) => {
        const text = entries.map((each) => `${JSON.stringify(each)}\n`).join('') + torn;
        expect(parseJournal(Buffer.from(text)).entries).toEqual(JSON.parse(JSON.stringify(entries)));
      },
    ),
  );
});

test('a damaged line in the middle is told, not skipped', async () => {
  const journal = new Journal([scratch]);
  await journal.append(first);
  appendFileSync(join(scratch, 'journal.jsonl'), 'oops\n');
  await expect(journal.read()).rejects.toMatchObject({ problem: { id: 'journal.damaged', data: { line: 2 } } });
  await expect(journal.append(second)).rejects.toMatchObject({ problem: { id: 'journal.damaged' } });
});

test('the second place is used when the first cannot be; without any, each reason is told', async () => {
  writeFileSync(join(scratch, 'file'), '');
  const bad = join(scratch, 'file/journal');
  const good = join(scratch, 'run');
  const journal = new Journal([bad, good]);
  await journal.append(first);
  expect(await journal.read()).toEqual([first]);
  await expect(new Journal([bad]).append(first)).rejects.toMatchObject({
    problem: { id: 'journal.not-writable', data: { reasons: { [bad]: 'ENOTDIR' } } },
  });
});
