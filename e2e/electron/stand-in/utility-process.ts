/** utilityProcess.fork: a real child process of node, with `process.parentPort` in it (utility-child.ts). */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { endOf, PortLink, type PortMessage } from './ports.ts';
import { Emitter, knownKeysOnly, strict } from './strict.ts';

export type UtilityMessage =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly string[] }
  | PortMessage;

const running = new Map<ChildProcess, string>();

class UtilityProcess extends Emitter {
  readonly #child: ChildProcess;
  readonly #ports: PortLink;
  #ended = false;

  constructor(child: ChildProcess, name: string) {
    super('UtilityProcess', ['spawn', 'exit', 'message']);
    this.#child = child;
    this.#ports = new PortLink('m', (message) => this.#send(message));
    running.set(child, name);
    child.on('spawn', () => this.emit('spawn'));
    child.on('message', (message) => {
      const got = message as UtilityMessage;
      if (got.kind === 'message') this.emit('message', got.data);
      else this.#ports.onMessage(got);
    });
    child.on('exit', (code, signal) => {
      this.#ended = true;
      running.delete(child);
      this.#ports.closeAll();
      this.emit('exit', code ?? (signal === null ? 1 : 128));
    });
  }

  #send(message: UtilityMessage): void {
    // A process that has ended hears nothing; Electron says nothing either.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  get pid(): number | undefined {
    return this.#ended ? undefined : this.#child.pid;
  }

  postMessage(message: unknown, transfer: readonly object[] = []): void {
    const ports = transfer.map((port) => this.#ports.give(endOf(port)));
    this.#send({ kind: 'message', data: structuredClone(message), ports });
  }

  kill(): boolean {
    return this.#child.kill();
  }
}

export const utilityProcess = strict('utilityProcess', {
  fork(
    file: string,
    args: readonly string[] = [],
    options: { stdio?: 'inherit' | 'ignore'; serviceName?: string } = {},
  ): object {
    knownKeysOnly('ForkOptions', options, ['serviceName', 'stdio']);
    const child = fork(file, args, {
      execArgv: ['--disable-warning=ExperimentalWarning', '--import', join(import.meta.dirname, 'utility-child.ts')],
      serialization: 'advanced',
      stdio: ['ignore', options.stdio ?? 'inherit', options.stdio ?? 'inherit', 'ipc'],
    });
    return strict('UtilityProcess', new UtilityProcess(child, options.serviceName ?? 'Node Utility Process'));
  },
});

export function endUtilityProcesses(): void {
  for (const child of running.keys()) child.kill();
}

/** As app.getAppMetrics tells them. */
export function utilityMetrics(): { readonly type: 'Utility'; readonly name: string; readonly pid: number }[] {
  return [...running].flatMap(([{ pid }, name]) =>
    pid === undefined ? [] : [{ type: 'Utility' as const, name, pid }],
  );
}
