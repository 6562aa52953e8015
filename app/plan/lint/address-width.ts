import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { endOf, spanText } from '../span.ts';
import { eachRegion, type Rule } from './rule.ts';

/** The narrower of what the board's kernel and the manual of its kind tell; undefined where neither does. */
export function addressWidthOf(facts: Facts | undefined): { readonly bits: number; readonly by: string } | undefined {
  const told = facts?.board.addressBits;
  const manual = facts?.profile?.addressBits;
  if (manual !== undefined && manual.value < (told ?? 65)) {
    return { bits: manual.value, by: `${facts?.profile?.title} (${manual.source})` };
  }
  return told === undefined ? undefined : { bits: told, by: 'its processor and kernel' };
}

/** `region.beyond-address-width`: an address that no wire carries. */
export const addressWidth: Rule = {
  about: 'whether an address is one that the board has',
  needs: 'the width of its addresses is not known',
  lacks: (facts) =>
    addressWidthOf(facts) === undefined
      ? 'neither its kernel nor a manual tells the width of its addresses'
      : undefined,
  check({ plan, facts }) {
    const width = addressWidthOf(facts);
    if (width === undefined) return [];
    const end = 1n << BigInt(width.bits);
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      // What passes 64 bits is region.wraps.
      if (region.size === 0n || endOf(region) <= end || endOf(region) > 1n << 64n) return [];
      return [
        {
          id: 'region.beyond-address-width',
          severity: 'error',
          path: [...at, region.address >= end ? 'address' : 'size'],
          message: `${region.device}, ${spanText(region)}, reaches beyond ${hex(end - 1n)}, the last of the board’s ${width.bits}-bit physical addresses.`,
          why: `By ${width.by} the board has no such addresses: the kernel refuses to map them, or nothing answers.`,
          hint: 'Check the digits of address and size.',
        },
      ];
    });
  },
};
