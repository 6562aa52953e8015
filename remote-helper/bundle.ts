/**
 * Bundles the helper into dist/helper/: helper.cjs, probe.cjs, koffi's native add-on for each architecture, the bootstrap's text, and
 * manifest.json, which names them with their digests. The version is a digest of all that runs on the board.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { withoutComments } from './bootstrap-text.ts';
import { oldestNode } from './contract/oldest-node.ts';

export interface HelperFile {
  readonly name: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** `process.arch` of the boards that need it; absent: all. */
  readonly architecture?: string;
}

export interface HelperManifest {
  /** 64 hex digits. */
  readonly version: string;
  /** The helper's oldest node. */
  readonly node: string;
  readonly files: readonly HelperFile[];
  /** Text for `sh -c`; not a file for the board. */
  readonly bootstrap: HelperFile;
}

const koffiVersion = '3.3.4';
/** Folder in the package by libc and ABI; the add-ons of musl are not delivered. */
const koffi = [
  {
    architecture: 'arm64',
    folder: 'linux_arm64',
    integrity: 'sha512-k6FPjEYDioyVihUqvRFX4QZK0RL/Rrn4xPEzrKxODxgLAUXlhBTut391zPzgsMcArXgN4YTuS11M/kxmA5s+Fg==',
  },
  {
    architecture: 'arm',
    folder: 'linux_armhf',
    integrity: 'sha512-+vFvkVUPQq2unMm1iY3ITJJEIeGFuVVdVe0ozNI2Al42hPohjyC9NUeTFaTPkysxH7YEJSM18GGgA9/LvPqPfw==',
  },
  {
    architecture: 'x64',
    folder: 'linux_x64',
    integrity: 'sha512-xi47MKuoQ9fA2SsrH6wljl9t9120hO66qEmb1le6q636q55J974cZfcwDrK5nW1GalJ+0NLXoH2T3/NGQBzPNw==',
  },
];
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'uiomem-studio', 'npm');
const here = import.meta.dirname;

/** Writes everything into `folder` and answers the manifest that it put there. */
export async function bundleHelper(folder: string): Promise<HelperManifest> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files: HelperFile[] = [];
  for (const { architecture, folder: inside, integrity } of koffi) {
    const name = `koffi-linux-${architecture}.node`;
    const unpacked = join(cache, `koffi-linux-${architecture}-${koffiVersion}`);
    execFileSync(
      join(here, '../resources/workstation/fetch-npm.sh'),
      [`@koromix/koffi-linux-${architecture}`, koffiVersion, integrity, unpacked],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    copyFileSync(join(unpacked, inside, 'koffi.node'), join(folder, name));
    files.push({ ...described(folder, name), architecture });
  }
  writeFileSync(join(folder, 'bootstrap.sh'), withoutComments(readFileSync(join(here, 'bootstrap.sh'), 'utf8')));
  const bootstrap = described(folder, 'bootstrap.sh');

  writeFileSync(join(folder, 'probe.cjs'), await bundleText('probe.ts', ''));
  files.unshift(described(folder, 'probe.cjs'));
  // Twice the same but for the version: its digest cannot be in what it is the digest of.
  const parts = [await bundleText('main.ts', 'unversioned'), ...[...files, bootstrap].map((file) => file.sha256)];
  const version = sha256(parts.join('\n'));
  writeFileSync(join(folder, 'helper.cjs'), await bundleText('main.ts', version));
  const manifest: HelperManifest = {
    version,
    node: `${oldestNode}.0`,
    files: [described(folder, 'helper.cjs'), ...files],
    bootstrap,
  };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

async function bundleText(entry: string, version: string): Promise<string> {
  const result = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    write: false,
    platform: 'node',
    target: `node${oldestNode}.0`,
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    // The add-on beside the bundle is taken; msgpackr does without its own.
    external: ['koffi', 'msgpackr-extract'],
    define: {
      HELPER_VERSION: JSON.stringify(version),
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      'process.env.MSGPACKR_NATIVE_ACCELERATION_DISABLED': '"true"',
    },
  });
  const text = result.outputFiles[0]?.text;
  if (text === undefined) throw new Error('esbuild answered without a file');
  return text;
}

function described(folder: string, name: string): HelperFile {
  const bytes = readFileSync(join(folder, name));
  return { name, sha256: sha256(bytes), size: bytes.length };
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundleHelper(join(here, '../dist/helper'));
}
