/** A plan's regions as programs in any language need them: names that are identifiers, and how each is mapped. */
import type { Direction } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { exactSize } from '../quantity.ts';
import type { Plan, Region } from '../schema.ts';

export interface ClientFile {
  /** Relative, such as `uiomem_regions.h`. */
  readonly path: string;
  readonly text: string;
}

/**
 * - `synced`: through the cache, which the program cleans and invalidates
 * - `coherent`: through the cache, which the hardware keeps right
 * - `uncached`: past the cache, in aligned words
 * - `registers`: past the cache, one access of 32 bits at a time
 */
export type ClientKind = 'synced' | 'coherent' | 'uncached' | 'registers';

export interface ClientRegion {
  /** In capitals, letters, digits and `_`, unlike any other of the plan, also with a short suffix. */
  readonly identifier: string;
  readonly device: string;
  readonly address: bigint;
  readonly size: bigint;
  readonly kind: ClientKind;
  /** What the plan says of the device, else both ways. */
  readonly direction: Direction;
  /** One line for a comment, without a stop at its end. */
  readonly about: string;
}

function kindOf({ content, cache, sync }: Region): ClientKind {
  if (content === 'registers') return 'registers';
  // A mode that applies to every mapping takes the cache away from this one too.
  if (cache === 'off' || (sync?.always === true && (sync.mode ?? 'non-cached') !== 'as-is')) return 'uncached';
  return cache === 'coherent' ? 'coherent' : 'synced';
}

const manner: Readonly<Record<ClientKind, string>> = {
  synced: 'memory behind the cache: sync it by hand',
  coherent: 'memory behind a cache that the hardware keeps coherent: no sync',
  uncached: 'memory past the cache: no sync, aligned access',
  registers: 'registers: aligned access of 32 bits, no sync',
};

/** Identifiers of C, Python and Rust at once. */
function identify(device: string, taken: Set<string>): string {
  const base = `REGION_${device.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
  let identifier = base;
  for (let count = 2; taken.has(identifier); count += 1) identifier = `${base}_${count}`;
  taken.add(identifier);
  return identifier;
}

/** In the order of the plan. */
export function clientRegions(plan: Plan): ClientRegion[] {
  const taken = new Set<string>();
  return plan.regions.map((region) => {
    const { device, address, size, sync } = region;
    const kind = kindOf(region);
    return {
      identifier: identify(device, taken),
      device,
      address,
      size,
      kind,
      direction: sync?.direction ?? 'both',
      about: `/dev/${device}, ${exactSize(size)} at ${hex(address)}: ${manner[kind]}`,
    };
  });
}

/** Of which plan, for a comment of one line in any language: what could end or bend a comment is left out. */
export function planWords({ name }: Plan): string {
  const words = (name ?? '')
    .replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ')
    .replaceAll(/[\\"]|\*(?=\/)|\/(?=\*)|\?(?=\?)/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
  const short = [...words].slice(0, 60).join('').trim();
  return short === '' ? 'a plan without a name' : `the plan "${short}"`;
}
