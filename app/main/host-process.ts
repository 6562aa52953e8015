/** Keeps the host's process running: started again when it ends, later and later when it ends at once. */

/** What is used of Electron's UtilityProcess. */
export interface HostProcess<Port> {
  postMessage(message: unknown, transfer: Port[]): void;
  once(event: 'exit', listener: (code: number) => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  kill(): boolean;
}

interface Closable {
  close(): void;
}

export interface HostKeeper<Port> extends AsyncDisposable {
  /** Hands the host its end of a window's channel; closes it when no host is running, so that the window asks again. */
  give(port: Port): void;
  /** Says something to the host's process; what is said while none runs is lost. */
  tell(message: unknown): void;
}

/** Milliseconds before each start after an end; a host that ran for `steadyMs` counts as a good one again. */
const pauses = [0, 250, 1000, 4000, 15_000];
const steadyMs = 30_000;

/** For the host to close sessions, some over slow links; after it the process ends with the application. */
const graceMs = 5_000;

export interface HostEvents {
  /** After each start but the first: every port given before is dead. */
  onRestart(end: { readonly code: number; readonly restarts: number }): void;
  /** What the host's process says to main. */
  onMessage(message: unknown): void;
}

export function keepHost<Port extends Closable>(
  start: () => HostProcess<Port>,
  { onRestart, onMessage }: HostEvents,
): HostKeeper<Port> {
  let over = false;
  let restarts = 0;
  let quick = 0;
  let waiting: NodeJS.Timeout | undefined;
  let current: HostProcess<Port> | undefined;

  const run = () => {
    const started = Date.now();
    const host = start();
    current = host;
    host.on('message', onMessage);
    host.once('exit', (code) => {
      current = undefined;
      if (over) return;
      quick = Date.now() - started >= steadyMs ? 0 : quick + 1;
      waiting = setTimeout(
        () => {
          restarts += 1;
          run();
          onRestart({ code, restarts });
        },
        pauses[Math.min(quick, pauses.length) - 1] ?? 0,
      );
    });
  };
  run();
  return {
    give(port) {
      if (current === undefined) port.close();
      else current.postMessage('window', [port]);
    },
    tell: (message) => current?.postMessage(message, []),
    async [Symbol.asyncDispose]() {
      over = true;
      clearTimeout(waiting);
      const host = current;
      if (host === undefined) return;
      await new Promise<void>((resolve) => {
        const patience = setTimeout(resolve, graceMs);
        host.once('exit', () => {
          clearTimeout(patience);
          resolve();
        });
        host.kill();
      });
    },
  };
}
