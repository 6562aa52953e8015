/** The insmod line: what a plan asks for as module parameters, and what parameters that are loaded mean. */
import { hex } from '../../remote-helper/contract/quantity.ts';
import { parseQuantity } from './quantity.ts';
import { type CachePolicy, type Plan, type Region, slotOf } from './schema.ts';

export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** Bits of uiomem<N>_option (uiomem-interface: Module parameters). */
const optionBits = { shareable: 1n, cached: 2n, coherent: 4n } as const;
const optionDefault = optionBits.cached;

/** `cached` and `coherent` as the driver shows them; without a cache it counts as coherent. */
export const cacheFlags: Readonly<Record<CachePolicy, { readonly cached: boolean; readonly coherent: boolean }>> = {
  noncoherent: { cached: true, coherent: false },
  coherent: { cached: true, coherent: true },
  off: { cached: false, coherent: true },
};

/** The policy behind the flags that a device shows. */
export function cachePolicyOf(flags: { readonly cached: boolean; readonly coherent: boolean }): CachePolicy {
  if (!flags.cached) return 'off';
  return flags.coherent ? 'coherent' : 'noncoherent';
}

/** What `uiomem<N>_option` says; absent: the driver's default. */
export function policyOfOption(option: bigint = optionDefault): { cache: CachePolicy; shareable: boolean } {
  const cached = (option & optionBits.cached) !== 0n;
  const coherent = (option & optionBits.coherent) !== 0n;
  return { cache: cachePolicyOf({ cached, coherent }), shareable: (option & optionBits.shareable) !== 0n };
}

function optionOf({ cache, shareable }: Pick<Region, 'cache' | 'shareable'>): bigint {
  const policy = { noncoherent: optionBits.cached, coherent: optionBits.cached | optionBits.coherent, off: 0n }[cache];
  return policy | (shareable ? optionBits.shareable : 0n);
}

/** Regions that the module's parameters make, by slot. */
export function insmodRegions(plan: Plan): { readonly slot: number; readonly region: Region }[] {
  return plan.regions
    .flatMap((region) => {
      const slot = region.load === 'insmod' ? slotOf(region.device) : undefined;
      return slot === undefined ? [] : [{ slot, region }];
    })
    .sort((a, b) => a.slot - b.slot);
}

/** In the order of slots; what has the driver's default is left out. */
export function moduleParameters(plan: Plan): Parameter[] {
  const parameters: Parameter[] = plan.module.info ? [] : [{ name: 'info_enable', value: '0' }];
  for (const { slot, region } of insmodRegions(plan)) {
    parameters.push({ name: `uiomem${slot}_addr`, value: hex(region.address) });
    parameters.push({ name: `uiomem${slot}_size`, value: hex(region.size) });
    const option = optionOf(region);
    if (option !== optionDefault) parameters.push({ name: `uiomem${slot}_option`, value: String(option) });
  }
  return parameters;
}

/** `insmod uiomem.ko uiomem0_addr=0x70000000 …` */
export function insmodLine(parameters: readonly Parameter[], file = 'uiomem.ko'): string {
  return ['insmod', file, ...parameters.map(({ name, value }) => `${name}=${value}`)].join(' ');
}

/** With what a module was loaded, of what /sys/module/uiomem/parameters shows: every parameter, with 0 for regions that were not asked for. */
export function givenParameters(shown: Readonly<Record<string, string>>): Parameter[] {
  return Object.entries(shown)
    .filter(([name, value]) => {
      const slot = /^(uiomem\d+)_/.exec(name)?.[1];
      return slot === undefined ? !(name === 'info_enable' && value === '1') : shown[`${slot}_size`] !== '0';
    })
    .map(([name, value]) => ({ name, value }));
}

/** The same with addresses and sizes in hex, which the kernel shows as decimals. */
export function readable({ name, value }: Parameter): Parameter {
  const isPlace = /_(addr|size)$/.test(name) && /^\d+$/.test(value);
  return { name, value: isPlace ? hex(BigInt(value)) : value };
}

/** What parameters mean, whatever their spelling: two lists that mean the same give equal values. */
export function meaningOf(parameters: readonly Parameter[]): string {
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  const number = (name: string, missing: bigint): bigint => {
    const text = values.get(name);
    return (text === undefined ? undefined : parseQuantity(text)) ?? missing;
  };
  const regions = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((slot) => {
    const size = number(`uiomem${slot}_size`, 0n);
    if (size === 0n) return [];
    // Without a cache the coherent bit says nothing.
    const { cache, shareable } = policyOfOption(number(`uiomem${slot}_option`, optionDefault));
    return [[slot, hex(number(`uiomem${slot}_addr`, 0n)), hex(size), cache, shareable]];
  });
  return JSON.stringify({ info: number('info_enable', 1n) !== 0n, regions });
}

/** Whether the loaded module's parameters (as /sys/module/uiomem/parameters shows them) are those that are wanted. */
export function sameParameters(wanted: readonly Parameter[], loaded: Readonly<Record<string, string>>): boolean {
  return meaningOf(wanted) === meaningOf(Object.entries(loaded).map(([name, value]) => ({ name, value })));
}
