/** What device trees cost: the largest of Debian's kernels against dtc and fdtoverlay, and a long text at each edit. */
import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFdt } from '../app/devicetree/fdt/read-fdt.ts';
import { writeFdt } from '../app/devicetree/fdt/write-fdt.ts';
import { lintTree } from '../app/devicetree/lint/lint-tree.ts';
import { applyOverlay } from '../app/devicetree/overlay/apply-overlay.ts';
import { printTree } from '../app/devicetree/print/print-tree.ts';
import { readSource } from '../app/devicetree/source/read-source.ts';
import type { DeviceTree } from '../app/devicetree/tree.ts';
import { indexTree } from '../app/devicetree/tree-index.ts';
import { kernelTrees } from '../e2e/devicetree/tree-files.ts';
import { inTurn, type Row, row, seconds } from './row.ts';

const runs = 9;
const nodes = 5000;

const overlayText = `/dts-v1/;
/plugin/;
&{/} { uiomem@70000000 { compatible = "ikwzm,uiomem"; reg = <0 0x70000000 0 0x100000>; minor-number = <1>; }; };
`;

/** `scratch` is a folder for files of the moment. */
export async function deviceTreeRows(scratch: string): Promise<Row[]> {
  console.log('device trees');
  return [...(await largestTreeRows(scratch)), editRow()];
}

async function largestTreeRows(scratch: string): Promise<Row[]> {
  const { file, size } = await largest();
  const text = join(scratch, 'overlay.dtso');
  const overlayFile = join(scratch, 'overlay.dtbo');
  await writeFile(text, overlayText);
  await run('dtc', '-q', '-O', 'dtb', '-o', overlayFile, text);
  const overlay = treeOf(await readFile(overlayFile));
  const name = `${Math.round(size / 1024)} KiB`;

  const merge = await inTurn(
    runs,
    () =>
      seconds(async () => {
        if (applyOverlay(treeOf(await readFile(file)), overlay).tree === undefined) throw new Error('no merge');
      }),
    () => seconds(() => run('fdtoverlay', '-i', file, '-o', join(scratch, 'merged.dtb'), overlayFile)),
  );
  const print = await inTurn(
    runs,
    () => seconds(async () => writeFile(join(scratch, 'ours.dts'), printTree(treeOf(await readFile(file))))),
    () => seconds(() => run('dtc', '-q', '-I', 'dtb', '-O', 'dts', '-o', join(scratch, 'theirs.dts'), file)),
  );
  const write = await inTurn(
    runs,
    () => seconds(async () => writeFile(join(scratch, 'ours.dtb'), writeFdt(treeOf(await readFile(file))))),
    () => seconds(() => run('dtc', '-q', '-I', 'dtb', '-O', 'dtb', '-o', join(scratch, 'theirs.dtb'), file)),
  );
  return [
    row(`read and merge of a tree of ${name} against fdtoverlay`, 'ms', 'less', ms(merge.ours), ms(merge.other), 1),
    row(`read and print of a tree of ${name} against dtc`, 'ms', 'less', ms(print.ours), ms(print.other), 1),
    row(`read and write of a tree of ${name} against dtc`, 'ms', 'less', ms(write.ours), ms(write.other), 1),
  ];
}

/** A window reads, judges and prints the whole text anew after an edit; it may take as long as an answer that seems immediate. */
function editRow(): Row {
  const text = longText();
  const times: number[] = [];
  for (let edit = 0; edit < runs; edit += 1) {
    const edited = text.replace('device@1000 {', `device@1000 { edit = <${edit}>;`);
    const start = performance.now();
    const source = readSource('board.dts', edited, () => undefined);
    const index = indexTree(source.tree);
    lintTree({ tree: source.tree, index, source });
    printTree(source.tree, { index });
    times.push(performance.now() - start);
  }
  const size = `${(text.length / 2 ** 20).toFixed(1)} MiB`;
  return row(
    `parse, lint and print of ${nodes} nodes (${size}) after an edit, against 100 ms`,
    'ms',
    'less',
    times,
    [100],
    1,
  );
}

function longText(): string {
  const devices = Array.from({ length: nodes }, (_, index) => {
    const at = (index * 0x1000).toString(16);
    return `	dev${index}: device@${at} {
		compatible = "vendor,device-${index % 50}", "vendor,device";
		reg = <0x${at} 0x1000>;
		interrupts = <0 ${index % 900} 4>;
		clocks = <&clk ${index % 7}>;
		status = "${index % 3 === 0 ? 'disabled' : 'okay'}";
	};
`;
  });
  return `/dts-v1/;

/ {
	#address-cells = <1>;
	#size-cells = <1>;
	interrupt-parent = <&gic>;

	gic: interrupt-controller@f0000000 {
		reg = <0xf0000000 0x1000>;
		interrupt-controller;
		#interrupt-cells = <3>;
	};

	clk: clock {
		#clock-cells = <1>;
	};

${devices.join('\n')}};
`;
}

async function largest(): Promise<{ readonly file: string; readonly size: number }> {
  let found = { file: '', size: 0 };
  for (const file of (await kernelTrees()).flatMap(({ files }) => files)) {
    const { size } = await stat(file);
    if (size > found.size) found = { file, size };
  }
  return found;
}

function treeOf(bytes: Uint8Array): DeviceTree {
  const { tree } = readFdt(bytes);
  if (tree === undefined) throw new Error('no tree');
  return tree;
}

const run = (program: string, ...args: readonly string[]) => promisify(execFile)(program, args);
const ms = (times: readonly number[]): number[] => times.map((time) => time * 1000);
