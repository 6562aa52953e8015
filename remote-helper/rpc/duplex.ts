/**
 * The one thing the engine asks of a transport: whole messages in order, both ways, with backpressure on sending.
 * Byte streams (stdio, sockets) put length-prefixed messages on it; WebSocket and MessagePort have messages already.
 */
export interface Duplex {
  /** Sends one message: its parts are joined on the way. Resolves when there is room for more. */
  send(parts: readonly Uint8Array[]): Promise<void>;
  /** Set once by the engine, before `start`. */
  onMessage: (message: Uint8Array) => void;
  /** Called once; `reason` is set when the end was not orderly. */
  onClose: (reason?: import('./problem.ts').Problem) => void;
  /** Messages may arrive from now on. */
  start(): void;
  /** Ends the transport after what was sent has left. Never throws; calling it twice does nothing more. */
  close(): Promise<void>;
}
