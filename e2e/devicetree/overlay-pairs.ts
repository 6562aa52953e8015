/**
 * Each overlay that comes with Debian's kernels put onto each tree beside it that has the labels it wants: at run time as the
 * kernel does it, and before boot; both held against fdtoverlay.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { readFdt } from '../../app/devicetree/fdt/read-fdt.ts';
import { writeFdt } from '../../app/devicetree/fdt/write-fdt.ts';
import { applyOverlay } from '../../app/devicetree/overlay/apply-overlay.ts';
import { mergeBeforeBoot } from '../../app/devicetree/overlay/merge-before-boot.ts';
import { phandleDelta } from '../../app/devicetree/overlay/phandles.ts';
import { cellBytes } from '../../app/devicetree/property.ts';
import { sortedTree } from '../../app/devicetree/testing/built.ts';
import type { DeviceTree, TreeNode } from '../../app/devicetree/tree.ts';
import { indexTree, type TreeIndex } from '../../app/devicetree/tree-index.ts';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';

export interface OverlayPair {
  readonly overlay: string;
  readonly base: string;
  readonly beforeBoot: 'equal' | 'both refuse' | 'differs';
  /** Ids of findings where the kernel alone refuses. */
  readonly runTime: 'equal' | 'both refuse' | 'differs' | readonly string[];
}

/** Of `files` of .dtb and .dtbo; the pairs that can be, each kind of overlay with at most `most` trees. */
export async function overlayPairs(files: readonly string[], most: number): Promise<OverlayPair[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'uiomem-studio-pairs-'));
  try {
    const bases = new Map<string, TreeIndex>();
    const overlays = files.filter((name) => name.endsWith('.dtbo'));
    const vendors = new Set(overlays.map((name) => dirname(name)));
    for (const file of files.filter((name) => name.endsWith('.dtb') && vendors.has(dirname(name)))) {
      const tree = await treeOf(file);
      const index = tree && indexTree(tree);
      if (index !== undefined && index.symbols.size > 0) bases.set(file, index);
    }
    const pairs: OverlayPair[] = [];
    for (const file of overlays) {
      const overlay = await treeOf(file);
      if (overlay === undefined) continue;
      const fitting = [...bases].filter(([name, index]) => dirname(name) === dirname(file) && fits(overlay, index));
      for (const [name, index] of fitting.slice(0, most)) pairs.push(await pairOf(file, overlay, name, index, scratch));
    }
    return pairs;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function pairOf(
  file: string,
  overlay: DeviceTree,
  name: string,
  index: TreeIndex,
  scratch: string,
): Promise<OverlayPair> {
  const early = mergeBeforeBoot(index.tree, overlay, { index }).tree;
  const judge = await mergedByFdtoverlay(index.tree, overlay, scratch);
  const late = applyOverlay(index.tree, overlay, { index });
  const lateJudge = await mergedByFdtoverlay(withNode(index.tree, phandleDelta(index)), overlay, scratch);
  const verdict = (ours: DeviceTree | undefined, theirs: DeviceTree | undefined) => {
    if (ours === undefined || theirs === undefined) return ours === theirs ? 'both refuse' : 'differs';
    return JSON.stringify(sortedTree(ours)) === JSON.stringify(sortedTree(theirs)) ? 'equal' : 'differs';
  };
  return {
    overlay: basename(file),
    base: basename(name),
    beforeBoot: verdict(early, judge),
    runTime:
      late.tree === undefined && lateJudge !== undefined
        ? late.findings.filter(({ severity }) => severity === 'error').map(({ id }) => id)
        : verdict(late.tree, lateJudge && withoutNode(lateJudge)),
  };
}

function fits(overlay: DeviceTree, base: TreeIndex): boolean {
  const fixups = overlay.root.children.find(({ name }) => name === '__fixups__');
  return fixups !== undefined && [...fixups.properties.keys()].every((label) => base.symbols.has(label));
}

async function treeOf(file: string): Promise<DeviceTree | undefined> {
  return readFdt(new Uint8Array(await readFile(file))).tree;
}

async function mergedByFdtoverlay(base: DeviceTree, overlay: DeviceTree, scratch: string) {
  const at = (name: string) => join(scratch, name);
  await writeFile(at('base.dtb'), writeFdt(base));
  await writeFile(at('overlay.dtbo'), writeFdt(overlay));
  try {
    await runProgram('fdtoverlay', ['-i', at('base.dtb'), '-o', at('merged.dtb'), at('overlay.dtbo')]);
  } catch {
    return undefined;
  }
  return await treeOf(at('merged.dtb'));
}

/** libfdt counts phandles on from the highest, the kernel from the next one: a node that has that makes them agree. */
function withNode(tree: DeviceTree, phandle: number): DeviceTree {
  const node: TreeNode = { name: extra, properties: new Map([['phandle', cellBytes([phandle])]]), children: [] };
  return { ...tree, root: { ...tree.root, children: [...tree.root.children, node] } };
}

function withoutNode(tree: DeviceTree): DeviceTree {
  return { ...tree, root: { ...tree.root, children: tree.root.children.filter(({ name }) => name !== extra) } };
}

const extra = 'one-more';
