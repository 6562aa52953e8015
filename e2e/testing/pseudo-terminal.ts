/** A pseudo-terminal in the place of a serial port: what is behind it is played by python, since node cannot make one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface PseudoPort extends AsyncDisposable {
  /** What programs open. */
  readonly path: string;
  /** All that was sent to the port until now. */
  readonly received: Buffer;
  /** Sends from behind the port; resolves when there is room for more. */
  send(bytes: Uint8Array | string): Promise<void>;
  /** As an adapter that is pulled out. */
  unplug(): Promise<void>;
}

/** Its path first, then bytes both ways. The port stays when nobody has it open. */
const behind = `
import os, pty, select, sys, tty
near, far = pty.openpty()
tty.setraw(far)
sys.stderr.write(os.ttyname(far) + "\\n")
sys.stderr.flush()
def put(to, data):
    while data:
        data = data[os.write(to, data):]
while True:
    for each in select.select([0, near], [], [])[0]:
        data = os.read(each, 65536)
        if not data:
            sys.exit(0)
        put(near if each == 0 else 1, data)
`;

export async function pseudoPort(): Promise<PseudoPort> {
  const child = spawn('python3', ['-c', behind], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  child.stdin.on('error', () => {});
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const [path] = (await once(createInterface(child.stderr), 'line')) as [string];
  const unplug = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    path,
    get received() {
      return Buffer.concat(pieces);
    },
    send: (bytes) => new Promise((resolve) => child.stdin.write(bytes, () => resolve())),
    unplug,
    [Symbol.asyncDispose]: unplug,
  };
}
