/** The live device tree as /proc/device-tree shows it: a folder a node, a file a property (Devicetree Specification 0.4, 2.2–2.3). */
import type { BoardFiles } from '../board-files.ts';

export interface TreeNode {
  /** `/` for the root. */
  readonly path: string;
  /** With the unit address; empty for the root. */
  readonly name: string;
  readonly properties: ReadonlyMap<string, Uint8Array>;
  readonly children: readonly TreeNode[];
}

/** Properties read of every node; nodes whose `compatible` is asked for are read whole. */
export const treeProperties: ReadonlySet<string> = new Set([
  '#address-cells',
  '#size-cells',
  'compatible',
  'device_type',
  'linux,phandle',
  'memory-region',
  'model',
  'no-map',
  'phandle',
  'ranges',
  'reg',
  'reusable',
  'size',
  'status',
]);

/** The tree below the root, or undefined on a board without one. `whole`: a `compatible` whose nodes are read with all properties. */
export async function readTree(files: BoardFiles, whole: string): Promise<TreeNode | undefined> {
  const root = '/proc/device-tree';
  const { folders, files: names } = await files.entries(`${root}/`);
  if (folders.length === 0 && names.length === 0) return undefined;
  return await readNode(files, `${root}/`, '/', '', whole);
}

async function readNode(
  files: BoardFiles,
  folder: string,
  path: string,
  name: string,
  whole: string,
): Promise<TreeNode> {
  const { folders, files: names } = await files.entries(folder);
  const properties = new Map<string, Uint8Array>();
  const read = async (property: string): Promise<void> => {
    const bytes = await files.bytes(`${folder}${property}`);
    if (bytes !== undefined) properties.set(property, bytes);
  };
  await Promise.all(names.filter((property) => treeProperties.has(property)).map(read));
  if (stringsOf(properties.get('compatible')).includes(whole)) {
    await Promise.all(names.filter((property) => !treeProperties.has(property)).map(read));
  }
  const children: TreeNode[] = [];
  for (const child of folders) {
    children.push(await readNode(files, `${folder}${child}/`, `${path === '/' ? '' : path}/${child}`, child, whole));
  }
  return { path, name, properties, children };
}

/** A `stringlist`: texts, each ended by a zero byte. */
export function stringsOf(bytes: Uint8Array | undefined): string[] {
  if (bytes === undefined || bytes.length === 0) return [];
  const text = Buffer.from(bytes).toString('utf8');
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

/** Big-endian 32-bit cells; bytes that do not fill a cell are left out. */
export function cellsOf(bytes: Uint8Array | undefined): number[] {
  if (bytes === undefined) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength >> 2 }, (_, index) => view.getUint32(index * 4));
}

/** A number of `count` cells from `index` on; undefined when they are not all there. No cells are 0. */
export function numberAt(cells: readonly number[], index: number, count: number): bigint | undefined {
  if (index + count > cells.length) return undefined;
  return cells.slice(index, index + count).reduce((value, cell) => (value << 32n) | BigInt(cell), 0n);
}

/** `#address-cells` and `#size-cells` that a node gives its children; 2 and 1 where it does not say (2.3.5). */
export function cellCounts(node: TreeNode): { address: number; size: number } {
  return {
    address: cellsOf(node.properties.get('#address-cells'))[0] ?? 2,
    size: cellsOf(node.properties.get('#size-cells'))[0] ?? 1,
  };
}

/** The entries of `reg`, in the address space of the node's parent; one that is cut off is left out. */
export function* regEntries(node: TreeNode, parent: TreeNode): Generator<{ address: bigint; size: bigint }> {
  const counts = cellCounts(parent);
  const cells = cellsOf(node.properties.get('reg'));
  const step = counts.address + counts.size;
  for (let index = 0; step > 0 && index < cells.length; index += step) {
    const address = numberAt(cells, index, counts.address);
    const size = numberAt(cells, index + counts.address, counts.size);
    if (address === undefined || size === undefined) return;
    yield { address, size };
  }
}

export function firstReg(node: TreeNode, parent: TreeNode): { address: bigint; size: bigint } | undefined {
  return regEntries(node, parent).next().value ?? undefined;
}

/**
 * A child address of the innermost of `ancestors` (root first) as the root's, that is as a CPU address, by each
 * bus's `ranges` (2.3.8). Undefined when a bus has no `ranges` or none that holds the whole range.
 */
export function toCpuAddress(
  range: { address: bigint; size: bigint },
  ancestors: readonly TreeNode[],
): bigint | undefined {
  let address = range.address;
  for (let level = ancestors.length - 1; level > 0; level -= 1) {
    const bus = ancestors[level];
    const parent = ancestors[level - 1];
    const ranges = bus?.properties.get('ranges');
    if (bus === undefined || parent === undefined || ranges === undefined) return undefined;
    if (ranges.length === 0) continue;
    const child = cellCounts(bus);
    const up = cellCounts(parent).address;
    const cells = cellsOf(ranges);
    let found: bigint | undefined;
    for (let index = 0; found === undefined; index += child.address + up + child.size) {
      const start = numberAt(cells, index, child.address);
      const target = numberAt(cells, index + child.address, up);
      const length = numberAt(cells, index + child.address + up, child.size);
      if (start === undefined || target === undefined || length === undefined) return undefined;
      if (child.address + up + child.size === 0) return undefined;
      if (address >= start && address + range.size <= start + length) found = address - start + target;
    }
    address = found;
  }
  return address;
}

/** Every node with its ancestors (root first, without itself), parents before children. */
export function* walk(node: TreeNode, ancestors: readonly TreeNode[] = []): Generator<[TreeNode, readonly TreeNode[]]> {
  yield [node, ancestors];
  for (const child of node.children) yield* walk(child, [...ancestors, node]);
}
