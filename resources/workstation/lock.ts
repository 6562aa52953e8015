/**
 * Makes package-lock.json anew from package.json: `node resources/workstation/lock.ts`.
 *
 * - Versions and checksums, but no download addresses: those belong to each machine's npm settings.
 * - Entries for the native add-ons of every platform that a package names. A registry mirror may carry only
 *   some of them; npm then leaves them out of the lock and `npm ci` refuses it elsewhere.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

interface Entry {
  version?: string;
  resolved?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const file = 'package-lock.json';
rmSync(file, { force: true });
const npm = spawnSync('npm', ['install', '--package-lock-only', '--no-omit-lockfile-registry-resolved'], {
  stdio: 'inherit',
});
if (npm.status !== 0) process.exit(npm.status ?? 1);

const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> };
const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openbsd',
  'netbsd',
  'openharmony',
  'sunos',
  'win32',
  'wasi',
  'aix',
];
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/** The platform in the name of a native add-on (`…-linux-x64-musl`), or undefined when it names none. */
function platform(name: string): Entry | undefined {
  const words = name.split(/[/-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined) return undefined;
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : os === 'linux' ? ['glibc'] : undefined;
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc }) };
}

for (const entry of Object.values(lock.packages)) {
  delete entry.resolved;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    const place = platform(name);
    if (lock.packages[key] !== undefined || place === undefined || !/^\d/.test(version)) continue;
    lock.packages[key] = { version, ...(entry.dev === true ? { dev: true } : {}), optional: true, ...place };
  }
}
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, undefined, 2)}\n`);
