/** A host with one emulated board, for a whole test file; and a shell on the board whose commands share a connection. */
import { join } from 'node:path';
import type { Board } from '../../app/contract/board.ts';
import type { EmulatedStatus } from '../../app/contract/emulated.ts';
import type { BoardOptions } from '../../app/host/emulated-board/board-options.ts';
import { up } from '../../app/host/emulated-board/emulated-board.ts';
import { setLink } from '../../app/host/emulated-board/set-link.ts';
import { boardShell, type PrivateHost, privateHost } from './boards.ts';

export interface EmulatedHost extends PrivateHost {
  readonly board: Board;
  readonly status: EmulatedStatus;
  /** Runs a command as root on the board, past our host and helper; answers what it printed. Rejects when it fails. */
  shell(command: string, input?: string | Uint8Array): Promise<string>;
  /** Pulls the board's network cable, or plugs it back. */
  link(up: boolean): Promise<void>;
}

/** How a test wants its board; given the host's own folder, for what it makes there. */
export type BoardWish = Omit<BoardOptions, 'name'> | ((folder: string) => Promise<Omit<BoardOptions, 'name'>>);

/** Boots a board of that name, and stops it at the end; `wish` says in what it differs from the usual one. */
export async function emulatedHost(name: string, wish: BoardWish = {}): Promise<EmulatedHost> {
  await using undo = new AsyncDisposableStack();
  const host = undo.use(await privateHost());
  // Past the host's procedures: a test may want what they do not offer. They find it up already.
  await up({ name, ...(typeof wish === 'function' ? await wish(host.folder) : wish) });
  const { status, board } = await host.client.call('emulated.up', { name });
  // A connection costs an emulated processor a second.
  const shared = ['ControlMaster=auto', `ControlPath=${join(host.folder, 'ssh')}`, 'ControlPersist=yes'];
  const ssh = shared.flatMap((each) => ['-o', each]);
  // Without a master there is nothing to end.
  undo.defer(() => boardShell(board, '', { ssh: [...ssh, '-O', 'exit'] }).then(undefined, () => {}));
  const stack = undo.move();
  return {
    client: host.client,
    handlers: host.handlers,
    folder: host.folder,
    board,
    status,
    link: (wanted) => setLink(name, wanted),
    shell: (command, input) => boardShell(board, command, { input, ssh }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
