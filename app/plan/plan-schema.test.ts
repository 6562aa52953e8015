import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planJsonSchema } from './plan-fields.ts';

it('docs/plan.schema.json is what the schema says (else: node resources/workstation/plan-schema.ts)', () => {
  const written = readFileSync(join(import.meta.dirname, '../../docs/plan.schema.json'), 'utf8');
  expect(JSON.parse(written)).toEqual(planJsonSchema());
});
