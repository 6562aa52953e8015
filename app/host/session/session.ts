/** A session: everything between a board's name and calls to its helper, stage by stage, and its end. */
import { randomUUID } from 'node:crypto';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Lease } from '../../../remote-helper/contract/lease.ts';
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { type Problem, ProblemError, problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Board, Stage } from '../../contract/board.ts';
import type { SecretSource } from '../boards/secrets.ts';
import { connectSsh, type SshConnection } from '../ssh/connection.ts';
import type { KnownHostsFiles } from '../ssh/known-hosts-files.ts';
import type { OnStage } from '../ssh/on-stage.ts';
import { deliveredNames } from './deliver.ts';
import { FollowedLease, whoWeAre } from './followed-lease.ts';
import { type HelperFiles, helperFiles } from './helper-files.ts';
import { type HelperLife, LastingHelper } from './lasting-helper.ts';
import { becomeRoot, type Reach } from './privilege.ts';
import type { Probe } from './probe.ts';
import { probeBoard } from './probe-board.ts';
import { StageDeadline } from './stage-deadline.ts';
import { timedCalls } from './timed-calls.ts';
import { chooseWay, type Way, type WayParts } from './way.ts';

export interface SessionOptions {
  readonly secrets: SecretSource;
  readonly signal?: AbortSignal;
  /** A stage began, or has something to tell (bytes sent, what is brought). */
  readonly onStage?: OnStage;
  /** Absent: the tool's own file, the user's and the machine's. */
  readonly knownHosts?: KnownHostsFiles;
  /** Fingerprint of an unknown host key to accept and file. */
  readonly trust?: string;
  /** Absent: what `make build` made. */
  readonly helper?: HelperFiles;
  /** Milliseconds after which a stage is given up in which the board does not get on. */
  readonly stagePatienceMs?: number;
  /** What drives the board, for those who find it held: `window`. Absent: `command line`. */
  readonly program?: string;
  /** The same word, of 16 characters or more that nobody can guess, for sessions that follow each other when a link is lost. */
  readonly host?: string;
}

export interface BoardSession extends AsyncDisposable {
  readonly board: Board;
  readonly connection: SshConnection;
  /** How root was reached. */
  readonly reach: Reach;
  readonly probe: Probe;
  /** `shell`: no node runs on the board, and its plain commands do what they can. */
  readonly mode: 'helper' | 'shell';
  /** What is missing or slower in this mode, as sentences. */
  readonly limits: readonly string[];
  /** Digest of what the helper was bundled from; empty in shell mode. */
  readonly helperVersion: string;
  /** Outlives the helper's process: after a bus error calls in flight fail with `mapping.lost` and later ones work. */
  readonly helper: Client<HelperContract>;
  /** Gathered once a session; `refresh` gathers anew. */
  facts(refresh?: boolean): Promise<BoardFacts>;
  /** Who may change the board, as its helper told last; `nobody` until it has. */
  readonly lease: Lease;
  /** Calls back at each change of the lease from now on, and when it is told first; what it answers ends that. */
  onLease(listener: (lease: Lease) => void): Disposable;
  /** Resolves when the session is over: undefined after our own close, else why (`link.lost`, `helper.…`). */
  readonly closed: Promise<Problem | undefined>;
  close(): Promise<void>;
}

/** Adds the stage to a problem that does not name one. */
function atStage(stage: Stage, thrown: unknown): ProblemError {
  const found = problemOf(thrown);
  if (found.id === 'cancelled') return new ProblemError(found, { cause: thrown });
  return new ProblemError({ ...found, data: { stage, ...found.data } }, { cause: thrown });
}

/** Opens a session. Every failure names its stage in `data.stage`; nothing stays open or running after one. */
export async function openSessionWith(
  ways: Pick<WayParts, 'talk' | 'content'>,
  board: Board,
  options: SessionOptions,
): Promise<BoardSession> {
  const { secrets, signal } = options;
  let stage: Stage = 'resolve';
  const enter: OnStage = (next, text, detail) => {
    stage = next;
    options.onStage?.(next, text, detail);
  };
  await using undo = new AsyncDisposableStack();
  try {
    const files = options.helper ?? (await helperFiles());
    const connection = undo.use(
      await connectSsh(board, {
        secrets,
        onStage: enter,
        ...(signal && { signal }),
        ...(options.knownHosts && { knownHosts: options.knownHosts }),
        ...(options.trust !== undefined && { trust: options.trust }),
      }),
    );
    using deadline = new StageDeadline(board.name, signal, options.stagePatienceMs);
    const begin = (next: Stage, text: string) => {
      enter(next, text);
      deadline.restart(next);
    };
    begin('probe', 'looking at the board');
    const probe = await probeBoard(connection, deliveredNames(files), deadline.signal);
    begin('privilege', `becoming root (${probe.uid === 0 ? 'logged in as root' : `sudo: ${probe.sudo}`})`);
    const reach = await becomeRoot(connection, probe, secrets, deadline.signal);
    const lease = new FollowedLease({
      who: whoWeAre(),
      program: options.program ?? 'command line',
      host: options.host ?? randomUUID(),
    });
    begin('deliver', 'delivering the helper');
    let way = await chooseWay({
      ...ways,
      connection,
      reach,
      probe,
      files,
      signal: deadline.signal,
      onText: (text) => begin('deliver', text),
    });
    const start = async (stop?: AbortSignal): Promise<HelperLife> => {
      const life = await way.start(stop);
      lease.follow(life.client);
      return life;
    };
    begin('helper', way.text);
    const first = await start(deadline.signal).catch(async (thrown) => {
      way = await way.mend(thrown);
      return await start(deadline.signal);
    });
    let lost: Problem | undefined;
    void connection.closed.then((reason) => {
      lost = reason;
    });
    const helper = undo.use(
      new LastingHelper(
        first,
        () => start(),
        () => lost,
      ),
    );
    enter('facts', 'ready');
    undo.move();
    return live(board, connection, reach, probe, way, helper, lease);
  } catch (thrown) {
    signal?.throwIfAborted();
    throw atStage(stage, thrown);
  }
}

function live(
  board: Board,
  connection: SshConnection,
  reach: Reach,
  probe: Probe,
  { mode, limits, version }: Way,
  helper: LastingHelper,
  lease: FollowedLease,
): BoardSession {
  let known: Promise<BoardFacts> | undefined;
  const closed = Promise.race([helper.closed, connection.closed]);
  const session: BoardSession = {
    board,
    connection,
    reach,
    probe,
    mode,
    limits,
    helperVersion: version,
    // Of plain commands each takes its own time, whatever the link is like.
    helper: mode === 'helper' ? timedCalls(helper, connection.transfers) : helper,
    get lease() {
      return lease.now;
    },
    onLease: (listener) => lease.listen(listener),
    closed,
    async facts(refresh = false) {
      if (known === undefined || refresh) {
        known = helper.call('facts.read', {});
        known.catch(() => {
          known = undefined;
        });
      }
      return await known;
    },
    async close() {
      await helper.close();
      await connection.close();
    },
    async [Symbol.asyncDispose]() {
      await session.close();
    },
  };
  // A session that ended by itself leaves no connection behind.
  void closed.then(() => session.close());
  return session;
}
