/** A device that is looked at: what is known of its bytes, how it is shown, and the calls that read and write it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { Content, Eye, Width } from '../../../remote-helper/contract/memory.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import type { HostContract } from '../../contract.ts';
import { onBoardRenamed } from '../host/board-renamed.ts';
import { useSettings } from '../settings/settings-store.ts';
import { rangeOfRows } from './grid-layout.ts';
import { LiveWatch } from './live-watch.ts';
import { markFetch } from './measure.ts';
import { type ByteRange, MemorySource } from './memory-source.ts';
import { firstViewState, layoutOf, type ViewState } from './view-state.ts';

export type HostClient = Pick<Client<HostContract>, 'call'>;

/** What decides whether and how a device is read. */
export type Circumstances = Pick<ViewState, 'content' | 'reachable'>;

export class DeviceSession {
  /** Its name now. */
  board: string;
  readonly device: UiomemDevice;
  readonly view: StoreApi<ViewState>;
  source: MemorySource;
  readonly live: LiveWatch;
  #client: HostClient | undefined;
  #shown = false;
  #since: string | undefined;
  readonly #listeners = new Set<() => void>();
  /** Wall clock minus the clock that reads are timed with. */
  readonly epoch = Date.now() - performance.now();

  constructor(board: string, device: UiomemDevice) {
    this.board = board;
    this.device = device;
    // A device that is not cached is looked at as it is; its CPU eye would say the same.
    const first = firstViewState(useSettings.getState().settings);
    this.view = createStore<ViewState>(() => ({ ...first, eye: device.cached ? 'cpu' : 'device' }));
    this.source = this.#newSource(false);
    this.live = new LiveWatch({
      watch: async (range, intervalMs, signal, onSample) => {
        const input = { ...this.#place(), ...sized(range), width: this.#liveWidth(), intervalMs };
        await this.#host().call('memory.watch', input, {
          signal,
          onItem: (sample, bytes) => onSample(sample, bytes),
        });
      },
      sample: (range, { changes }, bytes) => {
        this.source.counted(bytes.length, range);
        let done = 0;
        for (const { offset, size } of changes) {
          this.source.take(range.offset + BigInt(offset), bytes.subarray(done, done + size));
          done += size;
        }
        this.source.looked(range);
      },
      failed: (liveProblem) => this.view.setState({ live: false, liveProblem }),
      now: () => performance.now(),
    });
    this.view.subscribe((now, before) => {
      if (now.eye !== before.eye) this.#eyeChanged();
      this.#look();
      this.#tell();
    });
  }

  /** Shown in a window from now on; returns what ends it. The rest of what is known stays for the next time. */
  attach(client: HostClient): () => void {
    this.reachThrough(client);
    this.#shown = true;
    const hidden = () => this.#look();
    document.addEventListener('visibilitychange', hidden);
    this.#look();
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      this.#shown = false;
      this.source.look(undefined);
      this.live.set(undefined, undefined);
    };
  }

  /** Calls go to this host from now on: its view's, or that of somebody who accesses the device while it is not shown. */
  reachThrough(client: HostClient): void {
    this.#client = client;
  }

  /** Whenever the board's state may have changed. */
  setCircumstances({ content, reachable }: Circumstances): void {
    const another = (this.content === 'memory') !== (content === 'memory');
    if (another) {
      this.source[Symbol.dispose]();
      this.source = this.#newSource(content === 'memory');
    }
    this.source.pause(!reachable);
    this.view.setState({
      content,
      reachable,
      ...(another && { live: false }),
      ...(content !== 'memory' && { eye: 'device' }),
      ...(!reachable && { unlocked: false }),
    });
  }

  /** Since when the board is connected: what was unlocked under another connection, seen here or not, is locked again. */
  connectedSince(since: string): void {
    const before = this.#since;
    this.#since = since;
    if (before !== undefined && before !== since) this.view.setState({ unlocked: false });
  }

  /** Whether it was unlocked under the connection that is open since then, also when no view has seen that one. */
  unlockedUnder(since: string): boolean {
    return this.view.getState().unlocked && this.#since === since;
  }

  get content(): Content | undefined {
    return this.view.getState().content;
  }

  get reachable(): boolean {
    return this.view.getState().reachable;
  }

  /** Something that is drawn is different; called often. Returns what ends listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The bytes on the screen. */
  visible(): ByteRange {
    const state = this.view.getState();
    // The row below that is half to be seen is shown too.
    return rangeOfRows(layoutOf(this.device.size, state), state.top, state.pageRows + 1);
  }

  /** Reads the screen again; of registers only what was read before. Rejects with what failed, of registers only. */
  async refresh(): Promise<void> {
    if (this.content === 'memory') {
      this.source.refresh();
      return;
    }
    for (const range of this.#askedBefore()) await this.ask(range);
  }

  /** Reads a range because somebody asked for it, in accesses of the cells' width. */
  async ask(range: ByteRange, width: Width = this.view.getState().width): Promise<void> {
    await this.source.ask(range, width);
    this.view.setState({ asked: true });
  }

  /** For a table, a copy, or a write's check: as the eye sees it now, nothing kept. */
  async read(range: ByteRange, width: Width | undefined, signal?: AbortSignal): Promise<Uint8Array> {
    const input = { ...this.#place(), ...range, width: width ?? 32 } as const;
    const { bytes } = await this.#host().call('memory.read', input, signal === undefined ? {} : { signal });
    return bytes;
  }

  /** Every byte of a range of memory in turn, as the eye sees it; answers their SHA-256. */
  async dump(range: ByteRange, signal: AbortSignal, onBytes: (bytes: Uint8Array) => Promise<void>): Promise<string> {
    const { sha256 } = await this.#host().call('memory.dump', { ...this.#place(), ...range }, { signal, onBytes });
    return sha256;
  }

  async write(offset: bigint, bytes: Uint8Array, width: Width): Promise<void> {
    await this.#host().call('memory.write', { ...this.#place(), offset, width }, { bytes });
  }

  /** How accesses are named to the host: what is not known to be memory is accessed as registers are. */
  #place(): { board: string; device: string; eye: Eye; content: Content } {
    const content = this.content ?? 'registers';
    const { eye } = this.view.getState();
    return {
      board: this.board,
      device: this.device.name,
      eye: content === 'registers' ? 'device' : eye,
      content,
    };
  }

  #host(): HostClient {
    if (this.#client === undefined) throw new DOMException('No host is known.', 'AbortError');
    return this.#client;
  }

  #newSource(automatic: boolean): MemorySource {
    return new MemorySource({
      size: this.device.size,
      automatic,
      read: (range, width, signal) => this.read(range, width, signal),
      changed: () => this.#tell(),
      fetched: markFetch,
      now: () => performance.now() + 1,
      after(milliseconds, call) {
        const timer = setTimeout(call, milliseconds);
        return () => clearTimeout(timer);
      },
    });
  }

  /** Memory is looked at by words; a register as its cells are. */
  #liveWidth(): Width {
    return this.content === 'memory' ? 32 : this.view.getState().width;
  }

  #eyeChanged(): void {
    this.live.set(undefined, undefined);
    this.source.lookAnew();
  }

  #look(): void {
    if (!this.#shown) return;
    const { live, rate } = this.view.getState();
    const visible = this.visible();
    this.source.look(visible);
    const watching = live && this.reachable && document.visibilityState === 'visible';
    this.live.set(watching ? this.#watched(visible) : undefined, watching ? rate : undefined);
  }

  /** Of memory whole pages, so that a few rows of scrolling do not begin a new watch; of registers what is shown. */
  #watched({ offset, size }: ByteRange): ByteRange {
    if (this.content !== 'memory') return { offset, size };
    const page = 4096n;
    const first = offset - (offset % page);
    const end = offset + size;
    const last = end + ((page - (end % page)) % page);
    return { offset: first, size: (last < this.device.size ? last : this.device.size) - first };
  }

  /** Runs of rows on the screen that were read. */
  #askedBefore(): ByteRange[] {
    const { offset, size } = this.visible();
    const { width } = this.view.getState();
    const step = BigInt(width / 8);
    const runs: ByteRange[] = [];
    for (let at = offset; at + step <= offset + size; at += step) {
      if (!this.source.shows(at, Number(step)) && this.source.unreadableAt(at) === undefined) continue;
      const before = runs.at(-1);
      if (before !== undefined && before.offset + before.size === at) {
        runs[runs.length - 1] = { offset: before.offset, size: before.size + step };
      } else runs.push({ offset: at, size: step });
    }
    return runs;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Contracts want a watch's size as a number. */
function sized({ offset, size }: ByteRange): { offset: bigint; size: number } {
  return { offset, size: Number(size) };
}

const sessions = new Map<string, DeviceSession>();
const placeOf = (board: string, { name }: UiomemDevice) => `${board}/${name}`;

/** The session of a device, the same one as long as it is the same device on the same boot. */
export function deviceSession(board: string, boot: number, device: UiomemDevice): DeviceSession {
  const place = placeOf(board, device);
  const key = `${boot} ${device.address} ${device.size} ${device.major}:${device.minor}`;
  const kept = sessions.get(place);
  if (kept !== undefined && keys.get(kept) === key) return kept;
  kept?.source[Symbol.dispose]();
  const session = new DeviceSession(board, device);
  keys.set(session, key);
  sessions.set(place, session);
  return session;
}

const keys = new WeakMap<DeviceSession, string>();

onBoardRenamed(({ name, to }) => {
  for (const [place, session] of [...sessions]) {
    if (session.board !== name) continue;
    sessions.delete(place);
    session.board = to;
    sessions.set(placeOf(to, session.device), session);
  }
});
