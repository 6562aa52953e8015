/** Ranges of uiomem nodes against what a board, or the tree itself, uses memory for. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { claimantText, claimsOf, ramWithin, unbindText } from '../../plan/iomem.ts';
import { common, endOf, overlaps, type Span, spanText } from '../../plan/span.ts';
import type { TreeFinding } from '../finding.ts';
import { hasText, numberOfCells } from './cells.ts';
import { cpuRange } from './cpu-range.ts';
import type { JudgedNode } from './judged-tree.ts';
import { reservationsOf } from './reserved-memory.ts';
import { byIomem, foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';
import type { UiomemNode } from './uiomem-nodes.ts';

type Placed = UiomemNode & { readonly range: Span };

/**
 * `device-tree.overlaps-ram`, `device-tree.overlaps-memory-node`, `device-tree.overlaps-claimed`,
 * `device-tree.beyond-address-width` (uiomem-interface: Probe and load errors).
 */
export const boardRanges: TreeRule = {
  about: 'overlap with System RAM and with ranges that drivers have claimed',
  lacks: byIomem,
  check(input) {
    const placed = input.uiomem.filter((each): each is Placed => each.range !== undefined && each.range.size > 0n);
    if (placed.length === 0) return [];
    const { board } = input;
    const reserved = reservationsOf(input);
    const kept = reserved.filter(({ node }) => node.properties.has('no-map')).flatMap((each) => cpuRange(each) ?? []);
    const claims = board?.iomem === undefined ? [] : claimsOf(board);
    const banks = board?.iomem === undefined ? memoryBanks(input) : [];
    return placed.flatMap((uiomem): TreeFinding[] => {
      return [
        ...(board?.iomem === undefined ? memoryNodes(input, uiomem, banks, kept) : ram(input, uiomem, board, kept)),
        ...claims
          .filter((claim) => overlaps(claim, uiomem.range))
          .slice(0, 1)
          .map((claim) => claimed(input, uiomem, claim)),
        ...width(input, uiomem, board),
      ];
    });
  },
};

const rangeOf = ({ node }: UiomemNode): string => (node.node.properties.has('reg') ? 'reg' : 'memory-region');

function ram(input: TreeRuleInput, uiomem: Placed, board: BoardFacts, kept: readonly Span[]): TreeFinding[] {
  const { node, range } = uiomem;
  const parts = ramWithin(board, range);
  // What the tree keeps back from the next boot on is System RAM until then; put onto a running kernel it stays that.
  const left = input.runTime === true ? parts : parts.flatMap((part) => without(part, kept));
  if (left.length === 0) return [];
  return [
    foundAt(input, node, {
      id: 'device-tree.overlaps-ram',
      severity: 'error',
      property: rangeOf(uiomem),
      message: `${nodeName(node)}, ${spanText(range)}, is in part System RAM: ${left.map(spanText).join(' and ')}.`,
      why: 'Linux gives that memory to programs and to itself; the driver refuses it with EINVAL, for writing there would destroy what runs.',
      hint: 'Keep it back by a child of /reserved-memory with no-map (from the next boot on), or choose a range that no bank has.',
    }),
  ];
}

function memoryBanks({ tree }: TreeRuleInput): Span[] {
  return tree.nodes
    .filter((each) => each.parent?.becomes === '/' && hasText(each.node.properties.get('device_type'), 'memory'))
    .flatMap(banksOf);
}

function memoryNodes(
  input: TreeRuleInput,
  uiomem: Placed,
  banks: readonly Span[],
  kept: readonly Span[],
): TreeFinding[] {
  const { node, range } = uiomem;
  const left = banks.flatMap((bank) => {
    const part = common(bank, range);
    return part === undefined ? [] : without(part, kept);
  });
  if (left.length === 0) return [];
  return [
    foundAt(input, node, {
      id: 'device-tree.overlaps-memory-node',
      severity: 'warning',
      property: rangeOf(uiomem),
      message: `${nodeName(node)}, ${spanText(range)}, lies in memory of the tree that no no-map reservation keeps back: ${left.map(spanText).join(' and ')}.`,
      why: 'Linux takes all memory of the memory nodes for itself, unless mem= on its command line or the boot loader says less; the driver refuses System RAM with EINVAL.',
      hint: 'Keep it back by a child of /reserved-memory with no-map, or by mem=.',
    }),
  ];
}

function banksOf({ node, cells }: JudgedNode): Span[] {
  const reg = node.properties.get('reg');
  const banks: Span[] = [];
  if (reg === undefined || cells === undefined) return banks;
  const step = cells.address + cells.size;
  for (let at = 0; step > 0 && (at + step) * 4 <= reg.length; at += step) {
    banks.push({
      address: numberOfCells(reg, at, cells.address) ?? 0n,
      size: numberOfCells(reg, at + cells.address, cells.size) ?? 0n,
    });
  }
  return banks;
}

/** The parts of a range that none of the others has. */
function without(range: Span, others: readonly Span[]): Span[] {
  return others.reduce<Span[]>(
    (parts, other) =>
      parts.flatMap((part) => {
        if (!overlaps(part, other)) return [part];
        const left: Span[] = [];
        if (part.address < other.address) left.push({ address: part.address, size: other.address - part.address });
        if (endOf(part) > endOf(other)) left.push({ address: endOf(other), size: endOf(part) - endOf(other) });
        return left;
      }),
    [range],
  );
}

function claimed(input: TreeRuleInput, uiomem: Placed, claim: ReturnType<typeof claimsOf>[number]): TreeFinding {
  const { node, range, shareable } = uiomem;
  return foundAt(input, node, {
    id: 'device-tree.overlaps-claimed',
    severity: shareable ? 'warning' : 'error',
    property: rangeOf(uiomem),
    message: `${nodeName(node)}, ${spanText(range)}, overlaps what ${claimantText(claim)} has claimed, ${spanText(claim)}.`,
    why: shareable
      ? 'The driver allows a shareable device there with a warning; both then act on the same hardware unaware of each other.'
      : 'The kernel gives a range to one driver; the device is refused with EBUSY.',
    hint: unbindText(claim),
  });
}

function width(input: TreeRuleInput, uiomem: Placed, board: BoardFacts | undefined): TreeFinding[] {
  const bits = board?.addressBits;
  if (bits === undefined || endOf(uiomem.range) <= 1n << BigInt(bits)) return [];
  return [
    foundAt(input, uiomem.node, {
      id: 'device-tree.beyond-address-width',
      severity: 'error',
      property: rangeOf(uiomem),
      message: `${nodeName(uiomem.node)}, ${spanText(uiomem.range)}, passes the ${bits} bits that addresses of this board have.`,
      why: 'No such address leaves the processor.',
      hint: 'Were the cells of reg meant for another parent? High cells come first.',
    }),
  ];
}
