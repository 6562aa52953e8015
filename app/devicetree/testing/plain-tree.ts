/** A tree in which a comparison shows what differs: values as hex, order kept. */
import type { DeviceTree, TreeNode } from '../tree.ts';

interface PlainNode {
  readonly name: string;
  readonly properties: readonly (readonly [string, string])[];
  readonly children: readonly PlainNode[];
}

export function plainTree({ reservations, bootCpu, root }: DeviceTree) {
  return { reservations, bootCpu, root: plainNode(root) };
}

export function plainNode({ name, properties, children }: TreeNode): PlainNode {
  return {
    name,
    properties: [...properties].map(([key, value]) => [key, Buffer.from(value).toString('hex')] as const),
    children: children.map(plainNode),
  };
}
