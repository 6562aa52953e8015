/**
 * Who may change a board. The lease is a file on the board (in `/run/uiomem-studio/lease/`) that names a helper's process; it
 * counts for as long as that process lives, so that a crash or a pulled cable leaves none behind. Looking needs no lease.
 */
import * as z from 'zod';
import { contract } from '../rpc/contract.ts';

/** The host behind a helper, for people. */
export const leaseHolder = z.object({
  /** User and workstation, as in `ada@bench7`. */
  who: z.string().min(1).max(200),
  /** What drives the board: `window`, `command line`. */
  program: z.string().min(1).max(100),
});
export type LeaseHolder = z.output<typeof leaseHolder>;

export const lease = z.discriminatedUnion('held', [
  z.object({ held: z.literal('nobody') }),
  z.object({ held: z.literal('ours') }),
  /** `since`: of the board's clock, ISO 8601. */
  z.object({ held: z.literal('other'), by: leaseHolder, since: z.string() }),
]);
export type Lease = z.output<typeof lease>;

export const leaseContract = contract({
  /**
   * Says for whom this helper works. What changes the board takes the lease by itself when nobody has it. `host` is the same
   * for every helper of one host and known to nobody else: the helper of a link that was lost may live on for a while, and
   * counts as nobody for those that follow it.
   */
  'lease.introduce': { input: leaseHolder.extend({ host: z.string().min(16).max(100).optional() }), output: lease },
  /** Takes the lease when nobody has it, and with `over` also from another; answers who has it then. */
  'lease.take': { input: z.object({ over: z.boolean() }), output: lease },
  'lease.release': { input: z.object({}), output: lease },
  /** The state at once, and again at each change, until it is cancelled. */
  'lease.watch': { input: z.object({}), output: z.object({}), items: lease, deadlineMs: 0 },
});
