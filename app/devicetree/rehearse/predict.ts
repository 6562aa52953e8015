/** What the driver makes of each uiomem node of a tree, in its own words (kernel/device.c, range.c, properties.c). */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { parseQuantity } from '../../plan/quantity.ts';
import { endOf, overlaps, type Span } from '../../plan/span.ts';
import { cellsOf, textsOf } from '../property.ts';
import type { NodePath } from '../tree.ts';
import type { IndexedNode, TreeIndex } from '../tree-index.ts';
import type { MemoryAt } from './memory-at.ts';
import { platformDeviceName } from './platform-device.ts';
import { type DriverRefusal, type UiomemRequest, type UiomemSync, uiomemRequest } from './uiomem-request.ts';

export interface PredictedDevice extends Span {
  readonly name: string;
  readonly cached: boolean;
  readonly coherent: boolean;
  readonly shareable: boolean;
  readonly minor: number;
  readonly sync: UiomemSync;
  readonly reservedMemory: string | undefined;
  /** Lines that the driver logs as warnings, behind the device's name. */
  readonly warnings: readonly string[];
}

export type Outcome =
  | { readonly kind: 'device'; readonly device: PredictedDevice }
  /** `line` as the driver logs it: `uiomem 78000000.uiomem: [0x78000000, 0x79000000): ram: …`. */
  | (DriverRefusal & { readonly kind: 'refused'; readonly line: string })
  /** The kernel makes no platform device of the node, so that the driver is not asked. */
  | { readonly kind: 'no-device'; readonly why: string }
  /** The node has its device, or was refused one, already; nothing is asked anew. */
  | { readonly kind: 'as-before'; readonly device: string | undefined }
  | { readonly kind: 'unknown'; readonly why: string };

/** A device that is there, or has been predicted; `minor` may be held by an insmod region that became no device. */
interface Taken extends Span {
  readonly name: string;
  readonly cached: boolean;
  readonly coherent: boolean;
  readonly shareable: boolean;
}

export interface Driver {
  readonly devices: Taken[];
  readonly minors: Set<number>;
  readonly pageSize: bigint;
  /** Of a physical address and of size_t: 32 or 64 bits, and what the processor has (x86). */
  readonly addressLimit: bigint;
  readonly sizeLimit: bigint;
  readonly processorBits: number | undefined;
  /** False: the machine offers no cache maintenance. */
  readonly maintains: boolean;
}

/** Each node that the driver would take, in the order in which it is asked. */
export function uiomemNodes({ nodes }: TreeIndex): IndexedNode[] {
  return nodes.filter(({ node }) => textsOf(node.properties.get('compatible'))?.includes('ikwzm,uiomem') ?? false);
}

/** The driver before it is asked: with its devices, or freshly loaded with the parameters that it has now. */
export function driverOf(board: BoardFacts | undefined, isFresh: boolean): Driver {
  const machine = board?.kernel.machine ?? 'aarch64';
  const is32 = /^(arm|i[3-6]86|riscv32)/.test(machine);
  const bits = is32 ? (board?.addressBits ?? 32) : 64;
  const minors = new Set<number>();
  for (const [name, value] of Object.entries(board?.uiomem?.parameters ?? {})) {
    const slot = /^uiomem([0-7])_size$/.exec(name)?.[1];
    if (slot !== undefined && (parseQuantity(value) ?? 0n) > 0n) minors.add(Number(slot));
  }
  const devices = isFresh || board === undefined ? [] : board.devices;
  for (const { minor } of devices) minors.add(minor);
  return {
    devices: devices.map(({ name, address, size, cached, coherent, shareable = false }) => ({
      name,
      address,
      size,
      cached,
      coherent,
      shareable,
    })),
    minors,
    pageSize: BigInt(board?.pageSize ?? 4096),
    addressLimit: 2n ** BigInt(is32 ? bits : 64),
    sizeLimit: 2n ** (is32 ? 32n : 64n),
    processorBits: machine === 'x86_64' ? board?.addressBits : undefined,
    maintains: !(board?.devices.some(({ syncOperation }) => syncOperation === 'NONE') ?? false),
  };
}

