/** The end of a process of ours that cannot go on. */
import { problemOf } from '../rpc/problem.ts';

/** sysexits.h: EX_USAGE and EX_SOFTWARE. */
const exitUsage = 64;
const exitSoftware = 70;

/** Says why in one line on stderr, in the form in which the host looks for it. */
export function failWith(thrown: unknown): never {
  const { id, message } = problemOf(thrown);
  process.stderr.write(`uiomem-studio-helper: ${id}: ${message}\n`);
  process.exit(id.startsWith('helper.') ? exitUsage : exitSoftware);
}
