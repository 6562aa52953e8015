/** A window's page: documents of Chromium, the preload in them, and what goes between it and main. */
import { randomUUID } from 'node:crypto';
import type { CDPSession, Page } from 'playwright-core';
import { fromChromium, toChromium } from './addresses.ts';
import type { Chromium } from './chromium.ts';
import { decode, encode } from './clone.ts';
import { fault } from './faults.ts';
import { binding, documentScripts, receiver, world } from './in-page-scripts.ts';
import { answer, deliver } from './ipc-main.ts';
import type { FromRenderer, ToRenderer } from './link.ts';
import { endOf, PortLink, portOf } from './ports.ts';
import { record } from './record.ts';
import { defaultSession, defaultSessionSeen } from './session.ts';
import { Emitter, strict, vetoable } from './strict.ts';

interface Opened {
  readonly page: Page;
  readonly cdp: CDPSession;
}

let lastId = 0;

/** As Electron tells it for standard schemes; node knows none of the application's. */
function originOf(address: string): string {
  const { protocol, host } = new URL(address);
  return host === '' ? 'null' : `${protocol}//${host}`;
}

export class WebContents extends Emitter {
  readonly id = ++lastId;
  readonly session: object = defaultSessionSeen;
  /** What the application sees; also the identity that it compares. */
  readonly seen: object;
  readonly #chromium: Chromium;
  readonly #preferences: { readonly preload?: string };
  readonly #askPath: (options: object) => Promise<string | undefined>;
  #opened: Promise<Opened>;
  #page: Page | undefined;
  #world: { readonly id: number; readonly cdp: CDPSession; readonly ports: PortLink } | undefined;
  #expected: string | undefined;
  #address = '';
  #destroyed = false;
  #openHandler: ((details: { url: string }) => { action: string }) | undefined;

  constructor(
    chromium: Chromium,
    preferences: { readonly preload?: string },
    askPath: (options: object) => Promise<string | undefined>,
  ) {
    super('WebContents', [
      'will-navigate',
      'will-frame-navigate',
      'will-redirect',
      'will-attach-webview',
      'did-finish-load',
      'render-process-gone',
      'destroyed',
    ]);
    this.#chromium = chromium;
    this.#preferences = preferences;
    this.#askPath = askPath;
    this.seen = strict('WebContents', this);
    this.#opened = this.#open();
    this.#opened.catch(fault);
  }

