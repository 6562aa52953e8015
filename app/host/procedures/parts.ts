/** What the procedures work with, made once a host. */
import type { Board } from '../../contract/board.ts';
import type { BoardRegistry } from '../boards/registry.ts';
import type { Secrets } from '../boards/secrets.ts';
import type { WorkstationPlaces } from '../module/workstation.ts';
import type { BoardSession } from '../session/session.ts';
import type { OnStage, SessionPool } from '../session/session-pool.ts';

export interface HostParts {
  readonly boards: BoardRegistry;
  readonly secrets: Secrets;
  readonly sessions: SessionPool;
  readonly places: WorkstationPlaces;
  /** The driver's source that comes with the tool. */
  readonly driverSource: string;
}

/** The session with the named or default board. Throws `board.*` and what opening a session throws. */
export async function sessionOf(
  { boards, sessions }: HostParts,
  { board }: { readonly board?: string | undefined },
  signal: AbortSignal,
  onStage?: OnStage,
): Promise<BoardSession> {
  // The list is a file: one access to memory on an open session does not wait for it.
  const live = board === undefined ? undefined : sessions.live(board);
  if (live !== undefined && !signal.aborted) return live;
  const found: Board = await boards.find(board);
  return await sessions.get(found, signal, onStage);
}
