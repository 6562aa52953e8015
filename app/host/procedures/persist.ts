/** What stays on a board for its next boots: shown, and taken away whatever plan it came from. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { persistContract } from '../../contract/persist.ts';
import { difference } from '../../plan/persist/difference.ts';
import { nextBoot } from '../../plan/persist/next-boot.ts';
import { ApplyJournal } from '../apply/journal.ts';
import { type HostParts, nameOf, sessionOf } from './parts.ts';

export function persistProcedures(parts: HostParts): Handlers<typeof persistContract> {
  return {
    'persist.show': async (where, { signal }) => {
      const session = await sessionOf(parts, where, signal);
      const { record, files } = await session.helper.call('persist.read', {}, { signal });
      const board = await session.facts(true);
      const known = new Set(files.map(({ path }) => path));
      const foreign = (board.persisted ?? []).filter(({ path, ours }) => !ours && !known.has(path));
      const next = nextBoot(board);
      return {
        files: [
          // Of a DKMS tree only what DKMS reads.
          ...files
            .filter(({ kind, path }) => kind !== 'dkms' || path.endsWith('/dkms.conf'))
            .map(({ path, kind, state, text, ours, replaced }) => ({
              path,
              kind,
              state,
              ...(text !== undefined && { text }),
              ...(state === 'changed' &&
                ours !== undefined &&
                text !== undefined && { difference: difference(ours, text) }),
              replaced,
            })),
          ...foreign.map(({ path, kind, text }) => ({
            path,
            kind,
            state: 'foreign' as const,
            ...(text !== undefined && { text }),
            replaced: false,
          })),
        ],
        ...(record?.group !== undefined && { group: record.group.name }),
        ...(next !== undefined && {
          nextBoot: {
            loads: next.loads,
            because: next.because,
            parameters: Object.fromEntries(next.parameters.map(({ name, value }) => [name, value])),
          },
        }),
      };
    },
    'persist.remove': async ({ changed, ...where }, { signal }) => {
      const board = await nameOf(parts, where);
      parts.work.refuseWhileRunning(board);
      const session = await sessionOf(parts, { ...where, board }, signal);
      const { bootId } = await session.facts(true);
      // The journal of an earlier boot takes nothing back any more, and would keep what gave way.
      await new ApplyJournal(session, bootId).tidy();
      return await session.helper.call('persist.remove', { group: true, changed }, { signal });
    },
  };
}
