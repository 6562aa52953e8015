/** kernel/range.c: uiomem_range_check(). */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { refusal, refusalLines } from './refusal.ts';
import { refusedDevice, refusedSpan } from './region-of.ts';

export const driverWrap = refusal(
  'driver.wrap',
  refusalLines('wrap', 'address plus size passes the end of the address space'),
  (refused, context) => {
    const { address, size } = refusedSpan(refused);
    return {
      meaning: `${hex(address)} plus ${hex(size)} bytes of ${refusedDevice(refused, context)} pass the end of the addresses that this kernel has.`,
      hint: 'Check the digits of address and size; 32-bit boards end at 4 GiB, or at 1 TiB with LPAE.',
    };
  },
);
