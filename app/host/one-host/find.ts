/** Finds the running host of this user, and connects to it. */
import { connect, type Socket } from 'node:net';
import type { Duplex } from '../../../remote-helper/rpc/duplex.ts';
import { byteStreamDuplex } from '../../../remote-helper/rpc/node/byte-stream.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { buildStamp, type Greeting, ownSettings, readGreeting } from './greeting.ts';
import { checkFolder, socketPlace } from './socket-path.ts';

/** A host says who it is at once, unless it hangs or was stopped. */
const patienceMs = 5_000;

export interface FoundHost {
  readonly greeting: Greeting;
  /** Connected; what follows the greeting is unread. */
  readonly socket: Socket;
}

/**
 * Undefined: none runs. Throws `host.runtime-folder` for a folder that others can reach into, `host.no-answer` when
 * something holds the socket that does not say what it is.
 */
export async function findHost(environment: NodeJS.ProcessEnv = process.env): Promise<FoundHost | undefined> {
  const { folder, path } = socketPlace(environment);
  if (!(await checkFolder(folder, { make: false }))) return undefined;
  const socket = await new Promise<Socket | undefined>((resolve, reject) => {
    const opened = connect(path);
    opened.once('connect', () => resolve(opened));
    opened.once('error', (cause: NodeJS.ErrnoException) => {
      // Nothing is there, or nobody listens any more; else (EAGAIN) it is too busy to answer.
      if (cause.code === 'ENOENT' || cause.code === 'ECONNREFUSED') resolve(undefined);
      else reject(noAnswer(path));
    });
  });
  if (socket === undefined) return undefined;
  socket.on('error', () => {});
  const greeting = await readGreeting(socket, patienceMs);
  if (greeting !== undefined) return { greeting, socket };
  socket.destroy();
  throw noAnswer(path);
}

function noAnswer(path: string) {
  return problem('host.no-answer', `Something listens on ${path} and does not say what it is.`, {
    hint: `If it is a host of uiomem studio that hangs, end it (fuser ${path} tells its process).`,
    data: { socket: path },
  });
}

/** The connection to a host of this build. Throws `host.other-version`. */
export function sameBuild({ greeting, socket }: FoundHost): Duplex {
  if (greeting.stamp === buildStamp) return byteStreamDuplex(socket, socket);
  socket.destroy();
  throw otherVersion(greeting);
}

/** Whether it works with the settings of this process. */
export function sameSettings({ settings }: Greeting): boolean {
  return settings === ownSettings();
}

export function otherSettings({ pid }: Greeting) {
  return problem(
    'host.other-settings',
    `The host that runs (process ${pid}) works with other settings than this program.`,
    {
      hint: 'XDG_CONFIG_HOME and XDG_STATE_HOME name the folders; give both the same, or end it: uiomem-studio host stop.',
      data: { pid },
    },
  );
}

export function otherVersion({ pid, version, stamp, shell }: Greeting) {
  return problem(
    'host.other-version',
    `The host that runs (process ${pid}, version ${version}) is of another build than this command.`,
    {
      hint:
        shell === 'browser'
          ? 'End it with uiomem-studio host stop; a board’s session is closed with it, the board stays as it is.'
          : 'Quit the application and start the new one.',
      data: { pid, version, shell, stamp, ours: buildStamp },
    },
  );
}
