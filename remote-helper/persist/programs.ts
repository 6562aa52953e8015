/** Programs of the board that make what was written count. */
import { problemOf } from '../rpc/problem.ts';
import type { Ended, run } from '../run.ts';

/** As {@link run}; a test has its own. */
export type RunProgram = typeof run;

/** Undefined when the board has no such program. Throws `program.timeout`. */
export async function runIfThere(
  start: RunProgram,
  program: string,
  args: readonly string[],
  timeoutMs = 60_000,
): Promise<Ended | undefined> {
  try {
    return await startReadable(start, program, args, timeoutMs);
  } catch (thrown) {
    if (problemOf(thrown).id === 'program.missing') return undefined;
    throw thrown;
  }
}

/** The helper makes files for root alone; what these programs write is for everybody to read. A child has the mask of its start. */
function startReadable(start: RunProgram, program: string, args: readonly string[], timeoutMs: number): Promise<Ended> {
  const own = process.umask(0o022);
  try {
    return start(program, args, { timeoutMs });
  } finally {
    process.umask(own);
  }
}

/**
 * Also what no file's own sync writes: where there is no journal, the lists of what is free, without which a power cut leaves a file
 * system that has to be repaired. Throws `program.timeout`.
 */
export async function syncDisks(start: RunProgram): Promise<void> {
  await runIfThere(start, 'sync', [], 50_000);
}
