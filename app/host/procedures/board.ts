/** The list of boards, and what is known of one. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board, boardContract } from '../../contract/board.ts';
import { editBoard } from '../boards/edit-board.ts';
import { forgetOwnKnownHosts, ownKnownHostsFile, reflashed, renameOwnKnownHosts } from '../boards/reflashed.ts';
import type { OnStage } from '../session/board-line.ts';
import { openSession } from '../session/open-session.ts';
import { routeTo } from '../ssh/route.ts';
import { sshHosts } from '../ssh/ssh-hosts.ts';
import { type HostParts, sessionOf } from './parts.ts';

export function boardProcedures(parts: HostParts): Handlers<typeof boardContract> {
  const { boards, secrets, kept, recent, sessions, truth, work } = parts;
  return {
    'board.list': async () => {
      const { boards: known, default: chosen } = await boards.list();
      const ways = await Promise.all(known.map(wayTo));
      return { boards: [...known], ways, ...(chosen !== undefined && { default: chosen }) };
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
        onStage: (stage, text, about) => call.progress({ stage, text, ...about }),
        ...(trust !== undefined && { trust }),
      });
      const facts = await session.facts();
      await sessions.drop(board.name);
      await boards.put(board, { makeDefault });
      await truth.listChanged();
      return { board, facts };
    },
    'board.edit': async ({ board: name, to }) => {
      work.refuseWhileRunning(name);
      const { board, elsewhere } = editBoard(await boards.find(name), to, ownKnownHostsFile);
      const renamed = board.name !== name;
      // Asked before the list changes: what no listed board has a use for is forgotten at the first look.
      const keptBefore = (await kept.list(name)).length;
      await sessions.drop(name);
      using _ = truth.renaming(name, board.name);
      await boards.replace(name, board);
      const inMemory = elsewhere ? secrets.forget(name) : 0;
      if (!elsewhere) secrets.rename(name, board.name);
      if (board.knownHostsFile !== ownKnownHostsFile(board.name)) await forgetOwnKnownHosts(name);
      else if (renamed) await renameOwnKnownHosts(name, board.name);
      if (renamed) await recent.renameBoard(name, board.name).catch(unimportant);
      await truth.listChanged();
      if (elsewhere) await kept.forget(name);
      else if (renamed) await kept.rename(name, board.name);
      return { board, secretsForgotten: elsewhere && inMemory + keptBefore > 0 };
    },
    'board.sshHosts': async () => {
      try {
        return { hosts: await sshHosts() };
      } catch (thrown) {
        return { hosts: [], problem: problemOf(thrown).message };
      }
    },
    'board.remove': async ({ board }) => {
      await boards.remove(board);
      secrets.forget(board);
      await forgetOwnKnownHosts(board);
      await sessions.drop(board);
      await recent.forgetBoard(board).catch(unimportant);
      await truth.listChanged();
      await kept.forget(board);
      return {};
    },
    'board.makeDefault': async ({ board }) => {
      await boards.makeDefault(board);
      await truth.listChanged();
      return {};
    },
    'board.facts': async (where, call) => {
      const session = await sessionOf(parts, where, call.signal, (stage, text, about) =>
        call.progress({ stage, text, ...about }),
      );
      return await session.facts(true);
    },
    'board.connect': async ({ board: name }, call) => {
      const board = await boards.find(name);
      const onStage: OnStage = (stage, text, about) => call.progress({ stage, text, ...about });
      await sessions.hold(board, call.signal, onStage);
      onStage('facts', 'asking the board what it is');
      await truth.told(name);
      await recent.noteBoard(name).catch(unimportant);
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
    'board.secret': async ({ board, kind, secret, hop, remember }) => {
      // A board that is being added is not in the list yet.
      const name = board ?? (await boards.find()).name;
      const request = { board: name, kind, ...(hop !== undefined && { hop }) };
      secrets.set(request, secret);
      return { kept: remember === true && (await kept.keep(request, secret)) ? 'system' : 'memory' };
    },
    'board.secretsKept': async ({ board }) => ({ place: await kept.place(), kept: await kept.list(board) }),
    'board.forgetSecrets': async ({ board }) => {
      const { name } = await boards.find(board);
      return { forgotten: secrets.forget(name) + (await kept.forget(name)) };
    },
    'board.answer': async ({ question, answers }) => {
      secrets.answer(question, answers);
      return {};
    },
    'board.reflashed': async ({ board: name, fingerprint }, call) => {
      const board = await reflashed(await boards.find(name), fingerprint, {
        secrets,
        signal: call.signal,
        onStage: (stage, text, about) => call.progress({ stage, text, ...about }),
      });
      await sessions.drop(name);
      await boards.put(board);
      await truth.listChanged();
      return { board };
    },
    'board.runtime': async ({ board: name, runtime }) => {
      const { runtime: _before, ...kept } = await boards.find(name);
      const board: Board = runtime === undefined ? kept : { ...kept, runtime };
      await boards.put(board);
      await truth.listChanged();
      return { board };
    },
  };
}

/** What was used last is a help: nothing else fails because it cannot be written. */
const unimportant = () => {};

async function wayTo(board: Board) {
  try {
    const { board: to, jumps } = await routeTo(board);
    return { board: board.name, user: to.user, host: to.host, port: to.port, jumps: jumps.map(({ name }) => name) };
  } catch (thrown) {
    return { board: board.name, jumps: [], problem: problemOf(thrown).message };
  }
}
