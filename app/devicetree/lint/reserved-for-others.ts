/** Reservations that uiomem nodes lie in and somebody else uses. */
import { overlaps, type Span, spanText } from '../../plan/span.ts';
import type { TreeFinding } from '../finding.ts';
import { textsOf } from '../property.ts';
import { cellAt, hasText } from './cells.ts';
import { cpuRange } from './cpu-range.ts';
import { reservationsOf } from './reserved-memory.ts';
import { foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';
import { uiomemBinding } from './uiomem-binding.ts';

/** Compatibles of reservations out of which memory is handed out (Documentation/devicetree/bindings/reserved-memory). */
const pools = ['shared-dma-pool', 'restricted-dma-pool'];

/** `device-tree.in-pool`, `device-tree.reserved-for-other`. */
export const reservedForOthers: TreeRule = {
  about: 'whether the reservation that a uiomem node lies in is somebody’s',
  check(input) {
    if (input.uiomem.length === 0) return [];
    const taken = [...ofTree(input), ...ofBoard(input)];
    return input.uiomem.flatMap(({ node, range, enabled }): TreeFinding[] => {
      const hit = range === undefined || !enabled ? undefined : taken.find((each) => overlaps(each, range));
      if (range === undefined || hit === undefined) return [];
      return [
        foundAt(input, node, {
          id: hit.isPool ? 'device-tree.in-pool' : 'device-tree.reserved-for-other',
          severity: 'warning',
          property: node.node.properties.has('reg') ? 'reg' : 'memory-region',
          message: `${nodeName(node)}, ${spanText(range)}, lies in ${hit.path}, ${spanText(hit)}, ${hit.whose}.`,
          why: 'Nothing claims a reservation: who has it and programs would write there unaware of each other.',
          hint: 'Choose another range, or make it a plain no-map reservation that no other node names.',
        }),
      ];
    });
  },
};

interface Taken extends Span {
  readonly path: string;
  readonly isPool: boolean;
  /** Behind a comma. */
  readonly whose: string;
}

const handedOut = 'out of which the kernel hands memory to devices';

function ofTree(input: TreeRuleInput): Taken[] {
  const users = usersOf(input);
  return reservationsOf(input).flatMap((each): Taken[] => {
    const span = cpuRange(each);
    const compatible = textsOf(each.node.properties.get('compatible'));
    const user = users.get(cellAt(each.node.properties.get('phandle'), 0) ?? -1);
    const isPool = compatible?.some((name) => pools.includes(name)) === true;
    if (span === undefined || (compatible === undefined && user === undefined)) return [];
    // Of a device inside /reserved-memory another rule speaks.
    if (hasText(each.node.properties.get('compatible'), uiomemBinding.compatible)) return [];
    const whose = isPool
      ? handedOut
      : user === undefined
        ? `which is a ${compatible?.join(', ')}`
        : `which ${user} names by memory-region`;
    return [{ ...span, path: nodeName(each), isPool, whose }];
  });
}

/** Of each phandle the first node that names it and is no uiomem node. */
function usersOf({ tree }: TreeRuleInput): Map<number, string> {
  const users = new Map<number, string>();
  for (const node of tree.nodes) {
    const bytes = node.node.properties.get('memory-region');
    if (bytes === undefined || hasText(node.node.properties.get('compatible'), uiomemBinding.compatible)) continue;
    for (let index = 0; index * 4 < bytes.length; index += 1) {
      const handle = cellAt(bytes, index);
      if (handle !== undefined && !users.has(handle)) users.set(handle, nodeName(node));
    }
  }
  return users;
}

function ofBoard({ board }: TreeRuleInput): Taken[] {
  return (board?.reservedMemory ?? []).flatMap(({ path, address, size, compatible }): Taken[] =>
    address === undefined || size === undefined || !compatible.some((name) => pools.includes(name))
      ? []
      : [{ path, address, size, isPool: true, whose: handedOut }],
  );
}
