import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Finding } from '../finding.ts';
import type { Region } from '../schema.ts';
import { endOf } from '../span.ts';
import { addressWidthOf } from './address-width.ts';
import { eachRegion, type Rule } from './rule.ts';

/** Machines (uname -m) whose unsigned long, and so an insmod address, has 32 bits. */
export const narrow = /^(armv[5-7]|i[3-6]86$|riscv32$|mips$|ppc$)/;

/** `region.zero-size`, `region.zero-address`, `region.wraps`, `region.beyond-ulong` (uiomem-interface: Probe and load errors). */
export const range: Rule = {
  about: 'whether an address fits an insmod parameter of the board',
  needs: 'the board’s machine is not known',
  check({ plan, facts }) {
    // Without such addresses at all a node would not help: region.beyond-address-width says so.
    const isNarrow =
      facts !== undefined && narrow.test(facts.board.kernel.machine) && (addressWidthOf(facts)?.bits ?? 64) > 32;
    return eachRegion(plan).flatMap(({ region, at }) => judge(region, at, isNarrow));
  },
};

function judge(region: Region, at: readonly ['regions', number], isNarrow: boolean): Finding[] {
  const { device, load, address, size } = region;
  const findings: Finding[] = [];
  const error = (id: string, key: string, message: string, why: string, hint: string) =>
    findings.push({ id, severity: 'error', path: [...at, key], message, why, hint });
  if (size === 0n) {
    error(
      'region.zero-size',
      'size',
      `The size of ${device} is 0.`,
      'To the driver a size of 0 means that there is no such region.',
      'Give the bytes it shall have, or take the region out of the plan.',
    );
  }
  if (address === 0n && load === 'insmod') {
    error(
      'region.zero-address',
      'address',
      `The address of ${device} is 0.`,
      'The insmod line cannot name memory at address 0: the driver takes that for a forgotten address.',
      'For memory at address 0 use a device-tree node.',
    );
  }
  if (endOf(region) > 1n << 64n) {
    error(
      'region.wraps',
      'size',
      `${hex(address)} plus ${hex(size)} bytes of ${device} pass the end of the address space.`,
      'Counted in 64 bits the region would end before it starts; the driver refuses it.',
      'Check the digits of address and size.',
    );
  } else if (isNarrow && load === 'insmod' && endOf(region) > 1n << 32n) {
    error(
      'region.beyond-ulong',
      'address',
      `${device} reaches beyond 4 GiB, which a module parameter of this 32-bit board cannot say.`,
      'The kernel refuses the parameter as out of range, and the module is not loaded.',
      'Use a device-tree node, whose reg can have two cells of address, on a kernel that has such addresses (on ARM one with LPAE).',
    );
  }
  return findings;
}
