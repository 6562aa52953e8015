/** Entry of the bundle: the helper, or (as its own child) the process that touches what is not known to be memory. */
import { serveProbe } from './memory/probe-child.ts';
import { probeArgument } from './memory/probe-message.ts';
import { problemOf } from './rpc/problem.ts';

/** sysexits.h: EX_USAGE and EX_SOFTWARE. */
const exitUsage = 64;
const exitSoftware = 70;

function fail(thrown: unknown): never {
  const { id, message } = problemOf(thrown);
  process.stderr.write(`uiomem-studio-helper: ${id}: ${message}\n`);
  process.exit(id.startsWith('helper.') ? exitUsage : exitSoftware);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

const args = process.argv.slice(2);
if (args[0] === probeArgument) serveProbe();
// The child is to be quick and small: it loads nothing of the rest.
else import('./startup/serve.ts').then(({ serveHelper }) => serveHelper(args)).catch(fail);
