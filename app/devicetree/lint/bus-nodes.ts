/** Nodes with addressed children that do not say how these are addressed. */
import type { TreeFinding } from '../finding.ts';
import { hasText } from './cells.ts';
import { cpuAddress, firstReg } from './cpu-range.ts';
import type { JudgedNode } from './judged-tree.ts';
import { isOurs, oursOf } from './ours.ts';
import { byBase, foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';

/** `device-tree.cells-missing`, `device-tree.ranges-missing`, `device-tree.not-visible`. */
export const busNodes: TreeRule = {
  about: 'whether addresses below buses reach the CPU',
  lacks: byBase,
  check(input) {
    const ours = oursOf(input);
    const found: TreeFinding[] = [];
    const isBlamed = new Set<JudgedNode>();
    for (const node of input.tree.nodes) {
      if (!node.node.children.some(({ properties }) => properties.has('reg'))) continue;
      // Of /reserved-memory reserved-memory.ts speaks, and of a target its base.
      if (node.becomes === '/reserved-memory' || node.node.name === '__overlay__') continue;
      found.push(...cellsMissing(input, node, isOurs(ours, node)));
      if (isBus(node) && !node.node.properties.has('ranges') && node.depth > 0) {
        isBlamed.add(node);
        found.push(rangesMissing(input, node, isOurs(ours, node)));
      }
    }
    for (const { node } of input.uiomem) {
      if (cpuAddress(node) !== 'hidden' || !node.node.properties.has('reg')) continue;
      let bus = node.parent;
      while (bus !== undefined && !isBlamed.has(bus)) bus = bus.parent;
      if (bus === undefined) found.push(notVisible(input, node));
    }
    return found;
  },
};

function isBus({ node }: JudgedNode): boolean {
  const compatible = node.properties.get('compatible');
  return hasText(compatible, 'simple-bus') || hasText(compatible, 'simple-pm-bus');
}

function cellsMissing(input: TreeRuleInput, node: JudgedNode, ours: boolean): TreeFinding[] {
  const { properties } = node.node;
  const missing = ['#address-cells', '#size-cells'].filter((name) => !properties.has(name));
  if (missing.length === 0 || node.childCells === undefined) return [];
  const { address, size } = node.childCells;
  const lines = missing.map((name) => `${name} = <${name === '#size-cells' ? size : address}>;`);
  return [
    foundAt(input, node, {
      id: 'device-tree.cells-missing',
      severity: ours && node.depth > 0 ? 'error' : 'warning',
      message: `${nodeName(node)} has children with a reg and no ${missing.join(' and ')}.`,
      why: 'Devicetree Specification 0.4, 2.3.5: a node says the cells of its children itself, and what reads it may take 2 and 1; the kernel takes those of the nodes above (drivers/of/base.c, of_bus_n_addr_cells).',
      hint: `The kernel takes ${address} and ${size} here.`,
      fix: { title: `Say ${lines.join(' ')}`, edits: input.places.add(node.path, lines) },
    }),
  ];
}

function rangesMissing(input: TreeRuleInput, node: JudgedNode, ours: boolean): TreeFinding {
  const { cells, childCells } = node;
  const isSame = cells?.address === childCells?.address && cells?.size === childCells?.size;
  return foundAt(input, node, {
    id: 'device-tree.ranges-missing',
    severity: ours ? 'error' : 'warning',
    message: `${nodeName(node)} is a bus without ranges.`,
    why: 'Without ranges no address below it is one of the CPU (drivers/of/address.c, of_translate_one): its devices get no memory.',
    hint: 'An empty ranges passes addresses on as they are; others say where they come out.',
    // An empty one says that both sides count alike.
    ...(isSame && { fix: { title: 'Pass addresses on as they are', edits: input.places.add(node.path, ['ranges;']) } }),
  });
}

function notVisible(input: TreeRuleInput, node: JudgedNode): TreeFinding {
  const address = firstReg(node)?.address ?? 0n;
  return foundAt(input, node, {
    id: 'device-tree.not-visible',
    severity: 'error',
    property: 'reg',
    message: `0x${address.toString(16)}, where ${nodeName(node)} lies, is in no ranges of the buses above it.`,
    why: 'The kernel finds no address of the CPU for it and gives the device no range; the driver refuses it with EINVAL.',
    hint: 'Put the node where its address is visible (below / for an address of the CPU), or widen ranges.',
  });
}
