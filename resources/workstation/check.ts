/** `make check`: every rule of the repository that a program can judge. Runs them all, then says which failed. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';

interface Rule {
  readonly name: string;
  readonly command: readonly string[];
}

/** Folders with sources; the bundler's and the tests' own are among them. */
const folders = ['app', 'remote-helper', 'resources', 'bench', 'e2e'].filter((folder) => existsSync(folder));
const shellScripts = globSync(['resources/**/*.sh', 'kernel/**/*.sh', 'remote-helper/**/*.sh', '.ci/run']);

const rules: readonly Rule[] = [
  { name: 'types and layers of types (tsc -b)', command: ['npx', 'tsc', '-b'] },
  { name: 'style and lint (biome)', command: ['npx', 'biome', 'check', '--error-on-warnings', '.'] },
  {
    name: 'layers of imports (dependency-cruiser)',
    command: ['npx', 'depcruise', ...folders],
  },
  {
    name: 'unused files, exports and packages (knip)',
    command: ['npx', 'knip'],
  },
  {
    name: 'shell scripts (shellcheck)',
    command: ['shellcheck', '-x', '-P', 'SCRIPTDIR', ...shellScripts],
  },
  { name: 'kernel style (checkpatch --strict)', command: ['resources/workstation/checkpatch.sh'] },
];

const failed: string[] = [];
for (const rule of rules) {
  const [program = '', ...args] = rule.command;
  const run = spawnSync(program, args, { encoding: 'utf8' });
  const ok = run.status === 0;
  console.log(`${ok ? 'ok       ' : 'FAILED   '} ${rule.name}`);
  if (!ok) {
    console.log(`${run.stdout ?? ''}${run.stderr ?? ''}${run.error?.message ?? ''}`);
    failed.push(rule.name);
  }
}
if (failed.length > 0) {
  console.error(`check: ${failed.length} of ${rules.length} failed`);
  process.exit(1);
}
