/** The nodes that the driver would take, read as it reads them (kernel/properties.c). */
import type { CachePolicy } from '../../plan/schema.ts';
import type { Span } from '../../plan/span.ts';
import { textOf } from '../property.ts';
import { splitName } from '../tree.ts';
import { isEnabled } from '../tree-index.ts';
import { cellAt, hasText } from './cells.ts';
import { cpuRange } from './cpu-range.ts';
import { type JudgedNode, type JudgedTree, referent } from './judged-tree.ts';
import { uiomemBinding } from './uiomem-binding.ts';
import { meantCells } from './written-cells.ts';

export interface UiomemNode {
  readonly node: JudgedNode;
  readonly enabled: boolean;
  /** For the CPU; undefined where it is not known, there is none, or it comes of a reg that was written for other cells. */
  readonly range: Span | undefined;
  /** The reservation that gives the range: a node, or one of a base that is not known. Undefined where `reg` gives it. */
  readonly reservation: JudgedNode | 'unknown' | undefined;
  readonly cache: CachePolicy;
  readonly shareable: boolean;
  /** As far as it is one cell. */
  readonly minor: number | undefined;
  /** Undefined where the name comes from a path that is not known. */
  readonly device: string | undefined;
}

/** In the order of which the first that is there wins (uiomem-interface: Device-tree properties). */
export const cacheFlags: readonly (readonly [property: string, policy: CachePolicy])[] = [
  ['cache-off', 'off'],
  ['cache-noncoherent', 'noncoherent'],
  ['cache-coherent', 'coherent'],
];

export function uiomemNodes(tree: JudgedTree): UiomemNode[] {
  return tree.nodes
    .filter(({ node }) => hasText(node.properties.get('compatible'), uiomemBinding.compatible))
    .map((node) => read(tree, node));
}

function read(tree: JudgedTree, node: JudgedNode): UiomemNode {
  const { properties } = node.node;
  const hasReg = properties.has('reg');
  const reservation = hasReg || !properties.has('memory-region') ? undefined : referent(tree, node, 'memory-region');
  const given = hasReg ? node : reservation === 'unknown' ? undefined : reservation;
  const range = given && meantCells(given) === undefined ? cpuRange(given) : undefined;
  const minorBytes = properties.get('minor-number');
  const minor = minorBytes?.length === 4 ? cellAt(minorBytes, 0) : undefined;
  return {
    node,
    enabled: isEnabled(node.node),
    range,
    reservation,
    cache: cacheFlags.find(([property]) => properties.has(property))?.[1] ?? 'noncoherent',
    shareable: properties.has('shareable'),
    minor,
    device: deviceName(node, hasReg ? range : undefined, minor),
  };
}

function deviceName(node: JudgedNode, reg: Span | undefined, minor: number | undefined): string | undefined {
  const { properties } = node.node;
  if (properties.has('device-name')) return textOf(properties.get('device-name'));
  if (minor !== undefined) return `uiomem${minor}`;
  if (reg === undefined && properties.has('reg')) return undefined;
  return platformName(node);
}

/**
 * `70000000.plmem`; of a node without an address with those above it up to one that has, `70000000.bus:plmem`
 * (drivers/of/platform.c, of_device_make_bus_id). Undefined where these are not known.
 */
function platformName(node: JudgedNode): string | undefined {
  if (node.becomes === undefined) return undefined;
  let name = '';
  for (let each: JudgedNode | undefined = node; each !== undefined && each.becomes !== '/'; each = each.parent) {
    // Of a base that is not known the nodes above the target are not there.
    if (each.parent === undefined || each.becomes === undefined) return undefined;
    const address = cpuRange(each)?.address;
    const end = name === '' ? '' : `:${name}`;
    if (address !== undefined) return `${address.toString(16)}.${splitName(each.node.name).base}${end}`;
    name = `${each.node.name}${end}`;
  }
  return name;
}
