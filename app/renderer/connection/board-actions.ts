/** What the frame does with boards, each as a task, so that it goes on when its panel closes. */
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import type { HostContract } from '../../contract.ts';
import { runTask } from '../host/tasks.ts';

type Host = Client<HostContract>;

export const connectKey = (board: string) => `connect:${board}`;
export const emulatedKey = (board: string) => `emulated:${board}`;
export const leaseKey = (board: string) => `lease:${board}`;
export const rollbackKey = (board: string) => `rollback:${board}`;

export function connect(host: Host, board: string): Promise<boolean> {
  return runTask(connectKey(board), `Connect to ${board}`, async (signal, tell) => {
    try {
      await host.call('board.connect', { board }, { signal, onProgress: ({ text }) => tell(text) });
    } catch (thrown) {
      // Somebody, most likely the user here, wanted it to end, maybe while it told what the board is.
      if (!['board.disconnected', 'session.closed'].includes(problemOf(thrown).id)) throw thrown;
    }
  });
}

/** Also ends a connection that is being opened, or tried again. */
export function disconnect(host: Host, board: string): Promise<boolean> {
  return runTask(`disconnect:${board}`, `Disconnect from ${board}`, async (signal) => {
    await host.call('board.disconnect', { board }, { signal });
  });
}

/** Keeps a host key that the user has compared, and connects. */
export async function trust(host: Host, board: Board, fingerprint: string): Promise<void> {
  const done = await runTask(connectKey(board.name), `Trust the key of ${board.name}`, async (signal, tell) => {
    await host.call(
      'board.add',
      { board, trust: fingerprint, makeDefault: false, test: true },
      { signal, onProgress: ({ text }) => tell(text) },
    );
  });
  if (done) await connect(host, board.name);
}

/** After a changed key: keeps the one it shows now for this board alone, and connects. */
export async function reflashed(host: Host, board: string, fingerprint: string): Promise<void> {
  const done = await runTask(connectKey(board), `Trust the new key of ${board}`, async (signal, tell) => {
    await host.call('board.reflashed', { board, fingerprint }, { signal, onProgress: ({ text }) => tell(text) });
  });
  if (done) await connect(host, board);
}

/** `hop`: the jump host that wants it; `remember`: in the system's store too. */
export async function giveSecret(
  host: Host,
  board: string,
  secret: {
    readonly kind: 'password' | 'passphrase' | 'sudo';
    readonly secret: string;
    readonly hop?: string;
    readonly remember?: boolean;
  },
): Promise<void> {
  const done = await runTask(connectKey(board), `Send the secret for ${board}`, async (signal) => {
    await host.call('board.secret', { board, ...secret }, { signal });
  });
  if (done) await connect(host, board);
}

/** The connection that asked goes on by itself. */
export function giveAnswers(host: Host, board: string, question: string, answers: readonly string[]): Promise<boolean> {
  return runTask(`answer:${question}`, `Answer ${board}`, async (signal) => {
    await host.call('board.answer', { question, answers: [...answers] }, { signal });
  });
}

/** What a board without node is reached by from now on; `undefined`: it is asked again. Connects anew. */
export async function chooseRuntime(host: Host, board: string, runtime: Board['runtime']): Promise<void> {
  const done = await runTask(connectKey(board), `Choose how ${board} is reached`, async (signal) => {
    await host.call('board.disconnect', { board }, { signal });
    await host.call('board.runtime', { board, ...(runtime !== undefined && { runtime }) }, { signal });
  });
  if (done) await connect(host, board);
}

export function takeOver(host: Host, board: string): Promise<boolean> {
  return runTask(leaseKey(board), `Take over ${board}`, async (signal) => {
    await host.call('board.takeOver', { board }, { signal });
  });
}

/** Boots it when it does not run, then connects; `onUp`: it is listed and runs. */
export async function startEmulated(host: Host, name: string, onUp?: () => void): Promise<void> {
  const done = await runTask(emulatedKey(name), `Start the emulated board ${name}`, async (signal, tell) => {
    await host.call('emulated.up', { name }, { signal, onProgress: ({ text }) => tell(text) });
  });
  if (!done) return;
  onUp?.();
  await connect(host, name);
}

export function stopEmulated(host: Host, name: string): Promise<boolean> {
  return runTask(emulatedKey(name), `Stop the emulated board ${name}`, async (signal) => {
    await host.call('emulated.down', { name }, { signal });
  });
}

export function rollBack(host: Host, board: string): Promise<boolean> {
  return runTask(rollbackKey(board), `Roll back on ${board}`, async (signal) => {
    await host.call('plan.rollback', { board }, { signal });
  });
}
