/**
 * What the host knows of its boards, as its windows see it: put together from the list of boards, the emulated ones, the
 * sessions and the work under way. While nobody watches nothing is asked of a board.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Lease } from '../../../remote-helper/contract/lease.ts';
import type { EmulatedStatus } from '../../contract/emulated.ts';
import type { HostState, StateChange, Work } from '../../contract/state.ts';
import type { BoardList, BoardRegistry } from '../boards/registry.ts';
import type { LineState } from '../session/board-line.ts';
import { onAnswer } from './answer-time.ts';
import { BoardWatch } from './board-watch.ts';
import { onFileChange } from './file-change.ts';
import { type BoardKnowledge, hostState, nothingKnown, onDevices, onLine, onSeen, sameDevices } from './knowledge.ts';
import type { AskToolDriver } from './look.ts';
import { StateStore } from './state-store.ts';
import { onTransfer } from './throughput.ts';

export interface HostTruthParts {
  readonly boards: Pick<BoardRegistry, 'list' | 'file'>;
  emulated(): Promise<readonly EmulatedStatus[]>;
  /** The driver as the tool would load it for that kernel. */
  toolDriver: AskToolDriver;
  /** A board was taken off the list, by whichever process. */
  gone(name: string): void;
  /** Milliseconds between looks at a board, and between looks at what is not told: emulated boards, the list. */
  readonly lookMs?: number;
  readonly slowMs?: number;
}

interface Followed {
  readonly watch: BoardWatch;
  end(): void;
}

export class HostTruth implements Disposable {
  readonly #parts: HostTruthParts;
  readonly #store = new StateStore();
  readonly #known = new Map<string, BoardKnowledge>();
  readonly #followed = new Map<string, Followed>();
  /** Old names of boards that are being renamed, with the new ones. */
  readonly #renaming = new Map<string, string>();
  #list: BoardList = { boards: [], default: undefined };
  #reading: Promise<void> = Promise.resolve();
  #watchers = 0;
  #slowly: Disposable | undefined;

  constructor(parts: HostTruthParts) {
    this.#parts = parts;
  }

  get state(): HostState {
    return this.#store.now;
  }

  /** A snapshot, then each change, until the signal; rejects with its reason. */
  async watch(signal: AbortSignal, send: (change: StateChange) => Promise<void>): Promise<never> {
    await this.listChanged();
    await this.emulatedChanged();
    using reader = this.#store.read();
    using _watcher = this.#watched();
    for (;;) await send(await reader.next(signal));
  }

  /** The way to a board is another. */
  onLine(name: string, line: LineState): void {
    this.#unfollow(name);
    this.#change(name, (known) => onLine(known, line));
    if (line.state === 'open') this.#follow(name, line.session);
  }

  onWork(name: string, work: Work): void {
    this.#change(name, (known) => ({ ...known, work }));
  }

  /** An open board has told what it is, which belongs to being connected. Throws what the helper's calls throw. */
  async told(name: string): Promise<void> {
    if (this.#known.get(name)?.facts === undefined) await this.#followed.get(name)?.watch.look();
  }

  /** Something was done to a board (absent: to the default one): it is looked at again while somebody watches. */
  touched(name: string | undefined, whole: boolean): void {
    this.#followed.get(name ?? this.#list.default ?? '')?.watch.soon(whole);
  }

  /** A board is about to be listed as `to`: until this is disposed of, a list that says so is understood as that. */
  renaming(name: string, to: string): Disposable {
    if (name !== to) this.#renaming.set(name, to);
    return { [Symbol.dispose]: () => this.#renaming.delete(name) };
  }

  /** Reads the list of boards again. Throws what reading it throws. */
  async listChanged(): Promise<void> {
    await this.#inTurn(async () => {
      const before = this.#list;
      this.#list = await this.#parts.boards.list();
      const names = new Set(this.#list.boards.map(({ name }) => name));
      for (const { name } of before.boards) {
        if (names.has(name)) continue;
        this.#unfollow(name);
        this.#carryOver(name, names);
        this.#known.delete(name);
        this.#parts.gone(name);
      }
      this.#publish();
    });
  }

  /** What is known of a board that was renamed is known of it still, but for the way to it, which ended. */
  #carryOver(name: string, listed: ReadonlySet<string>): void {
    const to = this.#renaming.get(name);
    if (to === undefined || !listed.has(to)) return;
    const known = this.#known.get(name);
    if (known !== undefined) this.#known.set(to, onLine(known, { state: 'closed' }));
    this.#store.renamed(name, to);
  }

