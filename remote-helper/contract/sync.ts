/** Cleaning and invalidating the CPU's cache by the driver, and the attributes that say how. */
import * as z from 'zod';
import { contract } from '../rpc/contract.ts';
import { direction, mappingMode, owner, syncState } from './device.ts';
import { range, u64 } from './quantity.ts';

/** Without `range` the device's own sync_offset, sync_size and sync_direction are used. */
const syncInput = z.object({ device: z.string(), range: range.optional(), direction: direction.optional() });
/** `commands`: the 64-bit words written to the driver, in order. */
const syncOutput = z.object({ owner, commands: z.array(u64) });

export const syncContract = contract({
  'sync.forCpu': { input: syncInput, output: syncOutput, deadlineMs: 0 },
  'sync.forDevice': { input: syncInput, output: syncOutput, deadlineMs: 0 },
  'sync.get': { input: z.object({ device: z.string() }), output: syncState },
  /** Stores the attributes that are given, all or none, and answers what the driver then holds. */
  'sync.set': {
    input: z.object({
      device: z.string(),
      mode: mappingMode.optional(),
      always: z.boolean().optional(),
      offset: u64.optional(),
      size: u64.optional(),
      direction: direction.optional(),
    }),
    output: syncState,
  },
});
