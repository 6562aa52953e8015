/** A root shell on a board for work of a minute: without a helper, and without leaving anything there. */
import type { Board } from '../../contract/board.ts';
import type { SecretSource } from '../boards/secrets.ts';
import { becomeRoot } from '../session/privilege.ts';
import { probeBoard } from '../session/probe-board.ts';
import { type ShellLife, startShell } from '../shell-mode/start-shell.ts';
import { connectSsh } from '../ssh/connection.ts';
import type { OnStage } from '../ssh/on-stage.ts';

export interface RootOptions {
  readonly secrets: SecretSource;
  readonly signal: AbortSignal;
  readonly onStage: OnStage;
}

/** Throws what connecting and becoming root throws. */
export async function openRoot(board: Board, options: RootOptions): Promise<ShellLife & AsyncDisposable> {
  const { secrets, signal, onStage } = options;
  await using undo = new AsyncDisposableStack();
  const connection = undo.use(await connectSsh(board, options));
  onStage('probe', 'looking at the board');
  const probe = await probeBoard(connection, [], signal);
  onStage('privilege', 'becoming root');
  const reach = await becomeRoot(connection, probe, secrets, signal);
  onStage('helper', 'starting a root shell');
  const life = await startShell({ connection, reach, machine: probe.machine, content: async () => undefined }, signal);
  undo.defer(() => life.close());
  const stack = undo.move();
  return { ...life, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
