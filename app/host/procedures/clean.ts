/** Taking everything of ours off a board. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { cleanContract } from '../../contract/clean.ts';
import { clean } from '../clean/clean.ts';
import { openRoot } from '../clean/open-root.ts';
import type { OnStage } from '../session/board-line.ts';
import { type HostParts, sessionOf } from './parts.ts';

export function cleanProcedures(parts: HostParts): Handlers<typeof cleanContract> {
  const { boards, secrets, sessions, work } = parts;
  return {
    'board.clean': async ({ preview, unload, ...where }, call) => {
      const board = await boards.find(where.board);
      work.refuseWhileRunning(board.name);
      const { signal } = call;
      const onStage: OnStage = (stage, text, about) => call.progress({ stage, text, ...about });
      await using root = await openRoot(board, { secrets, signal, onStage });
      const { removed, left } = await clean(root, {
        board: board.name,
        preview,
        unload,
        signal,
        async removePersistence() {
          onStage('helper', 'taking away what the next boots follow');
          const session = await sessionOf(parts, { board: board.name }, signal, onStage);
          await session.helper.call('persist.remove', { group: true, changed: 'refuse' }, { signal });
          await session.helper.call('boot.restore', { changed: 'refuse' }, { signal }).catch((thrown) => {
            if (problemOf(thrown).id !== 'boot.nothing-to-restore') throw thrown;
          });
        },
        endSession: () => sessions.drop(board.name),
      });
      return { removed, left };
    },
  };
}
