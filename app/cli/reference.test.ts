import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commands } from './commands.ts';
import { reference } from './reference.ts';

it('docs/cli.md is what the commands say (else: node resources/workstation/cli-reference.ts)', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'cli.md'), 'utf8');
  expect(page).toBe(reference(commands));
});
