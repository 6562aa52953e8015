/**
 * `make test-kernel`: the driver's conformance program on each emulated board, one after the other, as TAP; the driver's
 * Makefile; and which cache instructions run. Ends with `N passed, N failed` and writes docs/evidence/kernel-conformance.md
 * when all boards were tested. BOARDS="arm64-6.1 x86-64-6.12" in the environment chooses some.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoardOptions } from '../../app/host/emulated-board/board-options.ts';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';
import { countCacheInstructions } from '../../e2e/kernel/cache-instructions.ts';
import { buildForBoard, runConformance, TestBoard } from '../../e2e/kernel/conformance.ts';
import { type BoardEvidence, evidence } from '../../e2e/kernel/evidence.ts';
import { checkMakefile, sourceNames } from '../../e2e/kernel/makefile.ts';
import type { TapRun, TapTest } from '../../e2e/kernel/tap.ts';

type Kind = Required<Pick<BoardOptions, 'architecture' | 'kernel'>>;

const kinds: readonly Kind[] = [
  { architecture: 'arm64', kernel: '6.1' },
  { architecture: 'arm64', kernel: '6.12' },
  { architecture: 'x86-64', kernel: '6.1' },
  { architecture: 'x86-64', kernel: '6.12' },
  { architecture: 'armhf', kernel: '6.1' },
];

/** A run takes a minute; a busy workstation takes longer. */
const timeoutMs = 600_000;

const nameOf = ({ architecture, kernel }: Kind): string => `${architecture}-${kernel}`;

/** As the conformance program prints them. */
function print({ number, name, passed, skipped, notes }: TapTest): void {
  console.log(`${passed ? 'ok' : 'not ok'} ${number} - ${name}${skipped === undefined ? '' : ` # SKIP ${skipped}`}`);
  for (const note of notes) console.log(`# ${note}`);
}

/** A run that breaks off counts as one more test that failed. */
function whole(title: string, { tests, fault }: TapRun): readonly TapTest[] {
  if (fault === undefined) return tests;
  const broken = { number: tests.length + 1, name: `${title}: runs to its end`, passed: false, skipped: undefined };
  print({ ...broken, notes: [fault] });
  return [...tests, { ...broken, notes: [fault] }];
}

async function testBoard(kind: Kind, scratch: string): Promise<BoardEvidence> {
  const name = nameOf(kind);
  const folder = join(scratch, name);
  const plugin = join(scratch, 'plugin', 'cache-instructions.so');
  const counts = join(scratch, `${name}.counts`);
  await mkdir(folder);
  await runProgram('make', ['-s', '-C', 'kernel/tests', `BUILD=${join(scratch, 'plugin')}`, plugin]);
  const qemuArguments = ['-plugin', `file=${plugin},counts=${counts}`];
  await using board = await TestBoard.up({ ...kind, name: `kernel-${name}`, devices: [], qemuArguments });
  const { board: facts } = board;
  console.log(`\n# ${name}: Linux ${facts.kernelRelease}`);
  const built = await buildForBoard(facts, join(folder, 'build'));

  const run = async (title: string, program: string, only?: readonly string[]) => {
    const options = { timeoutMs, onLine: (line: string) => console.log(line), ...(only === undefined ? {} : { only }) };
    return whole(title, await runConformance(board, built.module, program, options));
  };
  const tests = [...(await run(name, built.program))];
  if (built.program32 !== undefined) {
    console.log(`# ${name}: requests of a 32-bit caller`);
    const found = await run(`${name}, 32-bit`, built.program32, ['header', 'ioctl']);
    tests.push(...found.map((test) => ({ ...test, name: `32-bit caller: ${test.name}` })));
  }

  console.log(`# ${name}: cache instructions`);
  await board.copy(built.module, '/run/uiomem.ko');
  const counted = await countCacheInstructions(board, '/run/uiomem.ko', counts);
  console.log(`# ${name}: Makefile`);
  const makefile = await checkMakefile(facts, built.source, await sourceNames());
  for (const test of [...counted, ...makefile]) print(test);
  tests.push(...counted, ...makefile);
  return { name, release: facts.kernelRelease, tests };
}

const chosen = process.env.BOARDS?.split(/[\s,]+/).filter((name) => name !== '');
const unknown = chosen?.filter((name) => !kinds.some((kind) => nameOf(kind) === name)) ?? [];
if (unknown.length > 0) {
  console.error(`test-kernel: there is no board ${unknown.join(', ')}; there are ${kinds.map(nameOf).join(', ')}`);
  process.exit(2);
}
const scratch = await mkdtemp(join(tmpdir(), 'uiomem-studio-kernel-'));
process.env.XDG_CONFIG_HOME = join(scratch, 'config');
process.env.XDG_STATE_HOME = join(scratch, 'state');
const commit = (await runProgram('git', ['describe', '--always', '--dirty', '--exclude=*'])).trim();
const boards: BoardEvidence[] = [];
let broken = 0;
try {
  for (const kind of kinds) {
    if (chosen !== undefined && !chosen.includes(nameOf(kind))) continue;
    try {
      boards.push(await testBoard(kind, scratch));
    } catch (error) {
      broken += 1;
      console.log(`not ok - ${nameOf(kind)} could not be tested\n# ${error instanceof Error ? error.message : error}`);
    }
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

const all = boards.flatMap(({ tests }) => tests);
const failed = all.filter(({ passed }) => !passed).length + broken;
const skipped = all.filter((test) => test.skipped !== undefined);
for (const { name, tests } of boards) {
  for (const test of tests)
    if (test.skipped !== undefined) console.log(`# ${name}: not done: ${test.name}: ${test.skipped}`);
}
if (boards.length === kinds.length) {
  await mkdir('docs/evidence', { recursive: true });
  await writeFile('docs/evidence/kernel-conformance.md', evidence(boards, commit, new Date()));
}
console.log(`${all.length - skipped.length - (failed - broken)} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(failed === 0 && all.length > 0 ? 0 : 1);
