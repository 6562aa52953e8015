/** Minor numbers and names, of which a board has each once. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { SourcePlace, TreeFinding } from '../finding.ts';
import { foundAt, nodeName, type TreeRule, type TreeRuleInput } from './rule.ts';
import type { UiomemNode } from './uiomem-nodes.ts';

/** `device-tree.minor-taken`, `device-tree.name-taken` (uiomem-interface: Module parameters, Probe and load errors). */
export const identities: TreeRule = {
  about: 'minor numbers and device names that are taken',
  lacks: ({ board }) => (board === undefined ? 'what is loaded on the board is not known' : undefined),
  check(input) {
    const nodes = input.uiomem.filter(({ enabled }) => enabled);
    const taken = input.board === undefined ? [] : takenOn(input.board, nodes);
    return [...minorsTwice(input, nodes, taken), ...namesTwice(input, nodes, taken)];
  },
};

interface Holder {
  /** As it is called in a sentence. */
  readonly who: string;
  readonly minor: number | undefined;
  readonly device: string | undefined;
  readonly place?: SourcePlace | undefined;
}

/** Devices that are none of these nodes, and regions that insmod was asked for: their minors are kept even where they failed. */
function takenOn(board: BoardFacts, nodes: readonly UiomemNode[]): Holder[] {
  const own = new Set(nodes.map(({ node }) => node.becomes));
  const devices = board.devices
    .filter(({ origin }) => origin.kind !== 'device-tree' || !own.has(origin.path))
    .map(({ name, minor }): Holder => ({ who: `${name}, which is loaded,`, minor, device: name }));
  const asked = Array.from({ length: 8 }, (_, slot) => slot)
    .filter((slot) => Number(board.uiomem?.parameters[`uiomem${slot}_size`] ?? 0) > 0)
    .filter((slot) => !devices.some(({ minor }) => minor === slot))
    .map((slot): Holder => ({ who: `region ${slot} of the insmod line`, minor: slot, device: `uiomem${slot}` }));
  return [...devices, ...asked];
}

function minorsTwice(input: TreeRuleInput, nodes: readonly UiomemNode[], taken: readonly Holder[]): TreeFinding[] {
  const holders = firstOf(taken, ({ minor }) => minor);
  const minors = new Set([...taken, ...nodes].map(({ minor }) => minor));
  return nodes.flatMap((uiomem): TreeFinding[] => {
    const { node, minor, device } = uiomem;
    if (minor === undefined) return [];
    const holder = holders.get(minor);
    if (holder === undefined) {
      holders.set(minor, {
        who: nodeName(node),
        minor,
        device,
        place: input.places.placeOf(node.path, 'minor-number'),
      });
    }
    return holder === undefined ? [] : [minorTaken(input, uiomem, holder, minors)];
  });
}

function firstOf<Key>(holders: readonly Holder[], keyOf: (of: Holder) => Key): Map<Key, Holder> {
  return new Map(holders.toReversed().map((each) => [keyOf(each), each]));
}

function namesTwice(input: TreeRuleInput, nodes: readonly UiomemNode[], taken: readonly Holder[]): TreeFinding[] {
  const holders = firstOf(taken, ({ device }) => device);
  return nodes.flatMap((uiomem): TreeFinding[] => {
    const { node, minor, device } = uiomem;
    if (device === undefined) return [];
    const isNamed = node.node.properties.has('device-name');
    const holder = holders.get(device);
    if (holder === undefined)
      holders.set(device, {
        who: nodeName(node),
        minor,
        device,
        place: input.places.placeOf(node.path, isNamed ? 'device-name' : undefined),
      });
    // A name that comes of the minor number is told with that.
    const isOfMinor = minor !== undefined && !isNamed && holder?.minor === minor;
    return holder === undefined || isOfMinor ? [] : [nameTaken(input, uiomem, holder)];
  });
}

function minorTaken(
  input: TreeRuleInput,
  { node, minor }: UiomemNode,
  holder: Holder,
  minors: Set<number | undefined>,
): TreeFinding {
  let free = 0;
  while (minors.has(free)) free += 1;
  // A third one that has the same is told of the next.
  minors.add(free);
  return foundAt(input, node, {
    id: 'device-tree.minor-taken',
    severity: 'error',
    property: 'minor-number',
    message: `The minor number ${minor} of ${nodeName(node)} is taken: ${holder.who} has it.`,
    why: 'A minor number names one device: the driver refuses the second one with EINVAL. Those of insmod regions are kept before any node is looked at.',
    ...(free <= 255 && {
      fix: {
        title: `Take ${free}, the lowest that is free`,
        edits: input.places.setValue(node.path, 'minor-number', `<${free}>`),
      },
    }),
    ...related(holder),
  });
}

function nameTaken(input: TreeRuleInput, { node, device }: UiomemNode, holder: Holder): TreeFinding {
  const isNamed = node.node.properties.has('device-name');
  return foundAt(input, node, {
    id: 'device-tree.name-taken',
    severity: 'error',
    ...(isNamed && { property: 'device-name' }),
    message: `${nodeName(node)} becomes ${device}, and ${holder.who} is that already.`,
    why: 'Devices have names of their own in /dev and in /sys/class/uiomem: the driver refuses the second one with EEXIST.',
    hint: isNamed ? 'Give it another device-name.' : 'Give it a device-name.',
    ...related(holder),
  });
}

function related({ who, place }: Holder): Pick<TreeFinding, 'related'> {
  return place === undefined ? {} : { related: [{ message: who, place }] };
}
