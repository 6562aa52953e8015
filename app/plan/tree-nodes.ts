/** The device-tree nodes that make uiomem devices, read as regions: what the driver will make of each. */
import type { BoardFacts, UiomemNode } from '../../remote-helper/contract/facts.ts';
import type { CachePolicy } from './schema.ts';

export interface NodeRegion {
  readonly path: string;
  /** The device's name by the rules of uiomem-interface: Names. */
  readonly device: string;
  readonly address: bigint | undefined;
  readonly size: bigint | undefined;
  readonly cache: CachePolicy;
  readonly shareable: boolean;
  readonly minor: number | undefined;
}

type TreeFacts = Pick<BoardFacts, 'uiomemNodes' | 'reservedMemory'> & { readonly devices?: BoardFacts['devices'] };

/** Nodes that are enabled; `okay` and no status at all are (Devicetree Specification 2.3.4). */
export function nodeRegions(board: TreeFacts): NodeRegion[] {
  return board.uiomemNodes
    .filter(({ status }) => status === undefined || status === 'okay' || status === 'ok')
    .map((node) => nodeRegion(node, board));
}

function nodeRegion(node: UiomemNode, board: TreeFacts): NodeRegion {
  const reserved = board.reservedMemory.find(({ path }) => path === node.memoryRegion);
  const minor = cell(node.properties['minor-number']);
  const loaded = board.devices?.find(({ origin }) => origin.kind === 'device-tree' && origin.path === node.path);
  return {
    path: node.path,
    device:
      loaded?.name ?? text(node.properties['device-name']) ?? (minor === undefined ? busName(node) : `uiomem${minor}`),
    address: node.reg?.address ?? reserved?.address,
    size: node.reg?.size ?? reserved?.size,
    cache: cacheOf(node),
    shareable: 'shareable' in node.properties,
    minor,
  };
}

/** The property that says a policy (uiomem-interface: Device-tree properties). */
export const cacheProperties: Readonly<Record<CachePolicy, string>> = {
  off: 'cache-off',
  noncoherent: 'cache-noncoherent',
  coherent: 'cache-coherent',
};

/** Of the three cache flags the first present in this order wins (uiomem-interface: Device-tree properties). */
function cacheOf({ properties }: UiomemNode): CachePolicy {
  if ('cache-off' in properties) return 'off';
  if ('cache-noncoherent' in properties) return 'noncoherent';
  return 'cache-coherent' in properties ? 'coherent' : 'noncoherent';
}

/**
 * The name of a node's platform device: `<address>.<name>`, or the names up to the root joined by colons where a node has
 * no address (drivers/of/platform.c, of_device_make_bus_id).
 */
export function busName({ path, reg }: Pick<UiomemNode, 'path' | 'reg'>): string {
  const names = path.split('/').slice(1);
  const own = names.at(-1) ?? '';
  if (reg !== undefined) return `${reg.address.toString(16)}.${own.split('@')[0] ?? ''}`;
  return names.join(':');
}

function text(hexBytes: string | undefined): string | undefined {
  if (hexBytes === undefined) return undefined;
  const bytes = hexBytes.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  const end = bytes.indexOf(0);
  return String.fromCharCode(...(end < 0 ? bytes : bytes.slice(0, end)));
}

/** A u32 property's value; devicetree cells are big-endian. */
function cell(hexBytes: string | undefined): number | undefined {
  return hexBytes !== undefined && /^[0-9a-f]{8}$/.test(hexBytes) ? Number.parseInt(hexBytes, 16) : undefined;
}
