/** What a terminal shows and takes: xterm in an element of its own, which lives on while it is in no document. */
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { onThemeChange } from '../memory/palette.ts';
import { leastContrast, searchColours, terminalColours, terminalFont } from './colours.ts';
import { hasGraphicsProcessor } from './graphics.ts';
import { keyOwner } from './key-owner.ts';
import { pastedText } from './pasted-text.ts';

export interface ScreenEvents {
  /** What was typed or pasted, and what programs asked of the terminal. */
  onKeys(bytes: Uint8Array): void;
  onSize(size: { readonly columns: number; readonly rows: number }): void;
  /** As a program wrote it: any text at all. */
  onTitle(title: string): void;
  /** A key of the terminal itself. */
  onOwnKey(key: 'copy' | 'search'): void;
  /** Whether there is anything that keys go to. */
  takesKeys(): boolean;
  /** A link of OSC 8 was pressed. True: it is dealt with, whatever its scheme. */
  onLink?(address: string): boolean;
  /** Of the search: which of how many is shown, from 1; 0 of 0: none. */
  onFound(shown: number, count: number): void;
}

/** Out of modes in which a program that was cut off may have left it: mouse, pasting, colours, a cursor that is not seen. */
const soberly = '\u001b[?1000;1002;1003;1004;1006;2004l\u001b[?25h\u001b[!p\u001b[0m\r\n';
/** Out of the screen of its own that an editor has. Where there is none this would move the cursor. */
const usualScreen = '\u001b[?1049l';

export interface ScreenLook {
  /** Pixels. */
  readonly fontSize: number;
  /** Lines that are kept above those that are seen. */
  readonly scrollback: number;
}

/** For those who do not see it. */
export interface ScreenWords {
  /** Of what has the keys. */
  readonly label: string;
  /** The id of what is said about its keys. */
  readonly help: string;
  /** Keys that lead to its panel lead to it. */
  readonly isFirst: boolean;
}

export class Screen implements Disposable {
  readonly element = document.createElement('div');
  readonly #events: ScreenEvents;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #endThemes: () => void;
  #searched = '';
  /** When it was taken out of the document. */
  #hadKeys = false;

