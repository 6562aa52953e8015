/**
 * Everything the helper can do on a board. This list is also the whole list of what runs there as root,
 * besides the bootstrap that starts the helper (docs/develop.md).
 */
import * as z from 'zod';
import { holder, uiomemDevice } from './contract/device.ts';
import { deviceTreeContract } from './contract/device-tree.ts';
import { boardFacts } from './contract/facts.ts';
import { journalContract } from './contract/journal.ts';
import { kernelLogLine } from './contract/kernel-log.ts';
import { leaseContract } from './contract/lease.ts';
import { linkContract } from './contract/link.ts';
import { memoryContract } from './contract/memory.ts';
import { moduleContract } from './contract/module.ts';
import { persistContract } from './contract/persist.ts';
import { syncContract } from './contract/sync.ts';
import { contract } from './rpc/contract.ts';

export const helperContract = contract({
  /**
   * What is known of the board; the driver's devices included. Reads only; never touches region memory. A 32-bit board whose node
   * has nothing compiled takes seconds, and emulated on a busy workstation half a minute.
   */
  'facts.read': { input: z.object({}), output: boardFacts, deadlineMs: 120_000 },
  'device.list': { input: z.object({}), output: z.object({ devices: z.array(uiomemDevice) }) },
  /** Which processes have a uiomem device open or mapped. */
  'device.holders': { input: z.object({}), output: z.object({ holders: z.array(holder) }) },
  /** The kernel's log from a sequence number on (or all that is kept), and the number to ask for next. */
  'kernelLog.read': {
    input: z.object({ since: z.int().optional() }),
    output: z.object({ lines: z.array(kernelLogLine), next: z.int() }),
  },
  /** The number that the kernel's next line will have, without the lines; absent: the log cannot be read. */
  'kernelLog.next': { input: z.object({}), output: z.object({ next: z.int().optional() }) },
  ...linkContract,
  ...leaseContract,
  ...moduleContract,
  ...memoryContract,
  ...syncContract,
  ...journalContract,
  ...persistContract,
  ...deviceTreeContract,
});
export type HelperContract = typeof helperContract;
