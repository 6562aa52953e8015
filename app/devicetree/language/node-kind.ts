/** What sort of node one is, as far as that says which properties are thought of in it. */
import { hasText } from '../lint/cells.ts';
import type { JudgedNode } from '../lint/judged-tree.ts';
import { uiomemBinding } from '../lint/uiomem-binding.ts';
import { splitName, type TreeNode } from '../tree.ts';

export type NodeKind =
  | 'root'
  | 'uiomem'
  | 'reserved-memory'
  | 'reservation'
  | 'memory'
  | 'bus'
  | 'chosen'
  | 'aliases'
  | 'cpu'
  | 'interrupt-controller'
  | 'fragment'
  | 'any';

/** By its names alone, where nothing more is known of it. */
export function kindByName(name: string, parent: string | undefined): NodeKind {
  const { base } = splitName(name);
  if (parent === undefined && name === '/') return 'root';
  if (parent === 'reserved-memory') return 'reservation';
  switch (base) {
    case 'reserved-memory':
    case 'chosen':
    case 'aliases':
    case 'memory':
    case 'cpu':
    case 'fragment':
    case 'uiomem':
      return base;
    case 'soc':
    case 'axi':
    case 'amba':
    case 'bus':
      return 'bus';
    default:
      return 'any';
  }
}

export function kindOf(node: JudgedNode): NodeKind {
  const { properties } = node.node;
  if (hasText(properties.get('compatible'), uiomemBinding.compatible)) return 'uiomem';
  if (node.becomes === '/') return 'root';
  if (node.becomes === '/reserved-memory') return 'reserved-memory';
  if (node.parent?.becomes === '/reserved-memory') return 'reservation';
  if (properties.has('interrupt-controller')) return 'interrupt-controller';
  if (isBus(node.node)) return 'bus';
  return kindByName(node.node.name, node.parent?.node.name);
}

function isBus({ properties }: TreeNode): boolean {
  const compatible = properties.get('compatible');
  return (
    ['simple-bus', 'simple-mfd', 'simple-pm-bus'].some((each) => hasText(compatible, each)) || properties.has('ranges')
  );
}
