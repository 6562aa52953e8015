/** Loading and unloading the driver. */
import * as z from 'zod';
import { contract } from '../rpc/contract.ts';
import { uiomemDevice } from './device.ts';
import { kernelLogLine } from './kernel-log.ts';

export const moduleContract = contract({
  /**
   * Loads a module file of the board: copied to a root-owned place, its digest checked there, then insmod.
   * A failed load is `module.load-failed` with the loader's words, errno's name and the kernel's lines since.
   */
  'module.load': {
    input: z.object({
      path: z.string(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      /** In order; printed as name=value on insmod's line. */
      parameters: z.array(z.object({ name: z.string().regex(/^\w+$/), value: z.string().regex(/^[\w,.:+-]*$/) })),
    }),
    output: z.object({ devices: z.array(uiomemDevice), log: z.array(kernelLogLine) }),
    deadlineMs: 60_000,
  },
  /** Closes the helper's own mappings first. `module.in-use` names every other process that holds a device. */
  'module.unload': {
    input: z.object({}),
    output: z.object({ closedMappings: z.int(), log: z.array(kernelLogLine) }),
    deadlineMs: 60_000,
  },
});
