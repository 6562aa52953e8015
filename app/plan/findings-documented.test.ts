import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;

test('every finding is told in docs/plan.md, and none that does not exist', () => {
  const sources = globSync(['lint/*.ts', 'document.ts', 'schema.ts'], { cwd: here }).filter(
    (file) => !file.endsWith('.test.ts'),
  );
  const ids = (text: string, quote: string) =>
    [
      ...new Set(
        [
          ...text.matchAll(new RegExp(`${quote}((?:plan|region|regions|sync|module|persist)\\.[a-z-]+)${quote}`, 'g')),
        ].map((found) => found[1]),
      ),
    ].sort();
  const written = readFileSync(join(here, '../../docs/plan.md'), 'utf8');
  const table = written.slice(written.indexOf('## Findings'));
  expect(ids(table, '`')).toEqual(ids(sources.map((file) => readFileSync(join(here, file), 'utf8')).join(''), "'"));
});
