/** `make build`: the command line as a bundle in dist/cli/, and the serial ports' native part beside it. */
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  // serialport has one it cannot do without: it is a bundle of its own, below.
  external: ['cpu-features', '*.node', 'bufferutil', 'utf-8-validate', 'serialport'],
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

// The package looks for its native part in prebuilds/ one folder above its code.
await build({
  entryPoints: ['node_modules/serialport/dist/index.js'],
  outfile: 'dist/serialport/lib/serialport.cjs',
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  external: ['*.node', 'supports-color'],
  legalComments: 'none',
  logLevel: 'warning',
});
for (const architecture of ['x64', 'arm64', 'arm']) {
  const folder = `prebuilds/linux-${architecture}`;
  cpSync(`node_modules/@serialport/bindings-cpp/${folder}`, `dist/serialport/${folder}`, { recursive: true });
}
cpSync('node_modules/@serialport/bindings-cpp/LICENSE', 'dist/serialport/LICENSE');

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