  async #open(): Promise<Opened> {
    const page = await this.#chromium.context.newPage();
    this.#page = page;
    this.#chromium.own(page, {
      mayNavigate: (address, isMainFrame) => this.#mayNavigate(address, isMainFrame),
    });
    const cdp = await this.#chromium.context.newCDPSession(page);
    const { frameTree } = await cdp.send('Page.getFrameTree');
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name !== world || context.auxData?.frameId !== frameTree.frame.id) return;
      this.#world?.ports.closeAll();
      this.#world = {
        id: context.id,
        cdp,
        ports: new PortLink('m', (message) => this.#send(message)),
      };
    });
    const gone = () => {
      this.#world?.ports.closeAll();
      this.#world = undefined;
    };
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#world?.id) gone();
    });
    cdp.on('Runtime.executionContextsCleared', gone);
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === binding && executionContextId === this.#world?.id) this.#receive(decode(payload) as FromRenderer);
    });
    cdp.on('Runtime.exceptionThrown', ({ exceptionDetails: { exception, executionContextId, text } }) => {
      if (executionContextId === this.#world?.id) fault(`in the preload: ${exception?.description ?? text}`);
    });
    cdp.on('Page.windowOpen', ({ url }) => {
      const details = { url: fromChromium(url), frameName: '', features: '', disposition: 'new-window' };
      const action = this.#openHandler?.(details).action ?? 'allow';
      record('setWindowOpenHandler', details.url, action);
      if (action !== 'deny') fault(`A page was allowed to open ${details.url}, which the stand-in cannot do.`);
    });
    page.on('popup', (popup) => void popup.close().catch(() => {}));
    page.on('download', (download) => void defaultSession.download(download, this.seen, this.#askPath).catch(fault));
    page.on('crash', () => {
      gone();
      // The browser's page is of no use any more; a reload takes another one for the same contents.
      this.#page = undefined;
      void page.close().catch(() => {});
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    });
    page.on('close', () => {
      gone();
      if (page === this.#page) this.destroy();
    });
    page.on('framenavigated', (frame) => {
      if (frame.parentFrame() !== null) return;
      const address = fromChromium(frame.url());
      this.#address = address;
      if (this.#expected !== undefined && originOf(address) === originOf(this.#expected)) return;
      fault(`The page went to ${address} past every handler.`);
    });
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    if (this.#preferences.preload !== undefined) {
      const scripts = documentScripts(this.#preferences.preload, randomUUID());
      await cdp.send('Runtime.addBinding', { name: binding, executionContextName: world });
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.page });
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.preload, worldName: world });
    }
    return { page, cdp };
  }

  #mayNavigate(address: string, isMainFrame: boolean): boolean {
    if (isMainFrame && address === this.#expected) return true;
    const about = { url: address, isMainFrame, isSameDocument: false };
    const frameEvent = vetoable(about);
    this.emit('will-frame-navigate', frameEvent);
    const event = vetoable(about);
    if (isMainFrame) this.emit('will-navigate', event, address);
    const denied = frameEvent.defaultPrevented || event.defaultPrevented;
    record(isMainFrame ? 'will-navigate' : 'will-frame-navigate', address, denied ? 'prevented' : 'allowed');
    if (!denied && isMainFrame) this.#expected = address;
    return !denied;
  }

  #receive(message: FromRenderer): void {
    const origin = this.#address;
    const event = {
      sender: this.seen,
      senderFrame: { url: origin, origin: originOf(origin), parent: null },
      ports: [] as object[],
    };
    switch (message.kind) {
      case 'send': {
        const { ports } = this.#world ?? {};
        if (ports !== undefined) event.ports = message.ports.map((id) => portOf(ports.receive(id)));
        deliver(message.channel, event, message.args);
        break;
      }
      case 'invoke': {
        const { id } = message;
        answer(message.channel, event, message.args).then(
          (value) => this.#send({ kind: 'answer', id, ok: true, value }),
          (value) => this.#send({ kind: 'answer', id, ok: false, value }),
        );
        break;
      }
      default:
        this.#world?.ports.onMessage(message);
    }
  }

  /** Without a document with a preload it is lost, as in Electron. */
  #send(message: ToRenderer): void {
    const { id, cdp } = this.#world ?? {};
    if (id === undefined || cdp === undefined) return;
    cdp
      .send('Runtime.callFunctionOn', {
        functionDeclaration: `function (text) { globalThis.${receiver}(text); }`,
        executionContextId: id,
        arguments: [{ value: encode(message) }],
      })
      .then(
        ({ exceptionDetails }) => {
          if (exceptionDetails) fault(`in the preload: ${exceptionDetails.exception?.description}`);
        },
        (reason) => {
          // The document went away while the message was under way; the protocol may say so before its event does.
          const gone = /Inspected target navigated or closed|Cannot find context/.test(String(reason));
          if (!gone && id === this.#world?.id && !this.#destroyed) fault(reason);
        },
      );
  }

  send(channel: string, ...args: unknown[]): void {
    this.#send({ kind: 'event', channel, args, ports: [] });
  }

  postMessage(channel: string, message: unknown, transfer: readonly object[] = []): void {
    const ends = transfer.map(endOf);
    const { ports } = this.#world ?? {};
    if (ports === undefined) for (const end of ends) end.close();
    else this.#send({ kind: 'event', channel, args: [message], ports: ends.map((end) => ports.give(end)) });
  }

  async loadURL(address: string): Promise<void> {
    const { page, cdp } = await this.#opened;
    await defaultSession.decidePermissions(cdp, this.seen, address, toChromium(address));
    this.#expected = address;
    await page.goto(toChromium(address), { waitUntil: 'load' });
    this.emit('did-finish-load');
  }

  reload(): void {
    if (this.#page === undefined) {
      this.#opened = this.#open();
      void this.loadURL(this.#address).catch(fault);
    } else {
      this.#expected = this.#address;
      void this.#page.reload().catch(fault);
    }
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const { page } = await this.#opened;
    return await page.evaluate(code);
  }

  forcefullyCrashRenderer(): void {
    // The answer never comes from a page that is gone.
    void this.#opened.then(({ cdp }) => cdp.send('Page.crash')).catch(() => {});
  }

  getURL(): string {
    return this.#address;
  }

  getLastWebPreferences(): object {
    return this.#preferences;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** For BrowserWindow; not part of Electron's. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#world?.ports.closeAll();
    this.#world = undefined;
    this.emit('destroyed');
    void this.#opened.then(({ page }) => page.close()).catch(() => {});
  }

  async setSize(width: number, height: number): Promise<void> {
    const { page } = await this.#opened;
    await page.setViewportSize({ width, height });
  }

  async targetId(): Promise<string> {
    const { cdp } = await this.#opened;
    return (await cdp.send('Target.getTargetInfo')).targetInfo.targetId;
  }
}
