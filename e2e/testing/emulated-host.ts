/** A host with one emulated board, for a whole test file; and a shell on the board whose commands share a connection. */
import { join } from 'node:path';
import type { Board } from '../../app/contract/board.ts';
import type { EmulatedStatus } from '../../app/contract/emulated.ts';
import { boardShell, type PrivateHost, privateHost } from './boards.ts';

export interface EmulatedHost extends PrivateHost {
  readonly board: Board;
  readonly status: EmulatedStatus;
  /** Runs a command as root on the board, past our host and helper; answers what it printed. Rejects when it fails. */
  shell(command: string, input?: string | Uint8Array): Promise<string>;
}

/** Boots a board of that name, and stops it at the end. `boot` starts it in its own way, with settings that are the host's. */
export async function emulatedHost(name: string, boot?: (folder: string) => Promise<unknown>): Promise<EmulatedHost> {
  await using undo = new AsyncDisposableStack();
  const host = undo.use(await privateHost());
  await boot?.(host.folder);
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
    shell: (command, input) => boardShell(board, command, { input, ssh }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
