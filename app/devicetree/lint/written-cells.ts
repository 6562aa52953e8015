/** A `reg` that somebody wrote for other cells than those that its parent has. */
import { splitName } from '../tree.ts';
import { cellsText, numberOfCells } from './cells.ts';
import type { Cells, JudgedNode } from './judged-tree.ts';

export interface MeantCells {
  /** Those for which it was written. */
  readonly cells: Cells;
  readonly address: bigint;
  readonly size: bigint;
  /** The same in the cells that count; undefined where they do not hold it. */
  readonly text: string | undefined;
}

/** As boards have them: 32 and 64 bits, and 64 bits with sizes of 32. */
const usual: readonly Cells[] = [
  { address: 1, size: 1 },
  { address: 2, size: 1 },
  { address: 2, size: 2 },
];

/**
 * The one usual reading as a single entry that goes with the unit address, where the cells that count do not give it; without
 * a unit address the one that there is, where the length does not go with the cells that count.
 */
export function meantCells({ node, cells }: Pick<JudgedNode, 'node' | 'cells'>): MeantCells | undefined {
  const reg = node.properties.get('reg');
  if (reg === undefined || cells === undefined || reg.length % 4 !== 0 || reg.length > 16) return undefined;
  const count = reg.length / 4;
  const step = cells.address + cells.size;
  // More than four no kernel takes for addresses.
  if (cells.size === 0 || count === step || cells.address > 4 || cells.size > 4) return undefined;
  const { unit } = splitName(node.name);
  const said =
    unit !== undefined && /^(0x)?[0-9a-f]+$/i.test(unit) ? BigInt(`0x${unit.replace(/^0x/i, '')}`) : undefined;
  const isWhole = step > 0 && count % step === 0;
  if (isWhole && (said === undefined || numberOfCells(reg, 0, cells.address) === said)) return undefined;
  const [reading, ...others] = usual.flatMap((each) => {
    if (each.address + each.size !== count) return [];
    const address = numberOfCells(reg, 0, each.address) ?? 0n;
    const size = numberOfCells(reg, each.address, each.size) ?? 0n;
    return size > 0n && (said === undefined || said === address) ? [{ cells: each, address, size }] : [];
  });
  if (reading === undefined || others.length > 0) return undefined;
  const holds = fits(reading.address, cells.address) && fits(reading.size, cells.size);
  const text = `<${cellsText(reading.address, cells.address)} ${cellsText(reading.size, cells.size)}>`;
  return { ...reading, text: holds ? text : undefined };
}

function fits(value: bigint, cells: number): boolean {
  return value < 1n << BigInt(32 * cells);
}
