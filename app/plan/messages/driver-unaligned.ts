/** kernel/range.c: uiomem_range_check(). */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { hasRoom } from '../lint/alignment.ts';
import { refusal, refusalLines } from './refusal.ts';
import { refusedRegion, refusedSpan, subjectOf } from './region-of.ts';

export const driverUnaligned = refusal(
  'driver.unaligned',
  refusalLines('unaligned', 'address and size must both be multiples of the page size 0x%lx', 'page'),
  (refused, context) => {
    // A log can be cut or garbled: no page is smaller.
    const page = BigInt(`0x${refused.page}`) || 0x1000n;
    const { address, size } = refusedSpan(refused);
    const up = (value: bigint) => (value % page === 0n ? value : value - (value % page) + page);
    const planned = refusedRegion(refused, context);
    const which = [address % page !== 0n && 'address', size % page !== 0n && 'size'].filter((each) => each !== false);
    return {
      meaning: `${subjectOf(refused, context)} does not consist of whole pages of ${hex(page)} bytes${which.length === 0 ? '' : `: its ${which.join(' and its ')} ${which.length > 1 ? 'are' : 'is'} no multiple of that`}.`,
      hint: `Round the address down and the size up: ${hex(address - (address % page))} and ${hex(up(size))} are multiples.`,
      // An address can be meant either way; a size has to hold what it held.
      ...(context.plan !== undefined &&
        planned?.region.load === 'insmod' &&
        address % page === 0n &&
        planned.region.size % page !== 0n &&
        hasRoom(context.plan, planned.at[1], up(size), context.facts) && {
          fix: {
            title: `Round the size up to ${hex(up(size))}`,
            edits: [{ op: 'set', path: [...planned.at, 'size'], value: hex(up(size)) }],
          },
        }),
    };
  },
);
