/** A command on a terminal of its own whose size can be changed; python makes it, since node cannot. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { until } from './command-process.ts';

export interface OnPseudoTerminal extends AsyncDisposable {
  /** All that it drew. */
  readonly drawn: string;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  has(wanted: string): Promise<void>;
  /** Of the command. */
  readonly status: Promise<number | null>;
}

const program = `
import fcntl, os, pty, select, struct, sys, termios
size = lambda rows, columns: fcntl.ioctl(near, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
sized, set = os.pipe()
pid, near = pty.fork()
if pid == 0:
    os.read(sized, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
size(24, 80)
os.write(set, b"x")
sources = [0, 3, near]
while True:
    for each in select.select(sources, [], [])[0]:
        try:
            data = os.read(each, 65536)
        except OSError:
            data = b""
        if each == near and not data:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
        elif not data:
            sources.remove(each)
        elif each == 3:
            size(*map(int, data.split()[-2:]))
        else:
            os.write(near if each == 0 else 1, data)
`;

export function onPseudoTerminal(command: string, args: readonly string[], env: NodeJS.ProcessEnv): OnPseudoTerminal {
  const child: ChildProcess = spawn('python3', ['-c', program, command, ...args], {
    env,
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
  });
  let drawn = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    drawn += text;
  });
  child.stdin?.on('error', () => {});
  const status = once(child, 'close').then(([code]) => code as number | null);
  return {
    get drawn() {
      return drawn;
    },
    type: (keys) => void child.stdin?.write(keys),
    resize: (columns, rows) => void (child.stdio[3] as Writable).write(`${rows} ${columns}\n`),
    has: async (wanted) => {
      await until(`${wanted} in ${drawn.slice(-300)}`, () => (drawn.includes(wanted) ? true : undefined));
    },
    status,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await status;
    },
  };
}
