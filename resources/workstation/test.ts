/**
 * `make test`: every test that runs in minutes. `test.ts long` is `make test-long`, which also writes what it found to
 * docs/evidence/long.md. Ends with one line that counts them: `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly startTime: number;
    readonly endTime: number;
    /** Of a file that failed outside of its tests. */
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

const scratch = mkdtempSync(join(tmpdir(), 'uiomem-studio-test-'));
/** Of what one failed test said, in the list at the end. */
const mostLines = 60;
const mostCharacters = 1000;
let passed = 0;
let failed = 0;
/** A line a test, as `file: name: status`. */
const results: string[] = [];
/** A skipped test hides a hole, so each is named. */
const skipped: string[] = [];
/** Named once more at the end, where someone who has only the last lines sees them. */
const failures: string[] = [];
/** How long each file took, in seconds. */
const took: { readonly file: string; readonly seconds: number }[] = [];

function runProject(project: string): void {
  const file = join(scratch, `${project}.json`);
  const run = spawnSync(
    'npx',
    [
      'vitest',
      'run',
      '--passWithNoTests',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { stdio: 'inherit' },
  );
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    console.error(`test: ${project} ended without a report (status ${run.status})`);
    failed += 1;
    return;
  }
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  for (const { name, status, startTime, endTime, message, assertionResults } of report.testResults) {
    const file = relative('.', name);
    took.push({ file, seconds: Math.round((endTime - startTime) / 1000) });
    for (const test of assertionResults) {
      const line = `${file}: ${test.fullName}`;
      results.push(`${line}: ${test.status}`);
      if (test.status === 'failed') failures.push(`${line}: ${reason(test.failureMessages?.[0])}`);
      else if (test.status !== 'passed') skipped.push(line);
    }
    if (status === 'failed' && assertionResults.length === 0) failures.push(`${file}: ${reason(message)}`);
  }
  // A file that fails before its first test has no failed assertion; it must count all the same.
  failed += report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  if (run.status !== 0 && report.numFailedTests === 0) failed = Math.max(failed, 1);
}

/** What a test said of its failure, a property's seed and counterexample with it, without the stack. */
function reason(text = ''): string {
  const lines = text.split('\n');
  const stack = lines.findIndex((line) => /^\s+at /.test(line));
  const said = lines.slice(0, stack < 0 ? lines.length : stack).filter((line) => line.trim() !== '');
  return said
    .slice(0, mostLines)
    .map((line) => line.slice(0, mostCharacters))
    .join('\n    ');
}

function writeEvidence(): void {
  const git = spawnSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { encoding: 'utf8' });
  const text = `# Tests that take long

Made by \`make test-long\` on ${new Date().toISOString().slice(0, 10)} from commit ${git.stdout.trim()}: ${passed} passed, ${failed} failed.

${results.map((line) => `- ${line}`).join('\n')}
`;
  mkdirSync('docs/evidence', { recursive: true });
  writeFileSync('docs/evidence/long.md', text);
}

const started = Date.now();
const long = process.argv[2] === 'long';
for (const project of long ? ['long'] : ['unit', 'e2e']) runProject(project);
rmSync(scratch, { recursive: true });

if (long) writeEvidence();
else
  console.log(`
not run here, because each takes long:
  make test-long     end-to-end tests on further kinds of boards
  make test-faults   link lost, helper or host killed and board reset, in each step of each command
  make test-kernel   the driver's conformance program on other kernels and on x86-64, and which cache instructions run
  make test-clean    the README's two commands on a fresh Debian (downloads everything again)
  make bench         timings against what a user would use instead`);
const slowest = took.toSorted((a, b) => b.seconds - a.seconds).slice(0, 12);
console.log(`\nslowest:\n${slowest.map(({ file, seconds }) => `  ${seconds} s  ${file}`).join('\n')}`);
if (skipped.length > 0) console.log(`\nskipped:\n${skipped.map((test) => `  ${test}`).join('\n')}`);
if (failures.length > 0) console.log(`\nfailed:\n${failures.map((test) => `  ${test}`).join('\n')}`);
console.log(`took ${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
