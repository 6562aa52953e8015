/** The shell in Electron: the preload's bridge, and a port to the host that comes as a message of the window. */
import { messagePortDuplex } from '../../../remote-helper/rpc/message-port.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type ElectronBridge, hostPortMessage } from '../../contract/shell.ts';
import type { Shell } from './shell.ts';

declare global {
  interface Window {
    readonly uiomemShell?: ElectronBridge;
  }
}

/** Main starts the host anew when it has ended, which takes a while. */
const portWithinMs = 10_000;

export function electronShell(bridge: ElectronBridge): Shell {
  return {
    kind: 'electron',
    mac: bridge.platform === 'darwin',
    async connect(signal) {
      return messagePortDuplex(await hostPort(bridge, signal));
    },
    openPlan: () => bridge.openPlan(),
    onCommand: (listener) => bridge.onCommand(listener),
  };
}

async function hostPort(bridge: ElectronBridge, signal: AbortSignal): Promise<MessagePort> {
  const { promise, resolve, reject } = Promise.withResolvers<MessagePort>();
  const onMessage = (event: MessageEvent) => {
    const [port] = event.ports;
    // Only the preload, which is of this window, may hand one in.
    if (event.source !== window || event.data !== hostPortMessage || port === undefined) return;
    resolve(port);
  };
  const timer = setTimeout(
    () => reject(problem('host.unreachable', `No port to the host came within ${portWithinMs / 1000} s.`)),
    portWithinMs,
  );
  const onAbort = () => reject(problem('cancelled', 'The window stopped waiting for the host.'));
  signal.addEventListener('abort', onAbort, { once: true });
  window.addEventListener('message', onMessage);
  try {
    bridge.requestHostPort();
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    window.removeEventListener('message', onMessage);
  }
}
