/** A host in the page: the real rpc engine and contract, with state and memory that a scenario scripts. */
import type { Handlers, ServerCall } from '../../../remote-helper/rpc/contract.ts';
import { pair } from '../../../remote-helper/rpc/pair.ts';
import { type Problem, ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import { type Server, serve } from '../../../remote-helper/rpc/server.ts';
import { applyChange, type BoardState, type HostState, type StateChange } from '../../contract/state.ts';
import { type HostContract, hostContract } from '../../contract.ts';
import type { Shell } from '../host/shell.ts';
import { boardHandlers } from './board-handlers.ts';
import { ScriptedLog } from './log-handlers.ts';
import { memoryHandlers } from './memory-handlers.ts';
import { ScriptedModules } from './module-handlers.ts';
import { planHandlers } from './plan-handlers.ts';
import { pause, type Scenario, type Script } from './script.ts';
import type { ScriptedMemory } from './scripted-memory.ts';
import { ScriptedSettings } from './settings-handlers.ts';

/** A host that another window gave a layout to: a test puts the call's input here. */
const layoutKey = 'scripted-layout';

/** Its drafts, kept beside the tab: another window of the same browser has them. */
const draftsKey = 'scripted-drafts';
const keptDrafts = (): Record<string, string> => JSON.parse(localStorage.getItem(draftsKey) ?? '{}');

const windowHandlers: Partial<Handlers<HostContract>> = {
  'window.layout': async () => JSON.parse(sessionStorage.getItem(layoutKey) ?? '{}'),
  'window.keepLayout': async () => ({}),
  'window.drafts': async () => ({
    drafts: Object.entries(keptDrafts()).map(([board, draft]) => ({ board, draft })),
  }),
  'window.keepDraft': async ({ board, draft }) => {
    if (window.scripted?.keepsDrafts === false) {
      throw problem('window.draft-not-kept', `What is written for ${board} cannot be kept: no space left on device`, {
        hint: 'Save it to a file before the window is closed.',
      });
    }
    const { [board]: _gone, ...rest } = keptDrafts();
    localStorage.setItem(draftsKey, JSON.stringify(draft === undefined ? rest : { ...rest, [board]: draft }));
    return {};
  },
};

import { startHandlers } from './start-handlers.ts';
import { ScriptedTerminals } from './terminal-handlers.ts';
import { someFiles, textHandlers } from './text-handlers.ts';
import { ScriptedTrees } from './tree-handlers.ts';
import { workstationHandlers } from './workstation-handlers.ts';

export class ScriptedHost implements Script {
  /** By name, what was asked of it, newest last: for tests that look from outside. */
  readonly calls: { readonly name: string; readonly input: unknown }[] = [];
  /** By `board/device`: for tests that change what is there under the window. */
  readonly memories = new Map<string, ScriptedMemory>();
  /** Texts by path. */
  readonly files = someFiles();
  /** For tests that cancel: what they are about is not over before they have. */
  heldAt: number | undefined;
  /** Milliseconds that each answer takes on its way: a board is busy, and far. */
  lateMs = 0;
  /** For tests of a host whose disk is full. */
  keepsDrafts = true;
  /** With what the next apply is refused, as by a host that knows more of the board than the window. */
  refuseApply: Problem | undefined;
  readonly log = new ScriptedLog();
  readonly modules = new ScriptedModules();
  readonly settings = new ScriptedSettings();
  readonly trees = new ScriptedTrees();
  readonly terminals = new ScriptedTerminals();
  #state: HostState;
  #revision = 1;
  readonly #watchers = new Set<(change: StateChange) => void>();
  readonly #servers = new Set<Server>();
  readonly #scenario: Scenario;
  #connections = 0;
  #played = false;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#state = scenario.state;
    this.heldAt = scenario.show?.module?.heldAt;
    Object.assign(this.modules, scenario.modules);
    Object.assign(this.trees, scenario.trees);
  }

  get state(): HostState {
    return this.#state;
  }

  board(name: string): BoardState {
    const found = this.#state.boards.find(({ board }) => board.name === name);
    if (found !== undefined) return found;
    throw problem('board.unknown', `There is no board ${name}.`, { hint: 'board list names those that are known.' });
  }

  /** Changes a board, or adds it at the end. */
  put(name: string, change: (before: BoardState) => BoardState, fresh?: BoardState): void {
    const index = this.#state.boards.findIndex(({ board }) => board.name === name);
    const before = this.#state.boards[index] ?? fresh;
    if (before === undefined) return;
    const board = change(before);
    const boards = index < 0 ? [...this.#state.boards, board] : this.#state.boards.with(index, board);
    this.#state = { ...this.#state, boards };
    this.#tell((revision) => ({ kind: 'board', revision, index: index < 0 ? boards.length - 1 : index, board }));
  }

  remove(name: string): void {
    this.#state = { ...this.#state, boards: this.#state.boards.filter(({ board }) => board.name !== name) };
    this.#tell((revision) => ({ kind: 'removed', revision, name }));
  }

  rename(name: string, to: string): void {
    this.#tell((revision) => {
      const change = { kind: 'renamed', revision, name, to } as const;
      this.#state = applyChange({ revision: revision - 1, state: this.#state }, change).state;
      return change;
    });
  }

  makeDefault(name: string): void {
    this.#state = { ...this.#state, default: name };
    this.#tell((revision) => ({ kind: 'default', revision, name }));
  }

  #tell(change: (revision: number) => StateChange): void {
    this.#revision += 1;
    const told = change(this.#revision);
    for (const watcher of this.#watchers) watcher(told);
  }

  /** Ends every connection, as a host that was stopped. */
  async leave(): Promise<void> {
    for (const server of this.#servers) await server.close();
  }

  shell(): Shell {
    const { refused } = this.#scenario;
    return {
      kind: 'browser',
      mac: false,
      connect: async () => {
        this.#connections += 1;
        if (refused !== undefined && !(refused.after === 'first' && this.#connections === 1)) {
          throw new ProblemError(refused.problem);
        }
        const [near, far] = pair();
        const server = serve(hostContract, this.#handlers(), far);
        this.#servers.add(server);
        void server.closed.then(() => this.#servers.delete(server));
        return near;
      },
      openPlan: async () => ({ name: 'opened.yaml', text: 'version: 1\nmodule:\n  from: loaded\nregions: []\n' }),
      onCommand: () => () => {},
    };
  }

  #handlers(): Handlers<HostContract> {
    const all = {
      ...boardHandlers(this),
      ...memoryHandlers(this, this.memories),
      ...planHandlers(this),
      ...startHandlers(this),
      ...textHandlers(this.files),
      ...this.log.handlers(),
      ...windowHandlers,
      ...this.modules.handlers(this),
      ...this.trees.handlers(this),
      ...this.settings.handlers(),
      ...this.terminals.handlers(),
      ...workstationHandlers(this, this.terminals.sizes),
      ...this.#ownHandlers(),
      ...this.#scenario.handlers?.(this),
    };
    // Every call is noted before it is answered.
    const noted = Object.keys(hostContract).map((name) => {
      const handler = (all as Partial<Record<string, (input: unknown, call: unknown) => Promise<unknown>>>)[name];
      const answer = async (input: unknown, call: unknown) => {
        this.calls.push({ name, input });
        const { lateMs } = this;
        if (handler !== undefined) {
          const answered = await handler(input, call);
          if (lateMs > 0) await pause(lateMs);
          return answered;
        }
        throw problem('testing.not-scripted', `This page has no script for ${name}.`);
      };
      return [name, answer] as const;
    });
    return Object.fromEntries(noted) as unknown as Handlers<HostContract>;
  }

  #ownHandlers(): Pick<Handlers<HostContract>, 'host.info' | 'state.watch'> {
    return {
      'host.info': async () => ({
        pid: 4711,
        version: '0.1.0',
        shell: 'browser',
        since: new Date().toISOString(),
        home: '/home/grace',
      }),
      'state.watch': async (_input, call) => {
        await this.#watch(call);
        return {};
      },
    };
  }

  async #watch({ item, signal }: ServerCall<HostContract['state.watch']>): Promise<void> {
    const waiting: StateChange[] = [{ kind: 'snapshot', revision: this.#revision, state: this.#state }];
    let wake = () => {};
    const watcher = (change: StateChange) => {
      waiting.push(change);
      wake();
    };
    this.#watchers.add(watcher);
    signal.addEventListener('abort', () => wake(), { once: true });
    if (!this.#played) {
      this.#played = true;
      void this.#scenario.play?.(this);
    }
    try {
      while (!signal.aborted) {
        const next = waiting.shift();
        if (next !== undefined) await item(next);
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#watchers.delete(watcher);
    }
  }
}
