/** Writes docs/plan.schema.json, for editors that check YAML: `node resources/workstation/plan-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { planJsonSchema } from '../../app/plan/plan-fields.ts';

writeFileSync('docs/plan.schema.json', `${JSON.stringify(planJsonSchema(), undefined, 2)}\n`);
