/** What DKMS is told (dkms(8)). */
import { problem } from '../rpc/problem.ts';
import type { RunProgram } from './programs.ts';
import { runIfThere } from './programs.ts';

/** The driver takes an emulated board of one processor some minutes. */
const longestBuildMs = 60 * 60_000;

export interface DkmsTree {
  readonly version: string;
  readonly release: string;
}

/** Adds, builds and installs. Throws `persist.no-dkms`, `persist.dkms-failed` (data: said). */
export async function installTree(
  start: RunProgram,
  { version, release }: DkmsTree,
  onLine: (line: string) => void,
): Promise<void> {
  // Added before and cut off: dkms says so with status 3, and the rest goes on.
  for (const args of [
    ['add', `uiomem/${version}`],
    ['install', `uiomem/${version}`, '-k', release],
  ]) {
    const ended = await runIfThere(start, 'dkms', args, longestBuildMs);
    if (ended === undefined) {
      throw problem('persist.no-dkms', 'The board has no dkms.', {
        hint: 'Install it, or leave dkms: true out of the plan.',
      });
    }
    const said = `${ended.stdout}\n${ended.stderr}`.trim();
    for (const line of said.split('\n')) onLine(line);
    if (ended.status !== 0 && !(args[0] === 'add' && ended.status === 3)) {
      throw problem(
        'persist.dkms-failed',
        `dkms ${args[0]} failed: ${said.split('\n').at(-1) ?? `status ${ended.status}`}`,
        {
          hint: `On the board /var/lib/dkms/uiomem/${version}/build/make.log has what the compiler said.`,
          data: { said, status: ended.status ?? null },
        },
      );
    }
  }
}

/** What DKMS built for any kernel goes with it. Not known to it, or no dkms (any more): nothing. */
export async function removeTree(start: RunProgram, version: string): Promise<void> {
  await runIfThere(start, 'dkms', ['remove', `uiomem/${version}`, '--all'], 300_000);
}
