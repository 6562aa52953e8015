/**
 * What a shell gives its page besides the host, and the rules that both shells serve it under.
 *
 * In Electron the preload sets `window.uiomemShell`. In a browser there is none: the page opens a WebSocket.
 */

/** Kept small: whatever a window does to a board goes over the host's contract. */
export interface ElectronBridge {
  readonly kind: 'electron';
  /** process.platform of the shell: where menus and the Cmd key are. */
  readonly platform: string;
  /** Asks for a port to the host. It comes as a message of the window with data `hostPortMessage` and one port. */
  requestHostPort(): void;
  /** A command of the menu that belongs to the page, by its id. Returns what ends listening. */
  onCommand(listener: (command: MenuCommand) => void): () => void;
  /** The file dialog; undefined when it was cancelled. `folder` is where relative paths of the plan start. */
  openPlan(): Promise<{ readonly name: string; readonly folder: string; readonly text: string } | undefined>;
}

export type MenuCommand = 'plan.open' | 'view.theme';

/** `data` of the window message that brings the port. */
export const hostPortMessage = 'uiomem-host-port';

/** Monaco and the panels set styles on elements; scripts, fonts and connections are the page's own. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The browser's server, as the page and the server agree on it. */
export const browserShell = {
  /** WebSocket of the host's contract. */
  rpcPath: '/rpc',
  /** Subprotocols: this one, and `key.` with the session's key. */
  subprotocol: 'uiomem-studio',
  keyPrefix: 'key.',
  /** POST of a form with `token`: answers the page with the session's key in a meta element of this name. */
  admitPath: '/session',
  keyMeta: 'uiomem-session-key',
  /** POST of frames of one call (hello and call, each after its length), `Authorization: Bearer KEY`; answers the frames of the host. For calls with downloads. */
  bulkPath: '/bulk',
} as const;
