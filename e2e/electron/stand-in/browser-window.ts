/** BrowserWindow: a page of the headless browser, with the states that a window manager would keep. */
import type { Chromium } from './chromium.ts';
import { Emitter, knownKeysOnly, strict, vetoable } from './strict.ts';
import { WebContents } from './web-contents.ts';

interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

const options = ['x', 'y', 'width', 'height', 'minWidth', 'minHeight', 'show', 'backgroundColor', 'webPreferences'];
const preferences = [
  'preload',
  'contextIsolation',
  'sandbox',
  'nodeIntegration',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
  'webSecurity',
  'allowRunningInsecureContent',
  'webviewTag',
  'spellcheck',
];

/** What the windows need of the application; set when it is ready. */
export interface Surroundings {
  readonly chromium: Chromium;
  askPath(options: object): Promise<string | undefined>;
  onContents(contents: object): void;
  onLastClosed(): void;
}
let surroundings: Surroundings | undefined;

export function windowsMayOpen(given: Surroundings): void {
  surroundings = given;
}

/** In the order of their focus, last first. */
let windows: BrowserWindow[] = [];
let lastId = 0;

export class BrowserWindow extends Emitter {
  readonly id = ++lastId;
  readonly webContents: object;
  readonly #contents: WebContents;
  /** What the application sees; also the identity that it compares. */
  readonly seen: this;
  #bounds: Bounds;
  #visible: boolean;
  #state: 'normal' | 'maximized' | 'minimized' = 'normal';
  #destroyed = false;

  constructor(given: Partial<Bounds> & { show?: boolean; webPreferences?: { preload?: string } } = {}) {
    super('BrowserWindow', ['ready-to-show', 'close', 'closed', 'focus', 'show']);
    if (surroundings === undefined) throw new Error('Cannot create BrowserWindow before app is ready');
    knownKeysOnly('BrowserWindowConstructorOptions', given, options);
    knownKeysOnly('WebPreferences', given.webPreferences ?? {}, preferences);
    const { x = 0, y = 0, width = 800, height = 600, show = true } = given;
    this.#bounds = { x, y, width, height };
    this.#visible = show;
    this.#contents = new WebContents(surroundings.chromium, given.webPreferences ?? {}, surroundings.askPath);
    this.webContents = this.#contents.seen;
    this.seen = strict('BrowserWindow', this) as this;
    this.#contents.once('did-finish-load', () => this.emit('ready-to-show'));
    this.#contents.once('destroyed', () => this.destroy());
    void this.#contents.setSize(width, height).catch(() => {});
    windows.unshift(this);
    surroundings.onContents(this.webContents);
    // biome-ignore lint/correctness/noConstructorReturn: the application may see nothing but the strict one.
    return this.seen;
  }

  static getAllWindows(): BrowserWindow[] {
    return windows.map((window) => window.seen).toSorted((a, b) => a.id - b.id);
  }

  static getFocusedWindow(): BrowserWindow | null {
    return windows.find((window) => window.#visible)?.seen ?? null;
  }

  static fromWebContents(contents: object): BrowserWindow | null {
    return windows.find((window) => window.webContents === contents)?.seen ?? null;
  }

  static fromId(id: number): BrowserWindow | null {
    return windows.find((window) => window.id === id)?.seen ?? null;
  }

  loadURL(address: string): Promise<void> {
    return this.#contents.loadURL(address);
  }

  show(): void {
    this.#visible = true;
    this.focus();
    this.emit('show');
  }

  focus(): void {
    windows = [this, ...windows.filter((window) => window !== this)];
    this.emit('focus');
  }

  isFocused(): boolean {
    return windows[0] === this && this.#visible;
  }

  isVisible(): boolean {
    return this.#visible;
  }

  maximize(): void {
    this.#state = 'maximized';
    this.#visible = true;
  }

  unmaximize(): void {
    this.#state = 'normal';
  }

  isMaximized(): boolean {
    return this.#state === 'maximized';
  }

  minimize(): void {
    this.#state = 'minimized';
  }

  isMinimized(): boolean {
    return this.#state === 'minimized';
  }

  restore(): void {
    this.#state = 'normal';
  }

  getBounds(): Bounds {
    return { ...this.#bounds };
  }

  getNormalBounds(): Bounds {
    return { ...this.#bounds };
  }

  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    void this.#contents.setSize(this.#bounds.width, this.#bounds.height).catch(() => {});
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  close(): void {
    if (this.#destroyed) return;
    const event = vetoable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#contents.destroy();
    windows = windows.filter((window) => window !== this);
    this.emit('closed');
    if (windows.length === 0) surroundings?.onLastClosed();
  }
}
