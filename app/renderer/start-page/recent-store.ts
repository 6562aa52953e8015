/** What the host says was used last, read anew when something is noted or forgotten. */
import { create } from 'zustand';
import type { Client, Reply } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../../contract.ts';
import { onBoardRenamed } from '../host/board-renamed.ts';

type Host = Client<HostContract>;

interface Recent {
  /** Absent until the host has told it. */
  readonly told: Reply<HostContract['recent.list']> | undefined;
  readonly failure: Problem | undefined;
  load(host: Host): Promise<void>;
  /** A plan file was opened; `path` is absolute. */
  note(host: Host, path: string, board: string): Promise<void>;
  forget(host: Host, path: string): Promise<void>;
}

export const useRecent = create<Recent>((set) => {
  const load = async (host: Host, before: () => Promise<unknown>) => {
    try {
      await before();
      set({ told: await host.call('recent.list', {}), failure: undefined });
    } catch (thrown) {
      const found = problemOf(thrown);
      // A window that has lost its host shows that elsewhere, and asks again when it has one.
      if (found.id !== 'rpc.connection-lost') set({ failure: found });
    }
  };
  return {
    told: undefined,
    failure: undefined,
    load: (host) => load(host, async () => {}),
    note: (host, path, board) => load(host, () => host.call('recent.note', { path, board })),
    forget: (host, path) => load(host, () => host.call('recent.forget', { path })),
  };
});

onBoardRenamed(({ name, to }) =>
  useRecent.setState(({ told }) => {
    if (told === undefined) return {};
    const renamed = <Of extends { readonly board?: string | undefined }>(each: Of): Of =>
      each.board === name ? { ...each, board: to } : each;
    return { told: { boards: told.boards.map(renamed), plans: told.plans.map(renamed) } };
  }),
);
