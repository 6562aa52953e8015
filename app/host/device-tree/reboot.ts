/** Starting a board anew and waiting until it is back with another boot_id. */
import { setTimeout as delay } from 'node:timers/promises';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board } from '../../contract/board.ts';
import type { SecretSource } from '../boards/secrets.ts';
import { connectSsh, type SshConnection } from '../ssh/connection.ts';

const bootIdFile = '/proc/sys/kernel/random/boot_id';
/** Milliseconds between two tries, and after which one gets no more answer. */
const pauseMs = 1_000;
const tryMs = 10_000;

export interface Waiting {
  readonly secrets: SecretSource;
  readonly signal: AbortSignal;
  readonly withinMs: number;
  readonly recovery: readonly string[];
  onText(text: string): void;
  /** Absent: over SSH. */
  readonly ask?: (board: Board, signal: AbortSignal) => Promise<string>;
}

/** Answers its boot_id. Throws `board.not-back` (data: waitedMs, recovery, last). */
export async function awaitBack(board: Board, bootId: string, waiting: Waiting): Promise<string> {
  const { signal, withinMs, recovery, onText } = waiting;
  const ask = waiting.ask ?? ((wanted, within) => askBootId(wanted, waiting.secrets, within));
  const started = performance.now();
  let last = 'It still answers as before.';
  for (;;) {
    const waitedMs = performance.now() - started;
    if (waitedMs >= withinMs) throw notBack(board, Math.round(waitedMs), recovery, last);
    onText(`waiting for ${board.name}: ${Math.round(waitedMs / 1000)} s`);
    const limit = AbortSignal.timeout(Math.ceil(Math.min(tryMs, withinMs - waitedMs)));
    try {
      const found = await ask(board, AbortSignal.any([signal, limit]));
      if (found !== '' && found !== bootId) return found;
      last = 'It still answers as before.';
    } catch (thrown) {
      signal.throwIfAborted();
      last = problemOf(thrown).message;
    }
    await delay(pauseMs, undefined, { signal });
  }
}

async function askBootId(board: Board, secrets: SecretSource, signal: AbortSignal): Promise<string> {
  await using connection: SshConnection = await connectSsh(board, { secrets, signal });
  const { stdout } = await connection.exec(`cat ${bootIdFile}`, { signal });
  return Buffer.from(stdout).toString().trim();
}

function notBack(board: Board, waitedMs: number, recovery: readonly string[], last: string): Error {
  return problem(
    'board.not-back',
    `${board.name} is not back ${Math.round(waitedMs / 1000)} s after it was told to start anew. ${last}`,
    {
      hint: recovery[0] ?? 'Look at its serial console, and at its power.',
      data: { board: board.name, waitedMs, recovery, last },
    },
  );
}
