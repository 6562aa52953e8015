/** The helper's life: arguments, the end of what is to be discarded, the ready line, frames, and the end with the channel. */
import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname, extname, join } from 'node:path';
import type { Writable } from 'node:stream';
import * as z from 'zod';
import { BoardFiles } from '../board-files.ts';
import { helperContract } from '../contract.ts';
import { BootFiles } from '../device-tree/boot-files.ts';
import { Restart } from '../device-tree/restart.ts';
import { handlers } from '../handlers.ts';
import { Journal } from '../journal/journal.ts';
import { BoardLease } from '../lease/board-lease.ts';
import { hostSilent } from '../link/silence.ts';
import { Mappings } from '../memory/mappings.ts';
import { Probe } from '../memory/probe.ts';
import { Persistence } from '../persist/persistence.ts';
import { byteStreamDuplex } from '../rpc/node/byte-stream.ts';
import { serve } from '../rpc/server.ts';
import { removeStaleScratch } from '../scratch.ts';
import { skipToMarker } from './after-marker.ts';
import { parseArguments } from './arguments.ts';
import { readyLine } from './ready-line.ts';
import { helperVersion } from './version.ts';

z.config({ jitless: true });

/** Milliseconds after which the helper of a silent host ends whatever it still does: more than any program it runs may take. */
const longestWorkMs = 60_000;

/** Serves the contract over stdin and stdout and ends the process with them. Throws `helper.*` before the ready line. */
export async function serveHelper(args: readonly string[]): Promise<void> {
  const { marker } = parseArguments(args, helperVersion);
  const output = takeOutput();
  // From the first byte on: a link may die before the marker has come.
  void hostSilent(() => process.stdin.bytesRead).then(() => hangUp(output));
  if (marker !== undefined) await skipToMarker(process.stdin, marker);

  // Beside this script: probe.cjs, or probe.ts from the source.
  const script = process.argv[1] ?? '';
  const probe = new Probe(join(dirname(script), `probe${extname(script)}`));
  const mappings = new Mappings(probe);
  const lease = new BoardLease();
  process.on('exit', () => {
    probe.close();
    lease.end();
  });
  const files = new BoardFiles();
  const parts = {
    files,
    journal: new Journal(),
    lease,
    probe,
    mappings,
    persistence: new Persistence(files),
    bootFiles: new BootFiles(files),
    restart: new Restart(),
  };

  output.write(readyLine(helperVersion, marker));
  setImmediate(removeStaleScratch);
  const server = serve(helperContract, handlers(parts), byteStreamDuplex(process.stdin, output));
  const reason = await server.closed;
  await mappings.closeAll();
  if (reason !== undefined && !output.destroyed)
    process.stderr.write(`uiomem-studio-helper: ${reason.id}: ${reason.message}\n`);
  process.exit(reason === undefined ? 0 : 1);
}

/**
 * As if the channel had closed: what is under way comes to its end (an insmod is not torn), and with it the process. Says nothing,
 * for a pipe that nobody empties would hold it for ever.
 */
function hangUp(output: Writable): void {
  setTimeout(() => process.exit(1), longestWorkMs).unref();
  output.destroy();
  process.stdin.destroy();
}

/**
 * Descriptor 1 for the frames alone: whatever else writes to process.stdout from now on gets to stderr. A Socket writes
 * without blocking, so that the next piece is copied while the last one leaves; process.stdout on a pipe would block.
 */
function takeOutput(): Writable {
  const output = isChannel(1) ? new Socket({ fd: 1, readable: false, writable: true }) : process.stdout;
  Object.defineProperty(process, 'stdout', { value: process.stderr });
  return output;
}

/** sshd gives a socket, dropbear and sudo a pipe; a file or a terminal is somebody trying the helper by hand. */
function isChannel(descriptor: number): boolean {
  const status = fstatSync(descriptor);
  return status.isFIFO() || status.isSocket();
}
