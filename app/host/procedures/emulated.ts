/** Boards that the tool runs itself. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { Board } from '../../contract/board.ts';
import type { EmulatedStatus, emulatedContract } from '../../contract/emulated.ts';
import { down, type EmulatedBoard, reboot, status, up } from '../emulated-board/emulated-board.ts';
import type { HostParts } from './parts.ts';

export function emulatedProcedures({ boards, sessions }: HostParts): Handlers<typeof emulatedContract> {
  return {
    'emulated.up': async (wanted, call) => {
      const { board, started } = await up(wanted, {
        signal: call.signal,
        onProgress: ({ text }) => call.progress({ text }),
      });
      const entry = boardOf(board);
      if (started) await sessions.drop(board.name);
      const { boards: known, default: chosen } = await boards.list();
      if (JSON.stringify(known.find(({ name }) => name === board.name)) !== JSON.stringify(entry)) {
        await boards.put(entry, { makeDefault: chosen === undefined });
      }
      return { status: statusOf(board.name, board), board: entry, started };
    },
    'emulated.down': async ({ name }, call) => {
      await sessions.drop(name);
      return await down(name, { signal: call.signal });
    },
    'emulated.status': async () => ({ boards: (await status()).map(({ name, board }) => statusOf(name, board)) }),
    'emulated.reboot': async ({ name }, call) => {
      await sessions.drop(name);
      const board = await reboot(name, { signal: call.signal, onProgress: ({ text }) => call.progress({ text }) });
      return { status: statusOf(name, board) };
    },
  };
}

function boardOf({ name, host, port, user, identityFile, knownHostsFile }: EmulatedBoard): Board {
  return { name, host, port, user, identityFile, knownHostsFile, emulated: name };
}

function statusOf(name: string, board: EmulatedBoard | undefined): EmulatedStatus {
  if (board === undefined) return { name, running: false };
  const { pid, port, kernelRelease, sshd, node, ramFile, ramBase, consoleLog } = board;
  return {
    name,
    running: true,
    pid,
    port,
    kernel: kernelRelease,
    sshd,
    node,
    ramFile,
    ramBase: `0x${ramBase.toString(16)}`,
    console: consoleLog,
  };
}
