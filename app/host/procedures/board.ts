/** The list of boards, and what is known of one. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { boardContract } from '../../contract/board.ts';
import type { OnStage } from '../session/board-line.ts';
import { openSession } from '../session/open-session.ts';
import { type HostParts, sessionOf } from './parts.ts';

export function boardProcedures(parts: HostParts): Handlers<typeof boardContract> {
  const { boards, secrets, sessions, truth } = parts;
  return {
    'board.list': async () => {
      const { boards: known, default: chosen } = await boards.list();
      return { boards: [...known], ...(chosen !== undefined && { default: chosen }) };
    },
    'board.add': async ({ board, trust, makeDefault, test }, call) => {
      if (!test) {
        await boards.put(board, { makeDefault });
        await truth.listChanged();
        return { board };
      }
      await using session = await openSession(board, {
        secrets,
        signal: call.signal,
        onStage: (stage, text) => call.progress({ stage, text }),
        ...(trust !== undefined && { trust }),
      });
      const facts = await session.facts();
      await sessions.drop(board.name);
      await boards.put(board, { makeDefault });
      await truth.listChanged();
      return { board, facts };
    },
    'board.remove': async ({ board }) => {
      await boards.remove(board);
      secrets.forget(board);
      await sessions.drop(board);
      await truth.listChanged();
      return {};
    },
    'board.makeDefault': async ({ board }) => {
      await boards.makeDefault(board);
      await truth.listChanged();
      return {};
    },
    'board.facts': async (where, call) => {
      const session = await sessionOf(parts, where, call.signal, (stage, text) => call.progress({ stage, text }));
      return await session.facts(true);
    },
    'board.connect': async ({ board: name }, call) => {
      const board = await boards.find(name);
      const onStage: OnStage = (stage, text) => call.progress({ stage, text });
      await sessions.hold(board, call.signal, onStage);
      onStage('facts', 'asking the board what it is');
      await truth.told(name);
      return {};
    },
    'board.disconnect': async ({ board }) => {
      await sessions.drop((await boards.find(board)).name);
      return {};
    },
    'board.takeOver': async (where, call) => {
      const session = await sessionOf(parts, where, call.signal);
      return await session.helper.call('lease.take', { over: true }, { signal: call.signal });
    },
    'board.secret': async ({ board, kind, secret }) => {
      // A board that is being added is not in the list yet.
      const name = board ?? (await boards.find()).name;
      secrets.set({ board: name, kind }, secret);
      return {};
    },
  };
}
