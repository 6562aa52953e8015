/** Device-tree nodes that ask for the driver, and whether they have it. */
import type { BoardFiles } from '../board-files.ts';
import type { UiomemNode } from '../contract/facts.ts';
import { cellsOf, firstReg, stringsOf, type TreeNode, toCpuAddress, walk } from './device-tree.ts';

export const uiomemCompatible = 'ikwzm,uiomem';

/** `bound`: paths of nodes that the driver is bound to. */
export function uiomemNodesOf(root: TreeNode | undefined, bound: ReadonlySet<string>): UiomemNode[] {
  if (root === undefined) return [];
  const byPhandle = new Map<number, string>();
  for (const [node] of walk(root)) {
    const handle = cellsOf(node.properties.get('phandle') ?? node.properties.get('linux,phandle'))[0];
    if (handle !== undefined) byPhandle.set(handle, node.path);
  }
  const nodes: UiomemNode[] = [];
  for (const [node, ancestors] of walk(root)) {
    if (!stringsOf(node.properties.get('compatible')).includes(uiomemCompatible)) continue;
    const parent = ancestors.at(-1);
    const own = parent === undefined ? undefined : firstReg(node, parent);
    const address = own === undefined ? undefined : toCpuAddress(own, ancestors);
    const region = byPhandle.get(cellsOf(node.properties.get('memory-region'))[0] ?? Number.NaN);
    const status = stringsOf(node.properties.get('status'))[0];
    nodes.push({
      path: node.path,
      name: node.name,
      ...(own === undefined || address === undefined ? {} : { reg: { address, size: own.size } }),
      ...(region === undefined ? {} : { memoryRegion: region }),
      properties: Object.fromEntries(
        [...node.properties]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, bytes]) => [name, Buffer.from(bytes).toString('hex')]),
      ),
      ...(status === undefined ? {} : { status }),
      bound: bound.has(node.path),
    });
  }
  return nodes;
}

const treeFolder = '/sys/firmware/devicetree/base';

/** The device-tree path that a device's `of_node` link leads to. */
export async function nodeOf(files: BoardFiles, device: string): Promise<string | undefined> {
  const real = await files.real(`${device}/of_node`);
  if (real === undefined || !real.startsWith(treeFolder)) return undefined;
  return real.slice(treeFolder.length) || '/';
}

/** Paths of the nodes whose platform device the driver is bound to. */
export async function readBoundNodes(files: BoardFiles): Promise<Set<string>> {
  const folder = '/sys/bus/platform/drivers/uiomem';
  const bound = new Set<string>();
  for (const name of await files.list(folder)) {
    const node = await nodeOf(files, `${folder}/${name}`);
    if (node !== undefined) bound.add(node);
  }
  return bound;
}
