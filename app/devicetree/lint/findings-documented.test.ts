import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;

test('every finding is told in docs/device-tree.md, and none that does not exist', () => {
  const ids = (text: string, before: string) =>
    [
      ...new Set([...text.matchAll(new RegExp(`${before}(device-tree\\.[a-z-]+)['\`]`, 'g'))].map(([, id]) => id)),
    ].sort();
  const written = readFileSync(join(here, '../../../docs/device-tree.md'), 'utf8');
  const sources = globSync('*.ts', { cwd: here }).filter((name) => !name.endsWith('.test.ts'));
  const made = sources.map((name) => readFileSync(join(here, name), 'utf8')).join('');
  // The first is the name of what readers say, by which a text is seen to be an overlay.
  const table = written.slice(written.indexOf('## Findings'));
  expect(ids(table, '`')).toEqual(ids(made, "(?:id: |'device-tree\\.[^\\n]*)?(?<!!== )'"));
});
