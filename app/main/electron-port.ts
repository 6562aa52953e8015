/** An Electron port, whose listeners are node's, as the kind of port that remote-helper/rpc speaks over. */
import type { MessagePortMain } from 'electron';
import type { MessagePortLike } from '../../remote-helper/rpc/message-port.ts';

/** ArrayBuffers are copied: Electron loses a message that transfers one. `close` comes when the page or its window is gone. */
export function electronPort(port: MessagePortMain): MessagePortLike {
  return {
    postMessage: (message) => port.postMessage(message),
    addEventListener(type: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      if (type === 'message') port.on('message', ({ data }) => listener({ data }));
      else port.on('close', () => listener({ data: undefined }));
    },
    start: () => port.start(),
    close: () => port.close(),
  };
}
