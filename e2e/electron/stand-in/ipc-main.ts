/** ipcMain: handlers by channel, called with the sender that the browser names. */
import { strict } from './strict.ts';

type Handler = (event: object, ...args: unknown[]) => unknown;

const handlers = new Map<string, Handler>();
const listeners = new Map<string, Handler[]>();

export const ipcMain = strict('ipcMain', {
  handle(channel: string, handler: Handler) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
  on(channel: string, listener: Handler) {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcMain;
  },
  off(channel: string, listener: Handler) {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((each) => each !== listener),
    );
    return ipcMain;
  },
  removeHandler(channel: string) {
    handlers.delete(channel);
  },
});

export function deliver(channel: string, event: object, args: readonly unknown[]): void {
  for (const listener of listeners.get(channel) ?? []) listener(event, ...args);
}

/** Rejects with the text that Electron makes of a handler's error: nothing else of it crosses. */
export async function answer(channel: string, event: object, args: readonly unknown[]): Promise<unknown> {
  try {
    const handler = handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return await handler(event, ...args);
  } catch (reason) {
    throw new Error(`Error invoking remote method '${channel}': ${String(reason)}`);
  }
}