/** Asks the driver about a node; a device that comes to be is entered in `driver`. */
export function probe(node: IndexedNode, index: TreeIndex, memory: MemoryAt, driver: Driver): Outcome {
  const parent = platformDeviceName(node);
  const request = uiomemRequest(node, index, memory.reservations);
  if ('unknown' in request) return { kind: 'unknown', why: request.unknown };
  if ('word' in request) return refused(request, parent);
  const refuse = (errno: DriverRefusal['errno'], word: DriverRefusal['word'], sentence: string) =>
    refused({ errno, word, sentence, address: request.address, size: request.size }, parent);

  const wrong = unfit(request, driver);
  if (wrong !== undefined) return refused(wrong, parent);
  if (memory.ram === undefined) return { kind: 'unknown', why: 'Which addresses are System RAM is not known.' };
  if (memory.ram.some((bank) => overlaps(bank, request)))
    return refuse(
      'EINVAL',
      'ram',
      'the kernel uses part of it as System RAM; keep it back with mem= or a no-map reservation',
    );

  const name = request.name ?? parent;
  const forced = request.cached && !request.coherent && !driver.maintains;
  const cached = request.cached && !forced;
  const coherent = request.coherent || forced;
  if (driver.devices.some((each) => each.name === name))
    return refuse('EEXIST', 'name', `a device called ${name} exists already`);
  const minor = request.minor ?? freeMinor(index, driver.minors);
  if (minor === undefined) return refuse('EINVAL', 'minor', 'all 256 minor numbers are taken');
  if (driver.minors.has(minor)) return refuse('EINVAL', 'minor', `minor number ${minor} is taken`);

  const others = driver.devices.filter((each) => overlaps(each, request));
  const barred = others.find((each) => !each.shareable && !request.shareable);
  if (barred !== undefined)
    return refuse('EBUSY', 'overlap', `${barred.name} has ${interval(barred)} and is not shareable`);
  const isClaimed = memory.isClaimed?.(request) ?? false;
  const mixed = others.findLast((each) => each.shareable !== request.shareable);
  // A device of ours that is shareable claims nothing; one that is not has claimed the range.
  if (!request.shareable && isClaimed)
    return refuse('EBUSY', 'busy', 'another driver has claimed part of it; /proc/iomem says which');
  const warnings: string[] = [];
  if (forced) warnings.push('this machine offers no cache maintenance, forcing cache off');
  const differs = others.findLast(
    (each) => each.shareable === request.shareable && (each.cached !== cached || each.coherent !== coherent),
  );
  if (mixed !== undefined)
    warnings.push(
      `shares its range with ${mixed.name} although ${request.shareable ? mixed.name : name} is not shareable`,
    );
  else if (request.shareable && isClaimed)
    warnings.push('shares its range with a driver that has claimed it; /proc/iomem says which');
  else if (differs !== undefined)
    warnings.push(
      `cached ${Number(cached)} coherent ${Number(coherent)}, but ${differs.name} on the same range has cached ${Number(differs.cached)} coherent ${Number(differs.coherent)}`,
    );

  const { address, size, shareable, sync, reservedMemory } = request;
  driver.devices.push({ name, address, size, cached, coherent, shareable });
  driver.minors.add(minor);
  return {
    kind: 'device',
    device: { name, address, size, cached, coherent, shareable, minor, sync, reservedMemory, warnings },
  };
}

/** What can never be a device, in the order of uiomem_range_check. */
function unfit({ address, size }: UiomemRequest, driver: Driver): DriverRefusal | undefined {
  const end = address + size;
  const page = hex(driver.pageSize);
  const no = (word: DriverRefusal['word'], sentence: string, errno: DriverRefusal['errno'] = 'EINVAL') => ({
    errno,
    word,
    sentence,
    address,
    size,
  });
  if (size === 0n) return no('zero', `its size is 0 bytes; the smallest is a page of ${driver.pageSize}`);
  if (address % driver.pageSize !== 0n || size % driver.pageSize !== 0n)
    return no('unaligned', `address and size must both be multiples of the page size ${page}`);
  // The sum is made in 64 bits, where 2^64 is 0.
  if (end >= 2n ** 64n || end > driver.addressLimit || size >= driver.sizeLimit)
    return no('wrap', 'address plus size passes the end of the address space');
  if (driver.processorBits !== undefined && (end - 1n) >> BigInt(driver.processorBits) !== 0n)
    return no('memory', 'the processor has no such physical addresses', 'ENOMEM');
  return undefined;
}

/** The lowest that is free and that no node names, probed or not; when there is none, the lowest that is free. */
function freeMinor(index: TreeIndex, taken: ReadonlySet<number>): number | undefined {
  const named = new Set(
    uiomemNodes(index).flatMap(({ node }) => {
      const bytes = node.properties.get('minor-number');
      return bytes?.length === 4 ? cellsOf(bytes) : [];
    }),
  );
  let any: number | undefined;
  for (let minor = 0; minor < 256; minor += 1) {
    if (taken.has(minor)) continue;
    if (!named.has(minor)) return minor;
    any ??= minor;
  }
  return any;
}

function refused(refusal: DriverRefusal, platformDevice: string): Outcome {
  const { word, sentence } = refusal;
  return { kind: 'refused', ...refusal, line: `uiomem ${platformDevice}: ${interval(refusal)}: ${word}: ${sentence}` };
}

/** `[0x70000000, 0x70100000)`, the end in 64 bits. */
function interval(span: Span): string {
  return `[${hex(span.address)}, ${hex(endOf(span) % 2n ** 64n)})`;
}

/** A device of the tree that was there before: the name that it has. */
export function loadedName(board: BoardFacts | undefined, path: NodePath): string | undefined {
  return board?.devices.find(({ origin }) => origin.kind === 'device-tree' && origin.path === path)?.name;
}
