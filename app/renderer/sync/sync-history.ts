/** What was synced from this window, newest first; kept while the page lives. */
import { create } from 'zustand';
import type { Owner } from '../../../remote-helper/contract/device.ts';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import { byPathRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import type { SyncCommand, SyncRange } from './sync-effect.ts';

export interface SyncDone {
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly command: SyncCommand;
  readonly range: SyncRange;
  readonly before: Owner;
  /** Of one that worked. */
  readonly after?: Owner;
  /** The 64-bit words that the driver was given. */
  readonly words: readonly bigint[];
  readonly milliseconds: number;
  readonly problem?: Problem;
}

/** Entries of a device. */
const kept = 20;

interface Histories {
  readonly of: Readonly<Record<string, readonly SyncDone[]>>;
}

export const useSyncHistories = create<Histories>(() => ({ of: {} }));

onBoardRenamed((renamed) => useSyncHistories.setState(({ of }) => ({ of: byPathRenamed(of, renamed) })));

const none: readonly SyncDone[] = [];
let last = 0;

export function useSyncHistory(board: string, device: string): readonly SyncDone[] {
  return useSyncHistories(({ of }) => of[`${board}/${device}`] ?? none);
}

export function addToHistory(board: string, device: string, done: Omit<SyncDone, 'number'>): void {
  last += 1;
  const entry = { ...done, number: last };
  const key = `${board}/${device}`;
  useSyncHistories.setState(({ of }) => ({ of: { ...of, [key]: [entry, ...(of[key] ?? [])].slice(0, kept) } }));
}
