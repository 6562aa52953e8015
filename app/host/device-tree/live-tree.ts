/** The tree of the running kernel, put together from what the helper sends. */
import type { LiveNode } from '../../../remote-helper/contract/device-tree.ts';
import { readFdt } from '../../devicetree/fdt/read-fdt.ts';
import type { DeviceTree, TreeNode } from '../../devicetree/tree.ts';

interface OpenNode {
  readonly name: string;
  readonly properties: ReadonlyMap<string, Uint8Array>;
  readonly children: TreeNode[];
}

/** `booted`: the flattened tree of the boot, base64, whose reservations the live one does not show. */
export function treeOfNodes(nodes: readonly LiveNode[], bytes: Uint8Array, booted: string | undefined): DeviceTree {
  let at = 0;
  const open: OpenNode[] = [];
  for (const [depth, name, properties] of nodes) {
    const values = new Map<string, Uint8Array>();
    for (const [property, size] of properties) {
      values.set(property, bytes.subarray(at, at + size));
      at += size;
    }
    const node: OpenNode = { name, properties: values, children: [] };
    open.splice(depth);
    open.at(-1)?.children.push(node);
    open.push(node);
  }
  const before = booted === undefined ? undefined : readFdt(Buffer.from(booted, 'base64')).tree;
  return {
    reservations: before?.reservations ?? [],
    bootCpu: before?.bootCpu ?? 0,
    root: open[0] ?? { name: '', properties: new Map(), children: [] },
  };
}
