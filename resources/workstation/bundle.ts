/** `make build`: the command line as a bundle in dist/cli/. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { buildStamp } from './build-stamp.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
await build({
  entryPoints: ['app/cli/main.ts'],
  outfile: 'dist/cli/uiomem-studio.mjs',
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Native add-ons that their packages do without; ssh2 falls back to node's own crypto.
  external: ['cpu-features', '*.node', 'bufferutil', 'utf-8-validate'],
  define: {
    'process.env.UIOMEM_STUDIO_VERSION': JSON.stringify(version),
    'process.env.UIOMEM_STUDIO_STAMP': JSON.stringify(buildStamp()),
  },
  // CommonJS packages inside an ES module ask for these.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __dirname = import.meta.dirname; const __filename = import.meta.filename;",
  },
  legalComments: 'none',
  logLevel: 'warning',
});

mkdirSync('dist', { recursive: true });
writeFileSync(
  'dist/uiomem-studio',
  `#!/bin/sh
# Starts the command with the node that 'make setup' put into the cache.
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
exec "\${XDG_CACHE_HOME:-$HOME/.cache}/uiomem-studio/node/bin/node" "$here/cli/uiomem-studio.mjs" "$@"
`,
);
chmodSync('dist/uiomem-studio', 0o755);
