/** A session whose helper speaks the contract over the frames of the rpc engine. */
import { helperContract } from '../../../remote-helper/contract.ts';
import { connectClient } from '../../../remote-helper/rpc/client.ts';
import { byteStreamDuplex } from '../../../remote-helper/rpc/node/byte-stream.ts';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import { provenContent } from '../apply/planned-content.ts';
import { status } from '../emulated-board/emulated-board.ts';
import { type BoardSession, openSessionWith, type SessionOptions } from './session.ts';

/**
 * Opens a session. Every failure names its stage in `data.stage`; nothing stays open or running after one. An emulated board that
 * is not up, or that dies meanwhile, is `emulated.not-running`.
 */
export async function openSession(board: Board, options: SessionOptions): Promise<BoardSession> {
  try {
    return await openSessionWith(
      {
        talk: ({ output, input }) => connectClient(helperContract, byteStreamDuplex(output, input)),
        content: provenContent,
      },
      board,
      options,
    );
  } catch (thrown) {
    const { id, data } = problemOf(thrown);
    if (board.emulated === undefined || !/^(ssh|link)\./.test(id) || (await runs(board.emulated))) throw thrown;
    throw problem('emulated.not-running', `The board ${board.emulated} is not running.`, {
      hint: `Start it: board emulated up ${board.emulated}.`,
      data: { ...data, name: board.emulated },
      cause: thrown,
    });
  }
}

async function runs(name: string): Promise<boolean> {
  const [found] = await status(name);
  return found?.board !== undefined;
}
