/** session.defaultSession: protocol handlers, permission handlers and downloads. There is one session. */
import type { CDPSession, Download } from 'playwright-core';
import { record } from './record.ts';
import { Emitter, knownKeysOnly, strict } from './strict.ts';

type Handler = (request: Request) => Response | Promise<Response>;
type RequestHandler = (
  contents: object,
  permission: string,
  decide: (granted: boolean) => void,
  details: object,
) => void;
type CheckHandler = (contents: object, permission: string, origin: string, details: object) => boolean;

/** Names of the browser's protocol, and what Electron calls the same. */
const permissions = {
  geolocation: 'geolocation',
  notifications: 'notifications',
  midi: 'midi',
  camera: 'media',
  microphone: 'media',
  'clipboard-read': 'clipboard-read',
  'clipboard-write': 'clipboard-sanitized-write',
  'idle-detection': 'idle-detection',
  'window-management': 'window-management',
  'local-fonts': 'local-fonts',
} as const;

export class Session extends Emitter {
  readonly handlers = new Map<string, Handler>();
  #request: RequestHandler | undefined;
  #check: CheckHandler | undefined;
  readonly protocol = strict('Protocol', {
    handle: (scheme: string, handler: Handler) => {
      this.handlers.set(scheme, handler);
    },
    isProtocolHandled: (scheme: string) => this.handlers.has(scheme),
  });

  constructor() {
    super('Session', ['will-download']);
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#check = handler;
  }

  /** Devices (serial, HID, USB) have a chooser in Chromium that no test can open: the handler is only taken. */
  setDevicePermissionHandler(_handler: (details: object) => boolean): void {}

  /**
   * Puts each permission to the handlers once for a document, and the browser keeps to what they said: what a page then asks for or
   * looks up gets that answer. Without a handler all is granted, as in Electron. `shownAt`: the same address as Chromium has it.
   */
  async decidePermissions(cdp: CDPSession, contents: object, address: string, shownAt: string): Promise<void> {
    const { origin } = new URL(shownAt);
    if (origin === 'null') return;
    // With a slash at the end, as Electron tells it.
    const asked = new URL('/', address).href;
    for (const [name, electronName] of Object.entries(permissions)) {
      const details = { requestingUrl: address, isMainFrame: true };
      const checked = this.#check?.(contents, electronName, asked, details) ?? true;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      if (this.#request === undefined) resolve(true);
      else this.#request(contents, electronName, resolve, details);
      const setting = checked && (await promise) ? 'granted' : 'denied';
      record('permission', electronName, setting);
      await cdp.send('Browser.setPermission', { permission: { name }, setting, origin });
    }
  }

  async download(download: Download, contents: object, ask: (options: object) => Promise<string | undefined>) {
    let options: object = {};
    let path: string | undefined;
    const item = strict('DownloadItem', {
      getFilename: () => download.suggestedFilename(),
      getURL: () => download.url(),
      setSaveDialogOptions: (given: object) => {
        knownKeysOnly('SaveDialogOptions', given, ['title', 'defaultPath', 'buttonLabel', 'filters']);
        options = given;
      },
      setSavePath: (given: string) => {
        path = given;
      },
    });
    this.emit('will-download', { preventDefault: () => {} }, item, contents);
    path ??= await ask(options);
    record('will-download', download.suggestedFilename(), path ?? 'cancelled');
    if (path === undefined) await download.cancel();
    else await download.saveAs(path);
  }
}

export const defaultSession = new Session();
export const defaultSessionSeen: Session = strict('Session', defaultSession);
