/** A node's range as its `reg` says it, and what `reg` would have to say. */
import type { Span } from '../../../plan/span.ts';
import { cellsText } from '../../lint/cells.ts';
import { cpuRange, firstReg } from '../../lint/cpu-range.ts';
import { type JudgedNode, referent } from '../../lint/judged-tree.ts';
import { meantCells } from '../../lint/written-cells.ts';
import { type FormNode, propertyBytes } from './form-node.ts';
import { knownCells } from './plain-fields.ts';
import { beyondCells } from './refused.ts';

/** The first entry in the cells of the parent; undefined where they are not known, or the value is not written in them. */
export function regOf({ node }: Pick<FormNode, 'node'>): Span | undefined {
  const { cells } = node;
  const length = node.node.properties.get('reg')?.length ?? 0;
  const step = cells === undefined ? 0 : (cells.address + cells.size) * 4;
  if (step === 0 || length === 0 || length % step !== 0 || meantCells(node) !== undefined) return undefined;
  return firstReg(node);
}

export function regCells({ node }: Pick<FormNode, 'node'>) {
  return {
    address: knownCells(node.cells?.address, 'reg'),
    size: knownCells(node.cells?.size, 'reg'),
  };
}

/** `<0x0 0x70000000 0x0 0x1000>` */
export function regValue(node: FormNode, { address, size }: Span): string {
  const cells = regCells(node);
  if (address >= 1n << BigInt(32 * cells.address)) throw beyondCells(address, 'the address', cells.address);
  if (size >= 1n << BigInt(32 * cells.size)) throw beyondCells(size, 'the size', cells.size);
  return `<${cellsText(address, cells.address)} ${cellsText(size, cells.size)}>`;
}

/** What the reservation gives that the node names. */
export function givenRange(node: FormNode): Span | undefined {
  if (propertyBytes(node, 'memory-region') === undefined) return undefined;
  const named = referent(node.tree, node.node, 'memory-region');
  return named === undefined || named === 'unknown' ? undefined : cpuRange(named);
}

/** Whether addresses below it are those of the CPU. */
export function passesOn(bus: JudgedNode | undefined): boolean {
  let at = bus;
  for (; at !== undefined && at.becomes !== '/'; at = at.parent) {
    if (at.node.properties.get('ranges')?.length !== 0) return false;
  }
  return at !== undefined;
}
