/**
 * `node resources/packaging/desktop.ts`: packs the desktop application into dist/packages/, as a folder and as an archive;
 * electron-builder.yml says what goes in. Needs `make build`.
 *   --electron-dist DIR   Electron's program and all that it needs (or ELECTRON_OVERRIDE_DIST_PATH); else electron-builder fetches it
 *   --output DIR          instead of dist/packages
 *   --fast                without compression
 */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sevenZip from '7zip-bin';
import { Arch, build, Platform } from 'electron-builder';

const { values } = parseArgs({
  options: { 'electron-dist': { type: 'string' }, output: { type: 'string' }, fast: { type: 'boolean' } },
});
const electronDist = values['electron-dist'] ?? process.env.ELECTRON_OVERRIDE_DIST_PATH;

// Without this electron-builder fetches its own. npm leaves out the mode.
chmodSync(sevenZip.path7za, 0o755);
process.env.ELECTRON_BUILDER_7ZIP_PATH ??= sevenZip.path7za;

const written = await build({
  projectDir: join(import.meta.dirname, '../..'),
  targets: Platform.LINUX.createTarget(['dir', 'tar.gz'], process.arch === 'arm64' ? Arch.arm64 : Arch.x64),
  publish: 'never',
  // On top of electron-builder.yml. The node that runs this, which `make setup` pinned, is the one for the command line.
  config: {
    extraResources: [{ from: process.execPath, to: 'node/node' }],
    ...(values.output !== undefined && { directories: { output: values.output } }),
    ...(electronDist !== undefined && { electronDist }),
    ...(values.fast === true && { compression: 'store' as const }),
  },
});
for (const file of written) console.log(file);
