/** A digest over the sources of the host and of its clients: two programs with the same stamp understand each other. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const sources = [
  'app/cli',
  'app/contract',
  'app/host',
  'app/plan',
  'app/web',
  'remote-helper/contract',
  'remote-helper/rpc',
];
const files = ['app/contract.ts', 'package-lock.json'];

/** 16 hex digits; the working directory is the checkout. */
export function buildStamp(): string {
  const hash = createHash('sha256');
  const all = sources.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  for (const file of [...all, ...files].filter((each) => !each.endsWith('.test.ts')).sort()) {
    if (!/\.(ts|json|sh)$/.test(file)) continue;
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
