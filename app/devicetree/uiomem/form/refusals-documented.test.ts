import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;

test('every refusal is told in docs/device-tree.md, and none that does not exist', () => {
  const ids = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, id]) => id))].sort();
  const written = readFileSync(join(here, '../../../../docs/device-tree.md'), 'utf8');
  const [, part = ''] = written.split('## What a form refuses');
  const sources = globSync('*.ts', { cwd: here }).filter((name) => !name.endsWith('.test.ts'));
  const made = sources.map((name) => readFileSync(join(here, name), 'utf8')).join('');
  const [table = ''] = part.split('\n## ');
  expect(ids(table, /`(device-tree\.[a-z-]+)`/g)).toEqual(ids(made, /(?<!== )'(device-tree\.[a-z-]+)'/g));
});
