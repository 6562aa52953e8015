/** The world of the preload: what `require('electron')` gives there, spoken over a binding of the debugger. */
import { decode, encode } from '../clone.ts';
import type { FromRenderer, ToRenderer } from '../link.ts';
import { WorldBridge } from './world-bridge.ts';

type Listener = (event: { readonly ports: readonly MessagePort[] }, ...args: unknown[]) => void;

export interface PreloadWorld {
  require(name: string): unknown;
  readonly process: object;
}

/** `send` is the debugger's binding; the answer is what main's messages are given to. */
export function begin(
  token: string,
  platform: string,
  send: (text: string) => void,
): PreloadWorld & { receive(text: string): void } {
  const toMain = (message: FromRenderer) => send(encode(message));
  const listeners = new Map<string, Listener[]>();
  const calls = new Map<number, PromiseWithResolvers<unknown>>();
  let lastCall = 0;

  const ports = new Map<string, MessagePort>();
  let lastPort = 0;
  const give = (port: MessagePort, id = `r${++lastPort}`): string => {
    ports.set(id, port);
    port.addEventListener('message', ({ data, ports: more }) =>
      toMain({ kind: 'port', id, data, ports: more.map((each) => give(each)) }),
    );
    port.addEventListener('close', () => {
      ports.delete(id);
      toMain({ kind: 'port-close', id });
    });
    port.start();
    return id;
  };
  const receivePort = (id: string): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    give(port1, id);
    return port2;
  };

  const bridge = new WorldBridge(token, 'preload', () => {});
  const checked = (listener: Listener) => {
    if (typeof listener !== 'function') throw new TypeError('A listener is a function.');
    return listener;
  };
  const on = (channel: string, listener: Listener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), checked(listener)]);
    return ipcRenderer;
  };
  const off = (channel: string, listener: Listener) => {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((each) => each !== listener),
    );
    return ipcRenderer;
  };
  const ipcRenderer: object = strictHere('ipcRenderer', {
    on,
    off,
    addListener: on,
    removeListener: off,
    send: (channel: string, ...args: unknown[]) => toMain({ kind: 'send', channel, args, ports: [] }),
    postMessage: (channel: string, message: unknown, transfer: readonly MessagePort[] = []) => {
      const moved = transfer.map((port) => {
        if (!(port instanceof MessagePort)) throw new TypeError('Only a MessagePort can be transferred.');
        return give(port);
      });
      toMain({ kind: 'send', channel, args: [message], ports: moved });
    },
    invoke: (channel: string, ...args: unknown[]) => {
      const id = ++lastCall;
      const call = Promise.withResolvers<unknown>();
      calls.set(id, call);
      toMain({ kind: 'invoke', id, channel, args });
      return call.promise;
    },
  });
  const contextBridge = strictHere('contextBridge', {
    exposeInMainWorld: (key: string, value: unknown) => bridge.expose(key, value),
  });
  const electron = strictHere('electron (in a preload)', { contextBridge, ipcRenderer });

  return {
    require(name) {
      if (name !== 'electron') throw new Error(`module not found: ${name}`);
      return electron;
    },
    process: strictHere('process (in a preload)', { platform }),
    receive(text) {
      const message = decode(text) as ToRenderer;
      switch (message.kind) {
        case 'event': {
          const event = { ports: message.ports.map(receivePort) };
          for (const listener of listeners.get(message.channel) ?? []) listener(event, ...message.args);
          break;
        }
        case 'answer': {
          const call = calls.get(message.id);
          calls.delete(message.id);
          if (message.ok) call?.resolve(message.value);
          else call?.reject(message.value);
          break;
        }
        case 'port':
          ports.get(message.id)?.postMessage(message.data, message.ports.map(receivePort));
          break;
        case 'port-close':
          ports.get(message.id)?.close();
          ports.delete(message.id);
      }
    },
  };
}

function strictHere<T extends object>(name: string, members: T): T {
  return new Proxy(members, {
    get(target, key) {
      if (typeof key !== 'symbol' && !(key in target) && key !== 'then') {
        throw new Error(`The stand-in for electron does not implement ${name}.${key}.`);
      }
      return Reflect.get(target, key);
    },
  });
}
