/** What a node is called, against its `reg` (Devicetree Specification 0.4, 2.2.1). */
import type { TreeFinding } from '../finding.ts';
import { splitName, type TreeNode } from '../tree.ts';
import { cellAt, hasText } from './cells.ts';
import { firstReg } from './cpu-range.ts';
import type { JudgedNode } from './judged-tree.ts';
import { foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';
import { meantCells } from './written-cells.ts';

/** `device-tree.unit-address`, `device-tree.unit-spelling`, `device-tree.unit-missing`, `device-tree.unit-without-reg`. */
export const unitNames: TreeRule = {
  about: 'names of nodes against their reg',
  check(input) {
    const found: TreeFinding[] = [];
    for (const node of input.tree.nodes) {
      const one = node.depth === 0 || node.parent === undefined ? undefined : judge(input, node);
      if (one !== undefined) found.push(one);
    }
    return found;
  },
};

const rule =
  'Devicetree Specification 0.4, 2.2.1.1: the unit address is the first address of reg, in lower-case hex without 0x and leading zeros.';

function judge(input: TreeRuleInput, node: JudgedNode): TreeFinding | undefined {
  const { name, properties } = node.node;
  const at = name.indexOf('@');
  const reg = properties.get('reg');
  if (at < 0) return reg === undefined ? undefined : missing(input, node);
  const unit = name.slice(at + 1);
  if (unit === plainAddress(node)) return undefined;
  if (reg === undefined && !properties.has('ranges')) return withoutReg(input, node);
  const said = /^(0[xX])?[0-9a-fA-F]+$/.test(unit) ? unitNumber(unit) : undefined;
  // What is no number (`1,0` of PCI, a name) is a bus's own way to count.
  if (said === undefined) return undefined;
  const wanted = comparable(node) ? firstReg(node)?.address : undefined;
  if (wanted !== undefined && wanted !== said) {
    return meantCells(node) === undefined ? differs(input, node, wanted) : undefined;
  }
  const spelled = said.toString(16);
  return spelled === unit ? undefined : spelling(input, node, spelled);
}

/** Of addresses as most are, without the cost of a bigint: undefined of others. */
function plainAddress({ node, cells }: JudgedNode): string | undefined {
  const reg = node.properties.get('reg');
  const isTwo = cells?.address === 2;
  if ((cells?.address !== 1 && !isTwo) || (isTwo && cellAt(reg, 0) !== 0)) return undefined;
  return cellAt(reg, isTwo ? 1 : 0)?.toString(16);
}

function unitNumber(unit: string): bigint {
  return BigInt(`0x${unit.replace(/^0x/i, '')}`);
}

/** Whether the unit address is plainly the first address: PCI counts by slots, and children of buses like I2C have flags in theirs. */
function comparable({ parent, cells, node }: JudgedNode): boolean {
  if (parent === undefined || cells === undefined || cells.size === 0 || cells.address > 2) return false;
  return !hasText(parent.node.properties.get('device_type'), 'pci') && node.properties.has('reg');
}

function differs(input: TreeRuleInput, node: JudgedNode, wanted: bigint): TreeFinding {
  const { base, unit } = splitName(node.node.name);
  const name = `${base}@${wanted.toString(16)}`;
  return foundAt(input, node, {
    id: 'device-tree.unit-address',
    severity: 'warning',
    message: `${nodeName(node)} says ${unit}, and its reg begins at 0x${wanted.toString(16)}.`,
    why: `${rule} The kernel goes by reg; whoever looks for the device goes by the name.`,
    fix: renamed(input, node, name),
    hint: 'If the name is right, reg is wrong.',
  });
}

function spelling(input: TreeRuleInput, node: JudgedNode, spelled: string): TreeFinding {
  const { base, unit } = splitName(node.node.name);
  return foundAt(input, node, {
    id: 'device-tree.unit-spelling',
    severity: 'warning',
    message: `The unit address of ${nodeName(node)} is written ${unit}, and is ${spelled}.`,
    why: `${rule} What looks for the node by that name, or by path, does not find it.`,
    fix: renamed(input, node, `${base}@${spelled}`),
  });
}

function missing(input: TreeRuleInput, node: JudgedNode): TreeFinding | undefined {
  const address = comparable(node) ? firstReg(node)?.address : cellAt(node.node.properties.get('reg'), 0);
  if (address === undefined || node.cells === undefined) return undefined;
  if (meantCells(node) !== undefined) return undefined;
  const name = `${node.node.name}@${address.toString(16)}`;
  return foundAt(input, node, {
    id: 'device-tree.unit-missing',
    severity: 'warning',
    message: `${nodeName(node)} has a reg and no unit address.`,
    why: `${rule} A second node of that name beside it would be the same node.`,
    fix: comparable(node) ? renamed(input, node, name) : undefined,
    hint: `Call it ${name}.`,
  });
}

function withoutReg(input: TreeRuleInput, node: JudgedNode): TreeFinding {
  const { base } = splitName(node.node.name);
  return foundAt(input, node, {
    id: 'device-tree.unit-without-reg',
    severity: 'warning',
    message: `${nodeName(node)} has a unit address and no reg.`,
    why: 'Devicetree Specification 0.4, 2.2.1.1: a node without reg has no unit address. The kernel takes the address from reg alone.',
    hint: `Give it its reg, or call it ${base}.`,
  });
}

/** Undefined where it would become one with another node beside it. */
function renamed({ places }: TreeRuleInput, { path, parent }: JudgedNode, name: string) {
  const edits = places.rename(path, name);
  return edits === undefined || hasChild(parent, name) ? undefined : { title: `Call it ${name}`, edits };
}

/** Names of the children of nodes that were asked about: a bus of thousands may have a fault in each. */
const childNames = new WeakMap<TreeNode, ReadonlySet<string>>();

function hasChild(parent: JudgedNode | undefined, name: string): boolean {
  if (parent === undefined) return false;
  const names = childNames.get(parent.node) ?? new Set(parent.node.children.map((each) => each.name));
  childNames.set(parent.node, names);
  return names.has(name);
}
