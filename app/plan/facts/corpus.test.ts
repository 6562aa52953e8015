/** Every board of the corpus: whole, chosen for rightly, and each plan of its cases judged as it is written there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { boardFacts } from '../../../remote-helper/contract/facts.ts';
import { chooseProfile } from '../profiles/choose.ts';
import { readProfile } from '../profiles/read.ts';
import { corpusFacts, corpusFiles } from '../testing/corpus.ts';
import { corpusCase, outcome } from '../testing/corpus-case.ts';

const here = import.meta.dirname;
const boards = join(here, '../../../resources/boards');
const named = (folder: string, end: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(end))
    .map((name) => name.slice(0, -end.length))
    .sort();
const profiles = named(boards, '.yaml').map((id) => readProfile(readFileSync(join(boards, `${id}.yaml`), 'utf8'), id));
const names = Object.keys(corpusFiles).sort();
const cases = z.strictObject({ profile: z.string(), cases: z.array(corpusCase.loose()) });
const casesOf = (name: string) => cases.parse(parse(readFileSync(join(here, `${name}.yaml`), 'utf8')));

test('every file of the folder is in the list, and has its cases', () => {
  expect(named(here, '.json')).toEqual(names);
  expect(named(here, '.yaml')).toEqual(names);
});

test.each(names)('%s is whole, and says where it is from', (name) => {
  const { sources, ...said } = corpusFiles[name] as { readonly sources: readonly string[] };
  expect(z.encode(boardFacts, corpusFacts(name))).toEqual(said);
  expect(sources[0]).toMatch(name.startsWith('emulated-') ? /^Captured by resources\// : /^Hand-made: /);
  if (!name.startsWith('emulated-')) expect(sources.length).toBeGreaterThan(1);
  // Of a board, not of the workstation on which it was written down.
  expect(JSON.stringify(said)).not.toMatch(/\/root\/\.|\/tmp\/\w|\.cache\/|127\.0\.0\.1|AAAA[A-Z0-9]/);
});

test('there is a board for every profile', () => {
  expect([...new Set(names.map((name) => casesOf(name).profile))].sort()).toEqual(profiles.map(({ id }) => id));
});

for (const name of names) {
  const { profile: id, cases } = casesOf(name);
  const board = corpusFacts(name);
  const chosen = chooseProfile(profiles, board);
  test(`${name} has the profile ${id}`, () => {
    expect(chosen?.profile.id).toBe(id);
  });
  test.each(cases.map((each) => [each.what, each] as const))(`${name}: %s`, (_what, each) => {
    const { what: _, plan, loaded, kernel, ...expected } = each;
    const found = outcome(
      { what: '', plan, loaded, kernel, script: expected.script },
      { board, profile: chosen?.profile },
    );
    expect(found).toEqual(expected);
  });
}
