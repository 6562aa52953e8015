/** What the tool left on a board for its next boots, whatever plan said so and from whichever workstation. */
import { z } from 'zod';
import { persistKind, persistState } from '../../remote-helper/contract/persist.ts';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { onBoard } from './board.ts';

export const persistedPlace = z.object({
  path: z.string(),
  kind: persistKind,
  /** `foreign`: of somebody else, and speaks of the driver. */
  state: z.enum([...persistState.options, 'foreign']),
  /** Of text files: what is there now. */
  text: z.string().optional(),
  /** From what the tool wrote to what is there, as lines of a unified difference. */
  difference: z.string().optional(),
  /** What lay there before comes back when it is removed. */
  replaced: z.boolean(),
});

export const persistContract = contract({
  'persist.show': {
    input: onBoard,
    output: z.object({
      files: z.array(persistedPlace),
      /** The group that was made. */
      group: z.string().optional(),
      /** The regions that the next boot makes, as far as files and device tree tell; `because`: why none, or what decides. */
      nextBoot: z
        .object({ loads: z.boolean(), because: z.string(), parameters: z.record(z.string(), z.string()) })
        .optional(),
    }),
    deadlineMs: 0,
  },
  /**
   * Takes everything of it away, also after a reboot and from another workstation. `persist.changed-since` (data: path, wrote,
   * found) when somebody changed a file since: `discard` takes it away too, `keep` leaves it there and forgets it.
   */
  'persist.remove': {
    input: onBoard.extend({ changed: z.enum(['refuse', 'discard', 'keep']) }),
    output: z.object({
      removed: z.array(z.string()),
      restored: z.array(z.string()),
      left: z.array(z.string()),
      told: z.array(z.string()),
    }),
    deadlineMs: 0,
  },
});
