import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keyboardPage } from './keyboard-page.ts';

it('docs/keyboard.md is what the shortcut list says (else: node resources/workstation/keyboard-reference.ts)', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'keyboard.md'), 'utf8');
  expect(page).toBe(keyboardPage());
});
