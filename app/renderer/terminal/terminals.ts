/**
 * The terminals of this window, by key: they live on when their panels are hidden, moved or drawn anew, until they are closed. Without
 * xterm, which comes with the panels: the frame can list and close terminals before any is shown.
 */
import { create } from 'zustand';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { WorkstationCommand } from '../../contract/workstation-command.ts';
import { byPathRenamed, onBoardRenamed } from '../host/board-renamed.ts';

export interface TerminalEnd {
  readonly words: string;
  /** What ran says that it has failed. */
  readonly failed?: boolean;
}

export type TerminalPhase =
  /** Nothing has run in it yet. */
  | { readonly kind: 'new' }
  | { readonly kind: 'opening'; readonly text: string }
  | { readonly kind: 'running' }
  /** It ended by itself, as `words` say, or was closed. */
  | ({ readonly kind: 'ended' } & TerminalEnd)
  | { readonly kind: 'failed'; readonly problem: Problem };

export interface TerminalState {
  readonly phase: TerminalPhase;
  /** As a program set it, made harmless; empty: none did. */
  readonly title: string;
}

const fresh: TerminalState = { phase: { kind: 'new' }, title: '' };

export const useTerminals = create<{ readonly byKey: Readonly<Record<string, TerminalState>> }>(() => ({ byKey: {} }));

export const useTerminalState = (key: string): TerminalState => useTerminals(({ byKey }) => byKey[key] ?? fresh);

/** The key of the terminal of a board with this id, as a panel has it. */
export const shellKey = (board: string, terminal: string) => `shell/${board}/${terminal}`;
export const workstationKey = ({ run, board }: WorkstationCommand) => `workstation/${run}/${board}`;
/** The output of a board's builds. */
export const buildKey = (board: string) => `build/${board}/output`;
export const serialKey = (terminal: string) => `serial/${terminal}`;

export interface Live extends Disposable {
  /** It is known by this key from now on. */
  takeKey(key: string): void;
}

const live = new Map<string, Live>();

/** A shell of a board ends when that is renamed; what it or a build showed stays in its place. */
onBoardRenamed((renamed) => {
  for (const kind of ['shell', 'build']) {
    const from = `${kind}/${renamed.name}/`;
    for (const [key, one] of [...live]) {
      if (!key.startsWith(from)) continue;
      const now = `${kind}/${renamed.to}/${key.slice(from.length)}`;
      live.delete(key);
      live.set(now, one);
      one.takeKey(now);
    }
  }
  useTerminals.setState(({ byKey }) => ({ byKey: byPathRenamed(byKey, renamed, 'shell/') }));
});

/** Ids are numbers from 1: the least that no terminal of the board has. `taken`: those of panels that were not shown yet. */
export function freshTerminal(board: string, taken: readonly string[] = []): string {
  for (let number = 1; ; number += 1) {
    const id = String(number);
    if (!live.has(shellKey(board, id)) && !taken.includes(id)) return id;
  }
}

/** The live part of a terminal, made when it is first wanted. */
export function liveTerminal<One extends Live>(key: string, make: () => One): One {
  const known = live.get(key);
  if (known !== undefined) return known as One;
  const made = make();
  live.set(key, made);
  return made;
}

export function setTerminal(key: string, change: Partial<TerminalState>): void {
  // One that was closed meanwhile stays so.
  if (!live.has(key)) return;
  useTerminals.setState(({ byKey }) => ({ byKey: { ...byKey, [key]: { ...(byKey[key] ?? fresh), ...change } } }));
}

/** Ends what runs in it, and forgets what it shows: after its panel was taken away for good, since a panel begins a terminal anew. */
export function closeTerminal(key: string): void {
  live.get(key)?.[Symbol.dispose]();
  live.delete(key);
  useTerminals.setState(({ byKey }) => {
    const { [key]: _closed, ...rest } = byKey;
    return { byKey: rest };
  });
}