  constructor(mac: boolean, events: ScreenEvents) {
    this.#events = events;
    this.element.className = 'terminal-screen';
    const terminal = new Terminal({
      // Marks of what is found.
      allowProposedApi: true,
      fontFamily: terminalFont(),
      theme: terminalColours(),
      minimumContrastRatio: leastContrast(document.documentElement.dataset.theme),
      cursorBlink: false,
      macOptionIsMeta: true,
      // Of OSC 8: the same rule as for addresses in the text, in place of a question.
      linkHandler: {
        activate: (event, address) => events.onLink?.(address) === true || openLink(event, address),
        allowNonHttpProtocols: events.onLink !== undefined,
      },
    });
    this.#terminal = terminal;
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(this.#search);
    terminal.loadAddon(new WebLinksAddon(openLink));
    // A program may not put anything on the clipboard.
    terminal.parser.registerOscHandler(52, () => true);
    terminal.onData((text) => events.onKeys(new TextEncoder().encode(text)));
    // Each character is a byte.
    terminal.onBinary((text) => events.onKeys(Uint8Array.from(text, (character) => character.charCodeAt(0))));
    terminal.onResize(({ cols, rows }) => events.onSize({ columns: cols, rows }));
    terminal.onTitleChange((title) => events.onTitle(title));
    this.#search.onDidChangeResults(({ resultIndex, resultCount }) => events.onFound(resultIndex + 1, resultCount));
    terminal.attachCustomKeyEventHandler((event) => this.#onKey(event, mac));
    this.#endThemes = onThemeChange(() => this.#draw());
    this.element.addEventListener('paste', (event) => this.#onPaste(event), { capture: true });
  }

  get size() {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows };
  }

  get selection(): string {
    return this.#terminal.getSelection();
  }

  /**
   * Moves it into an element that is in the document, which it fills.
   */
  attach(parent: HTMLElement, look: ScreenLook, { label, help, isFirst }: ScreenWords): void {
    Object.assign(this.#terminal.options, look);
    parent.append(this.element);
    if (this.#terminal.element === undefined) {
      this.#terminal.open(this.element);
      void this.#accelerate();
    }
    const input = this.#terminal.textarea;
    input?.setAttribute('aria-label', label);
    input?.toggleAttribute('data-region-start', isFirst);
    input?.setAttribute('aria-describedby', help);
    this.fit();
    // A panel that is laid out anew is taken away and put back: who typed in it goes on. Who went elsewhere meanwhile stays there.
    if (this.#hadKeys && document.activeElement === document.body) this.focus();
  }

  /** Takes it out of there, where it is still; all it shows stays, and what comes meanwhile is added. */
  detach(parent: HTMLElement): void {
    if (this.element.parentElement !== parent) return;
    this.#hadKeys = this.element.contains(document.activeElement);
    this.element.remove();
  }

  /** As many columns and rows as there is room for. */
  fit(): void {
    // A panel that is hidden has no size, and what runs in it is not to be told so.
    if (this.element.clientWidth > 0 && this.element.clientHeight > 0) this.#fit.fit();
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** Resolves when it has been read and shown as far as it is to be seen. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(bytes, resolve));
  }

  /** Out of whatever a program left it in; a new line begins, and what is shown stays. */
  sober(): void {
    const terminal = this.#terminal;
    terminal.write('', () =>
      terminal.write(`${terminal.buffer.active.type === 'alternate' ? usualScreen : ''}${soberly}`),
    );
  }

  clear(): void {
    this.#terminal.clear();
  }

  paste(text: string): void {
    this.#terminal.paste(pastedText(text));
  }

  get screenReader(): boolean {
    return this.#terminal.options.screenReaderMode === true;
  }

  set screenReader(on: boolean) {
    this.#terminal.options.screenReaderMode = on;
  }

  /** The next or the one before, from the one that is shown; empty text ends the search. */
  find(text: string, way: 'next' | 'previous'): void {
    if (text === '') {
      this.#search.clearDecorations();
      this.#terminal.clearSelection();
      this.#events.onFound(0, 0);
      return;
    }
    const options = { decorations: searchColours(), incremental: way === 'next' && text !== this.#searched };
    this.#searched = text;
    if (way === 'next') this.#search.findNext(text, options);
    else this.#search.findPrevious(text, options);
  }

  [Symbol.dispose](): void {
    this.#endThemes();
    this.#terminal.dispose();
    this.element.remove();
  }

  #draw(): void {
    this.#terminal.options.theme = terminalColours();
    this.#terminal.options.minimumContrastRatio = leastContrast(document.documentElement.dataset.theme);
  }

  /** By the graphics processor, where there is one: a browser without draws text faster than one that plays it. */
  async #accelerate(): Promise<void> {
    if (!hasGraphicsProcessor()) return;
    const { WebglAddon } = await import('@xterm/addon-webgl');
    if (this.#terminal.element === undefined) return;
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => webgl.dispose());
    try {
      this.#terminal.loadAddon(webgl);
    } catch {
      // It is drawn with text, as before.
      webgl.dispose();
    }
  }

  /** False: the terminal leaves the key alone, and it goes on to the window. */
  #onKey(event: KeyboardEvent, mac: boolean): boolean {
    const owner = keyOwner(event, mac);
    // Where nothing runs Tab leads on, as anywhere: to what starts it.
    if (event.key === 'Tab' && !this.#events.takesKeys()) return false;
    if (owner === 'shell') return true;
    if (event.type === 'keydown' && (owner === 'copy' || owner === 'search')) {
      event.preventDefault();
      event.stopPropagation();
      this.#events.onOwnKey(owner);
    }
    // To paste is what the browser does then by itself.
    return false;
  }

  #onPaste(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.paste(event.clipboardData?.getData('text/plain') ?? '');
  }
}

/** Only with Ctrl (Cmd), and only to the web: what a board prints is no reason to leave. */
function openLink(event: MouseEvent, address: string): void {
  if (!event.ctrlKey && !event.metaKey) return;
  if (/^https?:\/\//i.test(address)) window.open(address, '_blank', 'noopener');
}
