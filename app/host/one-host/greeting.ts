/**
 * What a host says of itself on its socket before anything else: one line of JSON. It is all that two versions of the tool
 * have in common, so its members are only ever added to.
 */
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { configFolder } from '../boards/config-folder.ts';
import { boardsFolder } from '../emulated-board/board-folder.ts';

const greeting = z.object({
  program: z.literal('uiomem-studio'),
  pid: z.int().positive(),
  /** Of the build: only the same build understands the rest. */
  stamp: z.string(),
  version: z.string(),
  shell: z.enum(['electron', 'browser', 'command']),
  /** The folders that it reads and writes: a command that means others is not for this host. */
  settings: z.string(),
});
export type Greeting = z.output<typeof greeting>;

/** Digest over the sources, made by the bundler; a run from the sources has none and is told apart from every build. */
export const buildStamp = process.env.UIOMEM_STUDIO_STAMP ?? 'source';

/** Of this program. */
export const toolVersion = process.env.UIOMEM_STUDIO_VERSION ?? '(not bundled)';

export function ownGreeting(shell: Greeting['shell']): Greeting {
  return {
    program: 'uiomem-studio',
    pid: process.pid,
    stamp: buildStamp,
    version: toolVersion,
    shell,
    settings: ownSettings(),
  };
}

/** The folders of settings and of state, as this process's environment names them. */
export function ownSettings(): string {
  return join(configFolder(), ':', boardsFolder());
}

/** Longer is no greeting. */
const longestLine = 4096;

/** Reads the line and leaves what follows in the socket. Undefined: what came is no greeting, or nothing came in time. */
export async function readGreeting(socket: Socket, patienceMs: number): Promise<Greeting | undefined> {
  const line = await new Promise<string | undefined>((resolve) => {
    let text = Buffer.alloc(0);
    const finish = (answer: string | undefined) => {
      clearTimeout(timer);
      socket.off('readable', read).off('end', fail).off('error', fail).off('close', fail);
      resolve(answer);
    };
    const fail = () => finish(undefined);
    const timer = setTimeout(fail, patienceMs);
    const read = () => {
      const piece: Buffer | null = socket.read();
      if (piece === null) return;
      text = Buffer.concat([text, piece]);
      const end = text.indexOf('\n');
      if (end < 0 && text.length <= longestLine) return;
      if (end < 0) return fail();
      socket.pause();
      socket.unshift(text.subarray(end + 1));
      finish(text.subarray(0, end).toString('utf8'));
    };
    socket.on('readable', read).on('end', fail).on('error', fail).on('close', fail);
  });
  try {
    return greeting.parse(JSON.parse(line ?? ''));
  } catch {
    return undefined;
  }
}