  /** Asks again which emulated boards run; what cannot be found out stays as it was. */
  async emulatedChanged(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#list.boards.every(({ emulated }) => emulated === undefined)) return;
      const all = await this.#parts.emulated().catch(() => undefined);
      if (all === undefined) return;
      for (const { name, emulated } of this.#list.boards) {
        if (emulated === undefined) continue;
        const status = all.find((each) => each.name === emulated);
        this.#change(name, (known) =>
          isDeepStrictEqual(known.emulated, status) ? known : { ...known, emulated: status },
        );
      }
    });
  }

  [Symbol.dispose](): void {
    for (const name of [...this.#followed.keys()]) this.#unfollow(name);
    this.#slowly?.[Symbol.dispose]();
    this.#slowly = undefined;
  }

  /** What was read first must not replace what was read after it. */
  async #inTurn(read: () => Promise<void>): Promise<void> {
    const reading = this.#reading.then(read);
    this.#reading = reading.catch(() => {});
    await reading;
  }

  #change(name: string, change: (known: BoardKnowledge) => BoardKnowledge): void {
    const before = this.#known.get(name) ?? nothingKnown;
    const after = change(before);
    if (after === before) return;
    this.#known.set(name, after);
    this.#publish();
  }

  #publish(): void {
    this.#store.set(hostState(this.#list, this.#known));
  }

  #follow(name: string, session: Extract<LineState, { state: 'open' }>['session']): void {
    const watch = new BoardWatch(
      session,
      {
        // What cannot be found out of our own driver is no reason not to tell of the board.
        toolDriver: (kernel) => this.#parts.toolDriver(kernel).catch(() => undefined),
        seen: (seen) => {
          // A look that ends after its session says nothing about the next one.
          if (this.#followed.get(name)?.watch === watch) this.#change(name, (known) => onSeen(known, seen));
        },
        glanced: (devices) => {
          const same = sameDevices(this.#known.get(name)?.devices, devices);
          if (same) this.#change(name, (known) => onDevices(known, devices));
          return same;
        },
        answered: (milliseconds) =>
          this.#change(name, (known) => ({ ...known, answer: onAnswer(known.answer, milliseconds) })),
        failed: (why) => this.#change(name, (known) => ({ ...known, factsProblem: why })),
      },
      this.#parts.lookMs ?? 1_000,
    );
    const onLease = (lease: Lease) => this.#change(name, (known) => ({ ...known, lease }));
    const lease = session.onLease(onLease);
    const transfers = session.connection.transfers.listen((transfer) =>
      this.#change(name, (known) => {
        const throughput = onTransfer(known.throughput, transfer);
        return throughput === known.throughput ? known : { ...known, throughput };
      }),
    );
    const end = () => {
      watch.stop();
      transfers[Symbol.dispose]();
      lease[Symbol.dispose]();
    };
    this.#followed.set(name, { watch, end });
    if (this.#watchers > 0) watch.start();
    onLease(session.lease);
  }

  #unfollow(name: string): void {
    this.#followed.get(name)?.end();
    this.#followed.delete(name);
  }

  #watched(): Disposable {
    this.#watchers += 1;
    if (this.#watchers === 1) {
      this.#slowly = this.#watchSlowly();
      for (const { watch } of this.#followed.values()) watch.start();
    }
    return {
      [Symbol.dispose]: () => {
        this.#watchers -= 1;
        if (this.#watchers > 0) return;
        this.#slowly?.[Symbol.dispose]();
        this.#slowly = undefined;
        for (const { watch } of this.#followed.values()) watch.stop();
      },
    };
  }

  /** A list that cannot be read just now is told to whoever uses it next. */
  #watchSlowly(): Disposable {
    const list = () => this.listChanged().catch(() => {});
    const file = onFileChange(this.#parts.boards.file, () => void list());
    const timer = setInterval(() => {
      void list().then(() => this.emulatedChanged());
    }, this.#parts.slowMs ?? 5_000);
    return {
      [Symbol.dispose]: () => {
        clearInterval(timer);
        file[Symbol.dispose]();
      },
    };
  }
}
