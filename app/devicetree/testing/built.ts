/** Trees and overlays of tests, built by dtc from their texts. */
import { readFdt } from '../fdt/read-fdt.ts';
import type { DeviceTree, TreeNode } from '../tree.ts';
import { compiledByDtc } from './dtc.ts';

export function built(text: string, ...options: string[]): DeviceTree {
  const { tree, findings } = readFdt(compiledByDtc(text, ...options));
  if (tree === undefined) throw new Error(findings.map(({ message }) => message).join('\n'));
  return tree;
}

/** Of what stands after `/dts-v1/;`, with symbols. */
export const baseOf = (body: string): DeviceTree => built(`/dts-v1/; ${body}`, '-@');
export const overlayOf = (body: string, ...options: string[]): DeviceTree =>
  built(`/dts-v1/; /plugin/; ${body}`, ...(options.length === 0 ? ['-@'] : options));

/** Values as hex by path and name, sorted, so that order does not count. Nodes without properties are there too. */
export function sortedTree({ root }: DeviceTree): Record<string, string> {
  const lines: [string, string][] = [];
  const waiting: { readonly path: string; readonly node: TreeNode }[] = [{ path: '', node: root }];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    const { path, node } = each;
    lines.push([`${path}/`, '']);
    for (const [name, value] of node.properties) lines.push([`${path}/:${name}`, Buffer.from(value).toString('hex')]);
    waiting.push(...node.children.map((child) => ({ path: `${path}/${child.name}`, node: child })));
  }
  return Object.fromEntries(lines.sort(([a], [b]) => (a < b ? -1 : 1)));
}
