/** The kernel's log of a board, with what its lines mean. */
import { z } from 'zod';
import { kernelLogLine } from '../../remote-helper/contract/kernel-log.ts';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { explanation } from '../plan/messages/message.ts';
import { onBoard } from './board.ts';

export const logContract = contract({
  /**
   * Lines from sequence number `since` on, or all that the board keeps, in order; with `follow` what comes later too, until
   * it is cancelled. `text`: of a plan, for explanations that speak of its regions. `next`: the number to go on from.
   */
  'log.read': {
    input: onBoard.extend({ since: z.int().min(0).optional(), follow: z.boolean(), text: z.string().optional() }),
    output: z.object({ next: z.int() }),
    items: z.object({ line: kernelLogLine, explanation: explanation.optional() }),
    deadlineMs: 0,
  },
});
