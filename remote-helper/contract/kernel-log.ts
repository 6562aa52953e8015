/** Lines of the kernel's log, from `/dev/kmsg` (Documentation/ABI/testing/dev-kmsg). */
import * as z from 'zod';

export const kernelLogLine = z.object({
  /** The record's 64-bit sequence number; fits a double for the life of a board. */
  sequence: z.int(),
  /** syslog level, 0 emergency to 7 debug. */
  level: z.int().min(0).max(7),
  /** Microseconds since boot. */
  microseconds: z.int(),
  text: z.string(),
});
export type KernelLogLine = z.output<typeof kernelLogLine>;
