/**
 * `make test-overlays`: the overlays of Debian's kernels merged as fdtoverlay merges them; then overlays of our own rehearsed
 * and put onto a kernel that runs (the debug kernel of the arm64 board, built when it is not there, which takes ten minutes).
 * Prints the table of agreement, ends with `N passed, N failed` and writes docs/evidence/overlays.md.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFdt } from '../../app/devicetree/fdt/write-fdt.ts';
import type { DeviceTree } from '../../app/devicetree/tree.ts';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';
import { type OverlayPair, overlayPairs } from '../../e2e/devicetree/overlay-pairs.ts';
import { kernelTrees } from '../../e2e/devicetree/tree-files.ts';
import { buildForBoard, TestBoard } from '../../e2e/kernel/conformance.ts';
import { casesWithoutSymbols, type OverlayCase, overlayCases } from '../../e2e/kernel/overlay-cases.ts';
import { overlayEvidence } from '../../e2e/kernel/overlay-evidence.ts';
import { type Agreement, faultsIn, OverlayJudge } from '../../e2e/kernel/overlay-judge.ts';

const scratch = await mkdtemp(join(tmpdir(), 'uiomem-studio-devicetree-'));
process.env.XDG_CONFIG_HOME = join(scratch, 'config');
process.env.XDG_STATE_HOME = join(scratch, 'state');
const rows: Agreement[] = [];
let release = '';

function add(row: Agreement): void {
  rows.push(row);
  console.log(
    `${row.differs.length === 0 ? 'ok' : 'not ok'} ${rows.length} - ${row.name}: ${row.rehearsed} | ${row.kernel}`,
  );
  for (const each of row.differs) console.log(`# ${each}`);
}

/** Judges the cases on a board of its own; answers the tree that the board was booted with. */
async function onBoard(
  name: string,
  cases: readonly OverlayCase[],
  /** In place of the board's own tree. */
  tree: string | undefined,
): Promise<DeviceTree> {
  const base = join('e2e', 'kernel', 'overlay-base.dtso');
  // Of two device trees QEMU takes the last.
  const start = tree === undefined ? {} : { loader: 'direct' as const, qemuArguments: ['-dtb', tree] };
  await using board = await TestBoard.up({ name, kernel: '6.1-debug', devices: [], overlays: [base], ...start });
  release = board.board.kernelRelease;
  console.log(`# ${name}: Linux ${release}`);
  const built = await buildForBoard(board.board, join(scratch, name));
  const judge = await OverlayJudge.on(board, built.module, join(scratch, `${name}-trees`));
  add({
    name: `${name}: the tree as booted`,
    rehearsed: 'as /sys/firmware/fdt',
    kernel: 'live tree',
    differs: judge.liveIsBase(),
  });
  for (const each of await judge.judge(cases)) add(each);
  const faults = faultsIn(await board.run('dmesg'));
  add({
    name: `${name}: the kernel's own checks`,
    rehearsed: 'silent',
    kernel: faults.length === 0 ? 'silent' : 'not silent',
    differs: faults,
  });
  return judge.base;
}

/** At most so many trees for each overlay of Debian's. */
const treesEach = 4;

const pairs: OverlayPair[] = [];
for (const { package: name, files } of await kernelTrees()) {
  const found = await overlayPairs(files, treesEach);
  console.log(`# ${name}: ${found.length} pairs of an overlay and a tree that has its labels`);
  for (const { overlay, base, beforeBoot, runTime } of found)
    if (beforeBoot === 'differs' || runTime === 'differs')
      console.log(`not ok - ${overlay} on ${base}: before boot ${beforeBoot}, at run time ${runTime}`);
  pairs.push(...found);
}
const unlike = pairs.filter(({ beforeBoot, runTime }) => beforeBoot === 'differs' || runTime === 'differs').length;

let broken = 0;
try {
  const booted = await onBoard('overlays', overlayCases, undefined);
  const bare = join(scratch, 'without-symbols.dtb');
  const children = booted.root.children.filter(({ name }) => name !== '__symbols__');
  await writeFile(bare, writeFdt({ ...booted, root: { ...booted.root, children } }));
  await onBoard('overlays-without-symbols', casesWithoutSymbols, bare);
} catch (error) {
  broken = 1;
  console.log(`not ok - the boards could not be judged\n# ${error instanceof Error ? error.message : error}`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

const disagreed = rows.filter(({ differs }) => differs.length > 0).length;
const failed = disagreed + unlike + broken;
if (broken === 0) {
  const commit = (await runProgram('git', ['describe', '--always', '--dirty', '--exclude=*'])).trim();
  await mkdir('docs/evidence', { recursive: true });
  await writeFile('docs/evidence/overlays.md', overlayEvidence({ rows, pairs, release, commit, date: new Date() }));
}
console.log(`${rows.length + pairs.length - disagreed - unlike} passed, ${failed} failed`);
process.exit(failed === 0 && rows.length > 0 ? 0 : 1);
