/** Boards that the tool runs itself. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import type { EmulatedStatus, emulatedContract } from '../../contract/emulated.ts';
import { boardFiles, boardFolder } from '../emulated-board/board-folder.ts';
import { followConsole } from '../emulated-board/console-text.ts';
import { down, type EmulatedBoard, notRunning, reboot, status, up } from '../emulated-board/emulated-board.ts';
import { emulatedNeeds } from '../emulated-board/needs.ts';
import { setLink } from '../emulated-board/set-link.ts';
import type { HostParts } from './parts.ts';

export function emulatedProcedures({ boards, sessions, truth }: HostParts): Handlers<typeof emulatedContract> {
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
      await truth.listChanged();
      await truth.emulatedChanged();
      return { status: statusOf(board.name, board), board: entry, started };
    },
    'emulated.needs': async ({ name }, { signal }) => await emulatedNeeds(name, signal),
    'emulated.console': async ({ name, follow }, { signal, item }) => {
      const running = async () => (await status(name))[0]?.board !== undefined;
      if (!(await running())) throw notRunning(name);
      const { consoleLog } = boardFiles(boardFolder(name));
      await followConsole(consoleLog, { signal, goesOn: async () => follow && (await running()) }, item);
      return {};
    },
    'emulated.down': async ({ name }, call) => {
      await sessions.drop(name);
      const answer = await down(name, { signal: call.signal });
      await truth.emulatedChanged();
      return answer;
    },
    'emulated.status': async () => {
      await truth.emulatedChanged();
      return { boards: await emulatedStatuses() };
    },
    'emulated.link': async ({ name, up }) => {
      await setLink(name, up);
      return {};
    },
    'emulated.reboot': async ({ name }, call) => {
      const control = { signal: call.signal, onProgress: ({ text }: { text: string }) => call.progress({ text }) };
      const board = await sessions.interrupt(name, rebooting(name), () => reboot(name, control));
      await truth.emulatedChanged();
      return { status: statusOf(name, board) };
    },
  };
}

/** Of all emulated boards that were ever started. */
export async function emulatedStatuses(): Promise<EmulatedStatus[]> {
  return (await status()).map(({ name, board }) => statusOf(name, board));
}

function rebooting(name: string): Problem {
  return { id: 'board.rebooting', message: `${name} is being rebooted.` };
}

function boardOf({ name, host, port, user, identityFile, knownHostsFile }: EmulatedBoard): Board {
  return { name, host, port, user, identityFile, knownHostsFile, emulated: name };
}

function statusOf(name: string, board: EmulatedBoard | undefined): EmulatedStatus {
  if (board === undefined) return { name, running: false };
  const { pid, port, architecture, kernelRelease, loader, sshd, node, tools, ramFile, ramBase, consoleLog } = board;
  return {
    name,
    running: true,
    pid,
    port,
    architecture,
    kernel: kernelRelease,
    loader,
    sshd,
    node,
    tools,
    ramFile,
    ramBase: `0x${ramBase.toString(16)}`,
    console: consoleLog,
  };
}
