/** What is known of kinds of boards, beside what a board tells of itself. */
import { z } from 'zod';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { boardProfile } from '../plan/profile.ts';
import { onBoard } from './board.ts';

export const profileContract = contract({
  'profile.list': { input: z.object({}), output: z.object({ profiles: z.array(boardProfile) }) },
  /** The profile that a board's facts call for, and by which fact it was chosen. The generic one when none fits. */
  'profile.of': {
    input: onBoard,
    output: z.object({ profile: boardProfile, because: z.string() }),
    deadlineMs: 0,
  },
  /** The same by facts that were saved (their JSON text); no board is asked. Throws `plan.bad-facts`. */
  'profile.byFacts': {
    input: z.object({ json: z.string() }),
    output: z.object({ profile: boardProfile, because: z.string() }),
  },
});
