/** A node read as the driver reads it: what it asks for, or what the driver says against it (kernel/properties.c). */
import { cellsOf, numberAt, textOf } from '../property.ts';
import type { IndexedNode, TreeIndex } from '../tree-index.ts';
import { kernelRange } from './kernel-range.ts';
import type { Reservation } from './reservations.ts';

export interface UiomemRequest {
  readonly address: bigint;
  readonly size: bigint;
  /** Undefined: the platform device's name. */
  readonly name: string | undefined;
  readonly minor: number | undefined;
  readonly cached: boolean;
  readonly coherent: boolean;
  readonly shareable: boolean;
  readonly sync: UiomemSync;
  /** Name of the node of reserved memory that it has the range from. */
  readonly reservedMemory: string | undefined;
}

export interface UiomemSync {
  readonly offset: bigint;
  readonly size: bigint;
  /** 0 both, 1 CPU writes and device reads, 2 device writes and CPU reads. */
  readonly direction: number;
  /** 1 to 7: bit 2 is “always”. */
  readonly mode: number;
}

/** A word and a sentence of the driver's line in the log, with the range as far as it was known by then. */
export interface DriverRefusal {
  readonly errno: 'EINVAL' | 'EBUSY' | 'EEXIST' | 'ENOMEM';
  readonly word: 'unaligned' | 'zero' | 'wrap' | 'ram' | 'busy' | 'overlap' | 'name' | 'memory' | 'minor' | 'property';
  readonly sentence: string;
  readonly address: bigint;
  readonly size: bigint;
}

/** The place of a reservation that the kernel chooses itself is not to be known before it boots. */
export interface UnknownPlace {
  readonly unknown: string;
}

const minors = 256n;

export function uiomemRequest(
  { node, path, ...rest }: IndexedNode,
  index: TreeIndex,
  reservations: readonly Reservation[],
): UiomemRequest | DriverRefusal | UnknownPlace {
  const indexed = { node, path, ...rest };
  const { properties } = node;
  const range = rangeOf(indexed, index, reservations);
  if (!('address' in range) || 'word' in range) return range;
  const { address, size } = range;
  const bad = (property: string, wanted: string): DriverRefusal => refuse(property, wanted, address, size);

  const minor = cellOf(properties.get('minor-number'), 0n, minors - 1n);
  if (minor === 'bad') return bad('minor-number', `one cell of 0 to ${minors - 1n}`);
  const name = properties.has('device-name') ? textFrom(properties.get('device-name')) : undefined;
  if (properties.has('device-name') && (name === undefined || !isFileName(name)))
    return bad('device-name', 'a file name');

  const offset = numberOf(properties.get('sync-offset'));
  if (offset === 'bad') return bad('sync-offset', 'one number of one or two cells');
  if (offset !== undefined && offset >= size) return bad('sync-offset', 'inside the range');
  const syncSize = numberOf(properties.get('sync-size'));
  if (syncSize === 'bad') return bad('sync-size', 'one number of one or two cells');
  const left = size - (offset ?? 0n);
  if ((syncSize ?? left) > left) return bad('sync-size', 'at most what the range has after sync-offset');
  const direction = cellOf(properties.get('sync-direction'), 0n, 2n);
  if (direction === 'bad') return bad('sync-direction', 'one cell of 0 to 2');
  const mode = cellOf(properties.get('sync-mode'), 1n, 3n);
  if (mode === 'bad') return bad('sync-mode', 'one cell of 1 to 3');

  const off = properties.has('cache-off');
  const coherent = off || (!properties.has('cache-noncoherent') && properties.has('cache-coherent'));
  return {
    ...range,
    name: name ?? (minor === undefined ? undefined : `uiomem${minor}`),
    minor,
    cached: !off,
    coherent,
    shareable: properties.has('shareable'),
    sync: {
      offset: offset ?? 0n,
      size: syncSize ?? left,
      direction: direction ?? 0,
      mode: (mode ?? 1) | (properties.has('sync-always') ? 4 : 0),
    },
  };
}

function refuse(property: string, wanted: string, address = 0n, size = 0n): DriverRefusal {
  return { errno: 'EINVAL', word: 'property', sentence: `${property} must be ${wanted}`, address, size };
}

function rangeOf(
  indexed: IndexedNode,
  index: TreeIndex,
  reservations: readonly Reservation[],
): Pick<UiomemRequest, 'address' | 'size' | 'reservedMemory'> | DriverRefusal | UnknownPlace {
  const { properties } = indexed.node;
  const own = kernelRange(indexed);
  if (own !== undefined) return { ...own, reservedMemory: undefined };
  if (properties.has('reg')) return refuse('reg', "an address and a size that the parent's ranges translate");
  const [handle] = cellsOf(properties.get('memory-region'));
  const region = handle === undefined || handle === 0 ? undefined : index.byPhandle.get(handle);
  if (region === undefined) return refuse('reg or memory-region', 'given');
  // By name, not by node (drivers/of/of_reserved_mem.c, of_reserved_mem_lookup).
  const reserved = reservations.find(({ name }) => name === region.node.name);
  if (reserved !== undefined) {
    const [first] = reserved.spans ?? [];
    if (first === undefined) return { unknown: `${reserved.path} has no reg: the kernel chooses its place at boot.` };
    return { ...first, reservedMemory: reserved.name };
  }
  const added = kernelRange(region);
  if (added !== undefined) return { ...added, reservedMemory: region.node.name };
  return refuse('memory-region', 'a node of /reserved-memory that the kernel has set up');
}

function cellOf(bytes: Uint8Array | undefined, low: bigint, high: bigint): number | 'bad' | undefined {
  if (bytes === undefined) return undefined;
  const value = bytes.length === 4 ? numberAt(cellsOf(bytes), 0, 1) : undefined;
  return value === undefined || value < low || value > high ? 'bad' : Number(value);
}

function numberOf(bytes: Uint8Array | undefined): bigint | 'bad' | undefined {
  if (bytes === undefined) return undefined;
  if (bytes.length !== 4 && bytes.length !== 8) return 'bad';
  return numberAt(cellsOf(bytes), 0, bytes.length / 4) ?? 'bad';
}

/** Up to the first zero byte, which must be there (of_property_read_string). */
function textFrom(bytes: Uint8Array | undefined): string | undefined {
  const end = bytes?.indexOf(0) ?? -1;
  return bytes === undefined || end < 0 ? undefined : textOf(bytes.subarray(0, end + 1));
}

function isFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/');
}
