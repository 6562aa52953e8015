/**
 * `node resources/packaging/headless.ts`: packs the command line with its page, for machines without a display, as an npm package
 * without dependencies, dist/packages/uiomem-studio-VERSION.tgz. Needs `make build`.
 *   --output DIR   instead of dist/packages
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '../..');
const built = ['dist/cli', 'dist/helper', 'dist/renderer', 'dist/serialport'];
/** Of these what is under version control: a folder that was built in holds more. */
const sources = ['kernel', 'resources/emulated-board', 'resources/boards', 'README.md', 'LICENSE'];

const { values } = parseArgs({ options: { output: { type: 'string' } } });
const output = resolve(values.output ?? join(root, 'dist/packages'));
const staging = mkdtempSync(join(tmpdir(), 'uiomem-studio-package-'));
try {
  for (const folder of built) cpSync(join(root, folder), join(staging, folder), { recursive: true });
  // npm links to it as a program.
  const program = join(staging, 'dist/cli/uiomem-studio.mjs');
  writeFileSync(program, `#!/usr/bin/env node\n${readFileSync(program, 'utf8')}`);
  chmodSync(program, 0o755);
  const listed = execFileSync('git', ['ls-files', '-z', ...sources], { cwd: root, encoding: 'utf8' });
  for (const file of listed.split('\0').filter(Boolean)) {
    mkdirSync(join(staging, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(staging, file));
  }
  const { name, version, description, license, type, engines, bin } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  const described = { name, version, description, license, type, engines, bin, files: ['dist', 'kernel', 'resources'] };
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(described, undefined, 2)}\n`);
  mkdirSync(output, { recursive: true });
  execFileSync('npm', ['pack', staging, '--silent', '--ignore-scripts', '--pack-destination', output], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  console.log(join(output, `${name}-${version}.tgz`));
} finally {
  rmSync(staging, { recursive: true });
}
