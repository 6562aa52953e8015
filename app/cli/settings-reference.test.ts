import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { settingsReference } from './settings-reference.ts';

it('docs/settings.md is what the schema says (else: node resources/workstation/settings-reference.ts)', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'settings.md'), 'utf8');
  expect(page).toBe(settingsReference());
});
