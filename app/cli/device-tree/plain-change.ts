/** The difference of two trees as --json has it: values as hex digits, and of a whole node its path. */
import type { TreeChange } from '../../devicetree/print/tree-difference.ts';

export function plainChange(change: TreeChange): Record<string, unknown> {
  switch (change.kind) {
    case 'node-added':
    case 'node-removed':
      return { kind: change.kind, path: change.path };
    case 'property': {
      const { kind, path, property, before, after } = change;
      return { kind, path, property, ...(before && { before: hex(before) }), ...(after && { after: hex(after) }) };
    }
    default:
      return { ...change };
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
