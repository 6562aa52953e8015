/** Writes app/devicetree/lint/uiomem-binding.ts from the driver's binding: `node resources/workstation/uiomem-binding.ts`. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { bindingOf } from './binding-of.ts';

const file = 'app/devicetree/lint/uiomem-binding.ts';
const binding = bindingOf(readFileSync('kernel/bindings/ikwzm,uiomem.yaml', 'utf8'));
writeFileSync(
  file,
  `/** Made from kernel/bindings/ikwzm,uiomem.yaml by \`node resources/workstation/uiomem-binding.ts\`. */
import type { Binding } from './binding.ts';

export const uiomemBinding = ${JSON.stringify(binding)} as const satisfies Binding;
`,
);
execFileSync('node_modules/.bin/biome', ['format', '--write', file]);
