/** Writes app/devicetree/language/completion/snippets.ts from resources/snippets: `node resources/workstation/snippets.ts`. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readSnippets } from './read-snippets.ts';

const file = 'app/devicetree/language/completion/snippets.ts';
writeFileSync(
  file,
  `/** Made from resources/snippets by \`node resources/workstation/snippets.ts\`. */
import type { Snippet } from './snippet.ts';

export const snippets: readonly Snippet[] = ${JSON.stringify(readSnippets('resources/snippets'))};
`,
);
execFileSync('node_modules/.bin/biome', ['format', '--write', file]);
