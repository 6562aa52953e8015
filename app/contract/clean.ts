/** Taking everything of ours off a board. */
import { z } from 'zod';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { onBoard, stageReport } from './board.ts';

/** Something of ours on the board. */
export const leftover = z.object({
  path: z.string(),
  /** Bytes; of a folder with all that is in it. */
  size: z.int(),
  /** What it is, in a few words. */
  what: z.string(),
});

export const cleanContract = contract({
  /**
   * Removes what the tool ever left on the board: helper, node, uploads, built modules, journal, leases, persistence. The
   * loaded driver stays unless `unload`. `preview`: tells only. Refused while an apply stands (`clean.applied`), for its
   * journal is the way back, and while another host has the lease.
   */
  'board.clean': {
    input: onBoard.extend({ preview: z.boolean(), unload: z.boolean() }),
    /** `left`: what could not be removed, and why. */
    output: z.object({
      removed: z.array(leftover),
      left: z.array(leftover.extend({ why: z.string() })),
    }),
    progress: stageReport,
    deadlineMs: 0,
  },
});
