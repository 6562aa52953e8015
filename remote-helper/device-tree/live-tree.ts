/** The tree of the running kernel as /proc/device-tree shows it, whole and compact. */
import type { BoardFiles } from '../board-files.ts';
import type { LiveNode } from '../contract/device-tree.ts';
import { problem } from '../rpc/problem.ts';

const root = '/proc/device-tree/';

/** Parents before children, siblings by name; `bytes`: all values in that order. Throws `device-tree.none`. */
export async function readLiveTree(files: BoardFiles): Promise<{ nodes: LiveNode[]; bytes: Uint8Array }> {
  const nodes: LiveNode[] = [];
  const values: Uint8Array[] = [];
  const waiting = [{ folder: root, name: '', depth: 0 }];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    const { folder, name, depth } = each;
    const { folders, files: names } = await files.entries(folder);
    const properties: [string, number][] = [];
    for (const property of names) {
      const value = await files.bytes(`${folder}${property}`);
      // A node that goes away while it is read.
      if (value === undefined) continue;
      // The kernel adds it to each node (drivers/of/fdt.c, populate_properties); flattened trees have none.
      if (property === 'name' && isNameOf(value, name)) continue;
      properties.push([property, value.length]);
      values.push(value);
    }
    nodes.push([depth, name, properties]);
    for (const child of folders.toReversed())
      waiting.push({ folder: `${folder}${child}/`, name: child, depth: depth + 1 });
  }
  if (nodes.length === 1 && values.length === 0) {
    throw problem('device-tree.none', 'The board has no device tree.', {
      hint: 'Boards with ACPI have none; else /proc is not mounted there.',
    });
  }
  return { nodes, bytes: Buffer.concat(values) };
}

/** The name without its unit address. */
function isNameOf(value: Uint8Array, node: string): boolean {
  return Buffer.from(value).toString('latin1') === `${node.replace(/@.*$/, '')}\0`;
}
