/** What was worked with last, and plan files by their path. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { recentContract } from '../../contract/recent.ts';
import { absolutePath } from '../text-file/text-file.ts';
import type { HostParts } from './parts.ts';

export function recentProcedures({ boards, recent }: HostParts): Handlers<typeof recentContract> {
  return {
    'recent.list': async () => {
      const { boards: listed } = await boards.list();
      const { boards: used, plans } = await recent.list();
      // Another program may have taken a board from the list.
      const known = new Set(listed.map(({ name }) => name));
      return { boards: used.filter(({ board }) => known.has(board)), plans };
    },
    'recent.note': async ({ path, board }) => {
      await recent.notePlan(absolutePath('plan', path), board);
      return {};
    },
    'recent.forget': async ({ path }) => ({ forgotten: await recent.forgetPlan(path) }),
  };
}
