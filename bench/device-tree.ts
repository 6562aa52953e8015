/** What device trees cost: the largest of Debian's kernels against dtc and fdtoverlay, and a long text at each edit. */
import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFdt } from '../app/devicetree/fdt/read-fdt.ts';
import { writeFdt } from '../app/devicetree/fdt/write-fdt.ts';
import { applyOverlay } from '../app/devicetree/overlay/apply-overlay.ts';
import { printTree } from '../app/devicetree/print/print-tree.ts';
import type { DeviceTree } from '../app/devicetree/tree.ts';
import { kernelTrees } from '../e2e/devicetree/tree-files.ts';
import { editedSourceRows } from './edited-source.ts';
import { inTurn, type Row, row, seconds } from './row.ts';

/** The first ones are of code that is not compiled yet, and a window reads and prints many trees. */
const runs = 25;

const overlayText = `/dts-v1/;
/plugin/;
&{/} { uiomem@70000000 { compatible = "ikwzm,uiomem"; reg = <0 0x70000000 0 0x100000>; minor-number = <1>; }; };
`;

/** `scratch` is a folder for files of the moment. */
export async function deviceTreeRows(scratch: string): Promise<Row[]> {
  console.log('device trees');
  return [...(await largestTreeRows(scratch)), ...(await editedSourceRows())];
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
