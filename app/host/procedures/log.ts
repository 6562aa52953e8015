/** The kernel's log of a board, explained. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { logContract } from '../../contract/log.ts';
import { readPlan } from '../../plan/document.ts';
import { explainLine } from '../../plan/messages/explain.ts';
import { profileOf } from '../profiles/profiles.ts';
import { type HostParts, sessionOf } from './parts.ts';

/** Between two looks at a log that is followed: soon enough for a reader, seldom enough for a slow board. */
const lookEveryMs = 500;

export function logProcedures(parts: HostParts): Handlers<typeof logContract> {
  return {
    'log.read': async ({ since, follow, text, ...where }, { signal, item }) => {
      const session = await sessionOf(parts, where, signal);
      const board = await session.facts();
      const { profile } = await profileOf(board);
      const context = { facts: { board, profile }, plan: text === undefined ? undefined : readPlan(text).plan };
      let from = since;
      for (;;) {
        const { lines, next } = await session.helper.call('kernelLog.read', from === undefined ? {} : { since: from }, {
          signal,
        });
        for (const line of lines) {
          const explanation = explainLine(line.text, context);
          await item({ line, ...(explanation !== undefined && { explanation }) });
        }
        from = next;
        if (!follow) return { next };
        await sleep(lookEveryMs, undefined, { signal });
      }
    },
  };
}
