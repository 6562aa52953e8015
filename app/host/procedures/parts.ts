/** What the procedures work with, made once a host. */
import type { Board, OnBoard } from '../../contract/board.ts';
import type { BoardWork } from '../apply/board-work.ts';
import type { KeptAccounts } from '../apply/kept-accounts.ts';
import type { KeptSecrets } from '../boards/kept-secrets.ts';
import type { BoardRegistry } from '../boards/registry.ts';
import type { Secrets } from '../boards/secrets.ts';
import type { WorkstationPlaces } from '../module/workstation.ts';
import type { RecentList } from '../recent/recent-list.ts';
import type { OnStage } from '../session/board-line.ts';
import type { BoardSession } from '../session/session.ts';
import type { SessionPool } from '../session/session-pool.ts';
import type { HostTruth } from '../state/host-truth.ts';

export interface HostParts {
  readonly boards: BoardRegistry;
  readonly secrets: Secrets;
  /** Those that outlast this process. */
  readonly kept: KeptSecrets;
  readonly recent: RecentList;
  readonly sessions: SessionPool;
  readonly truth: HostTruth;
  readonly work: BoardWork;
  readonly accounts: KeptAccounts;
  readonly places: WorkstationPlaces;
  /** The driver's source that comes with the tool. */
  readonly driverSource: string;
}

/** The session with the named or default board, opened unless it is to be `connected`. Throws `board.*` and what opening throws. */
export async function sessionOf(
  { boards, sessions }: HostParts,
  { board, connected }: OnBoard,
  signal: AbortSignal,
  onStage?: OnStage,
): Promise<BoardSession> {
  // The list is a file: one access to memory on an open session does not wait for it.
  const live = board === undefined ? undefined : sessions.live(board);
  if (live !== undefined && !signal.aborted) return live;
  const found: Board = await boards.find(board);
  return await sessions.get(found, signal, onStage, connected);
}

/** The name of the board that is meant. Throws `board.*`. */
export async function nameOf(
  { boards }: Pick<HostParts, 'boards'>,
  { board }: { readonly board?: string | undefined },
): Promise<string> {
  return (await boards.find(board)).name;
}

/** What no report of a board may have: its secrets, and where the files are that vouch for it or open it. */
export async function unspoken({ secrets }: Pick<HostParts, 'secrets'>, board: Board): Promise<string[]> {
  const { name, identityFile, knownHostsFile } = board;
  const files = [identityFile, knownHostsFile].filter((path) => path !== undefined);
  return [...files, ...(await secrets.all(name).catch(() => []))];
}
