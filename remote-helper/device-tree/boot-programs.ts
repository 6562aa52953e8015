/** Programs of distributions that write what the loader reads out of what people write. */
import { programFor } from '../contract/boot-places.ts';
import { type RunProgram, runIfThere } from '../persist/programs.ts';
import { problem } from '../rpc/problem.ts';

/** They look at every kernel that is installed. */
const patienceMs = 120_000;

/** Runs what these files are read by; answers which. Throws `boot.program-failed`. */
export async function followBootFiles(start: RunProgram, paths: readonly string[]): Promise<string[]> {
  const programs = new Set(paths.map(programFor).filter((program) => program !== undefined));
  const run: string[] = [];
  for (const program of programs) {
    const ended = await runIfThere(start, program, [], patienceMs);
    // Then nothing reads the file but a person.
    if (ended === undefined) continue;
    if (ended.status !== 0) {
      const said = (ended.stderr || ended.stdout).trim();
      throw problem('boot.program-failed', `${program} failed: ${said === '' ? `status ${ended.status}` : said}`, {
        hint: 'The files are as they were before. Run it by hand on the board to see what it wants.',
        data: { program, status: ended.status ?? null, said },
      });
    }
    run.push(program);
  }
  return run;
}
