/** A terminal that lives: its screen, and what runs in it, one after the other. */
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { printable } from '../components/printable.ts';
import { KeyQueue } from './key-queue.ts';
import { Screen } from './screen.ts';
import { type Live, setTerminal, type TerminalEnd } from './terminals.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What is handed to whoever opens something in the terminal. */
export interface RunParts {
  /** Of this run, for the host; nobody else has it. */
  readonly id: string;
  readonly size: Size;
  readonly signal: AbortSignal;
  readonly upload: AsyncIterable<Uint8Array>;
  onItem(item: unknown, bytes: Uint8Array): Promise<void>;
  onProgress(report: { readonly text: string }): void;
}

export interface Run {
  /** Resolves when it has ended by itself. */
  open(parts: RunParts): Promise<TerminalEnd>;
  /** Absent: what runs has no size. */
  resize?(id: string, size: Size): Promise<unknown>;
  /** The sentence for one that was ended here; absent: it was closed. */
  readonly stopped?: string;
}

/** Told to whoever shows the terminal. */
export interface Shown {
  onOwnKey(key: 'copy' | 'search'): void;
  onFound(shown: number, count: number): void;
}

export interface LiveTerminalOptions {
  /** As of a screen's events. */
  onLink?(address: string): boolean;
}

export class LiveTerminal implements Live {
  readonly screen: Screen;
  /** Of the panel that shows it now. */
  shown: Shown | undefined;
  #key: string;
  #running:
    | { readonly abort: AbortController; readonly keys: KeyQueue; readonly id: string; readonly run: Run }
    | undefined;
  #told: Size | undefined;
  #telling = false;

  constructor(key: string, mac: boolean, { onLink }: LiveTerminalOptions = {}) {
    this.#key = key;
    this.screen = new Screen(mac, {
      onKeys: (bytes) => this.#running?.keys.push(bytes),
      onSize: () => void this.#tellSize(),
      onTitle: (title) => setTerminal(this.#key, { title: printable(title).slice(0, 200) }),
      ...(onLink !== undefined && { onLink }),
      takesKeys: () => this.#running !== undefined,
      onOwnKey: (owner) => this.shown?.onOwnKey(owner),
      onFound: (found, count) => this.shown?.onFound(found, count),
    });
  }

  /** While something runs, another start does nothing. Resolves at its end. */
  async start(run: Run): Promise<void> {
    if (this.#running !== undefined) return;
    const running = { abort: new AbortController(), keys: new KeyQueue(), id: crypto.randomUUID(), run };
    this.#running = running;
    const phase = (next: Parameters<typeof setTerminal>[1]['phase'] & object) =>
      setTerminal(this.#key, { phase: next });
    phase({ kind: 'opening', text: '' });
    const { size } = this.screen;
    this.#told = size;
    let isOpen = false;
    try {
      const end = await run.open({
        id: running.id,
        size,
        signal: running.abort.signal,
        upload: running.keys,
        onProgress: ({ text }) => phase({ kind: 'opening', text }),
        // What comes next waits until this was read: a flood takes as long as it takes, and no frame with it.
        onItem: async (_item, bytes) => {
          if (!isOpen) phase({ kind: 'running' });
          isOpen = true;
          void this.#tellSize();
          if (bytes.length > 0) await this.screen.write(bytes);
        },
      });
      phase({ kind: 'ended', ...end });
    } catch (thrown) {
      const found: Problem = problemOf(thrown);
      phase(
        running.abort.signal.aborted
          ? { kind: 'ended', words: run.stopped ?? 'It was closed.' }
          : { kind: 'failed', problem: found },
      );
    } finally {
      running.keys.end();
      this.#running = undefined;
      if (isOpen) this.screen.sober();
      setTerminal(this.#key, { title: '' });
    }
  }

  takeKey(key: string): void {
    this.#key = key;
  }

  /** Ends what runs, if anything does. */
  stop(): void {
    this.#running?.abort.abort();
  }

  [Symbol.dispose](): void {
    this.stop();
    this.screen[Symbol.dispose]();
  }

  /** One after the other, and of those that come meanwhile the last alone. */
  async #tellSize(): Promise<void> {
    const { screen } = this;
    const running = this.#running;
    const resize = running?.run.resize;
    const { columns, rows } = screen.size;
    const isTold = this.#told?.columns === columns && this.#told.rows === rows;
    if (running === undefined || resize === undefined || this.#telling || isTold) return;
    this.#telling = true;
    this.#told = { columns, rows };
    try {
      await resize(running.id, { columns, rows });
    } catch {
      // It has ended meanwhile: the next one is begun with its size.
    } finally {
      this.#telling = false;
    }
    await this.#tellSize();
  }
}
