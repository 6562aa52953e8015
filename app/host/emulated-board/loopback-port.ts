/** TCP ports of this workstation's loopback. */
import { connect, createServer } from 'node:net';
import { problem } from '../../../remote-helper/rpc/problem.ts';

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

/** `wanted` when it is free, else throws `emulated.port-taken`; without one, `preferred` when it is free, else any. */
export async function choosePort(wanted: number | undefined, preferred: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if ((await listenOnce(wanted)) !== undefined) return wanted;
    throw problem(
      'emulated.port-taken',
      `Port ${wanted} of 127.0.0.1 is in use by another program, or not permitted.`,
      {
        hint: 'Choose another port, or leave it out to get a free one.',
        data: { port: wanted },
      },
    );
  }
  const port = (preferred === undefined ? undefined : await listenOnce(preferred)) ?? (await listenOnce(0));
  if (port === undefined) throw problem('emulated.port-taken', 'No port of 127.0.0.1 is free.');
  return port;
}

/** Whether an SSH server answers with its version line (RFC 4253, 4.2) within `timeoutMs`. */
export function sshAnswers(port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.once('data', (bytes: Buffer) => finish(bytes.toString('latin1').startsWith('SSH-2.0-')));
  });
}
