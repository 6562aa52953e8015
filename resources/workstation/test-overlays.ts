/**
 * `make test-overlays`: overlays rehearsed, then put onto a kernel that runs (the debug kernel of the arm64 board, built
 * when it is not there, which takes ten minutes). Prints the table of agreement, ends with `N passed, N failed` and writes
 * docs/evidence/overlays.md.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFdt } from '../../app/devicetree/fdt/write-fdt.ts';
import type { DeviceTree } from '../../app/devicetree/tree.ts';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';
import { buildForBoard, makeArguments, TestBoard } from '../../e2e/kernel/conformance.ts';
import { casesWithoutSymbols, type OverlayCase, overlayCases } from '../../e2e/kernel/overlay-cases.ts';
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
  qemuArguments: readonly string[],
): Promise<DeviceTree> {
  const base = join('e2e', 'kernel', 'overlay-base.dtso');
  await using board = await TestBoard.up({ name, kernel: '6.1-debug', devices: [], overlays: [base], qemuArguments });
  release = board.board.kernelRelease;
  console.log(`# ${name}: Linux ${release}`);
  const built = await buildForBoard(board.board, join(scratch, name));
  const overlays = join(scratch, `${name}-overlays`);
  await cp('resources/emulated-board/overlay-module', overlays, { recursive: true });
  const [architecture] = makeArguments(board.board);
  const make = [
    '-C',
    board.board.buildDir,
    `M=${overlays}`,
    architecture ?? '',
    'CROSS_COMPILE=aarch64-linux-gnu-',
    'modules',
  ];
  await runProgram('make', make);

  const judge = await OverlayJudge.on(
    board,
    built.module,
    join(overlays, 'dt-overlays.ko'),
    join(scratch, `${name}-trees`),
  );
  add({
    name: `${name}: the tree as booted`,
    rehearsed: 'as /sys/firmware/fdt',
    kernel: 'live tree',
    differs: judge.liveIsBase(),
  });
  for (const each of cases) add(await judge.judge(each));
  const faults = faultsIn(await board.run('dmesg'));
  add({
    name: `${name}: the kernel's own checks`,
    rehearsed: 'silent',
    kernel: faults.length === 0 ? 'silent' : 'not silent',
    differs: faults,
  });
  return judge.base;
}

let broken: string | undefined;
try {
  const booted = await onBoard('overlays', overlayCases, []);
  const bare = join(scratch, 'without-symbols.dtb');
  const children = booted.root.children.filter(({ name }) => name !== '__symbols__');
  await writeFile(bare, writeFdt({ ...booted, root: { ...booted.root, children } }));
  // Of two device trees QEMU takes the last.
  await onBoard('overlays-without-symbols', casesWithoutSymbols, ['-dtb', bare]);
} catch (error) {
  broken = error instanceof Error ? error.message : String(error);
  console.log(`not ok - the boards could not be judged\n# ${broken}`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

const failed = rows.filter(({ differs }) => differs.length > 0).length + (broken === undefined ? 0 : 1);
if (broken === undefined) {
  const commit = (await runProgram('git', ['describe', '--always', '--dirty', '--exclude=*'])).trim();
  const table = rows.map(
    ({ name, rehearsed, kernel, differs }) =>
      `| ${name} | ${rehearsed} | ${kernel} | ${differs.length === 0 ? 'yes' : 'no'} |`,
  );
  await mkdir('docs/evidence', { recursive: true });
  await writeFile(
    'docs/evidence/overlays.md',
    [
      '# Overlays, rehearsed and applied',
      '',
      `\`make test-overlays\` at ${commit}, ${new Date().toISOString().slice(0, 10)}, Linux ${release} with CONFIG_OF_OVERLAY and PROVE_LOCKING, our driver loaded.`,
      'Each overlay was rehearsed on the board’s /sys/firmware/fdt, then put on and taken off. Agreement: the kernel’s answer and log line, the live',
      'tree while it was on and after, each /dev node with its class files, the driver’s line for each node that it refuses.',
      '',
      '| overlay | rehearsed | the kernel | agree |',
      '| --- | --- | --- | --- |',
      ...table,
      '',
    ].join('\n'),
  );
}
console.log(`${rows.length - failed + (broken === undefined ? 0 : 1)} passed, ${failed} failed`);
process.exit(failed === 0 && rows.length > 0 ? 0 : 1);
