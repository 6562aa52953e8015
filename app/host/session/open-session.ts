/** A session whose helper speaks the contract over the frames of the rpc engine. */
import { helperContract } from '../../../remote-helper/contract.ts';
import { connectClient } from '../../../remote-helper/rpc/client.ts';
import { byteStreamDuplex } from '../../../remote-helper/rpc/node/byte-stream.ts';
import type { Board } from '../../contract/board.ts';
import { type BoardSession, openSessionWith, type SessionOptions } from './session.ts';

/** Opens a session. Every failure names its stage in `data.stage`; nothing stays open or running after one. */
export function openSession(board: Board, options: SessionOptions): Promise<BoardSession> {
  return openSessionWith(
    ({ output, input }) => connectClient(helperContract, byteStreamDuplex(output, input)),
    board,
    options,
  );
}
