import type { Finding } from '../finding.ts';
import { overlaps, spanText } from '../span.ts';
import { eachRegion, type Rule } from './rule.ts';

/**
 * Compatibles of reservations out of which the kernel or a driver hands memory out itself
 * (Documentation/devicetree/bindings/reserved-memory).
 */
const pools = ['shared-dma-pool', 'restricted-dma-pool'];

/** `region.in-pool`: the range is kept from programs, and the kernel uses it all the same. */
export const reservation: Rule = {
  about: 'whether the reservation that a region lies in is somebody’s',
  needs: 'the board’s device tree is not known',
  check({ plan, facts }) {
    const reserved = (facts?.board.reservedMemory ?? []).flatMap(({ address, size, ...rest }) =>
      address === undefined || size === undefined ? [] : [{ address, size, ...rest }],
    );
    return eachRegion(plan).flatMap(({ region, at }): Finding[] => {
      const pool = reserved.find(
        (each) => overlaps(each, region) && each.compatible.some((name) => pools.includes(name)),
      );
      if (pool === undefined) return [];
      return [
        {
          id: 'region.in-pool',
          severity: 'warning',
          path: [...at, 'address'],
          message: `${region.device}, ${spanText(region)}, lies in ${pool.path}, ${spanText(pool)}, which is a ${pool.compatible.join(', ')}.`,
          why: 'The kernel hands that memory out to the devices whose nodes name it (memory-region), and nothing claims it: both would write there unaware of each other.',
          hint: 'Choose another range, or make it a plain no-map reservation that no other node names.',
        },
      ];
    });
  },
};
