/** How a session drives its board: by the helper, or by a root shell where no node runs. Chosen once the board was looked at. */
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { shellLimits } from '../shell-mode/limits.ts';
import { type ShellModeParts, startShell } from '../shell-mode/start-shell.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { shellQuote } from '../ssh/shell-quote.ts';
import { type Delivery, deliver, usableNode } from './deliver.ts';
import type { HelperFiles } from './helper-files.ts';
import type { HelperLife } from './lasting-helper.ts';
import type { Reach } from './privilege.ts';
import type { Probe } from './probe.ts';
import { broughtBefore, choiceWanted, noRuntime, whyNoRuntime } from './runtime-choice.ts';
import { startHelper, type TalkToHelper } from './start-helper.ts';

/** One way, ready to start. */
export interface Way {
  readonly mode: 'helper' | 'shell';
  /** Of the helper; empty without one. */
  readonly version: string;
  readonly limits: readonly string[];
  /** What is told before the start. */
  readonly text: string;
  start(signal?: AbortSignal): Promise<HelperLife>;
  /** The way to try next after `start` has thrown; throws the same where there is none. */
  mend(thrown: unknown): Promise<Way>;
}

export interface WayParts {
  readonly talk: TalkToHelper;
  readonly connection: SshConnection;
  readonly reach: Reach;
  readonly probe: Probe;
  readonly files: HelperFiles;
  /** What a device holds for certain, for shell mode. */
  readonly content: ShellModeParts['content'];
  readonly signal?: AbortSignal;
  onText(text: string): void;
}

/** Throws `node.choice-wanted`, `node.no-runtime`, and what delivering throws. */
export async function chooseWay(parts: WayParts): Promise<Way> {
  if (usableNode(parts.probe, parts.files) === undefined) return await withoutNode(parts);
  try {
    return helperWay(parts, await deliver(parts.connection, parts.reach, parts.probe, parts.files, options(parts)));
  } catch (thrown) {
    return withoutRoom(parts, thrown);
  }
}

/** A helper that finds no place on the board is as good as none: what the user chose for that case counts. */
function withoutRoom(parts: WayParts, thrown: unknown): Way {
  const noRoom = ['deliver.no-space', 'deliver.no-place', 'deliver.no-root-place', 'bootstrap.no-place'];
  if (parts.connection.board.runtime === 'shell' && noRoom.includes(problemOf(thrown).id)) return shellWay(parts);
  throw thrown;
}

/** The board's own node does not do. */
async function withoutNode(parts: WayParts): Promise<Way> {
  const { connection, probe, reach, signal } = parts;
  const { runtime } = connection.board;
  if (runtime === 'shell') return shellWay(parts);
  const why = whyNoRuntime(probe);
  if (why !== undefined) throw noRuntime(connection.board.host, probe, why);
  if (runtime !== 'bring' && !broughtBefore(probe)) throw await choiceWanted(connection, reach, probe, signal);
  return helperWay(parts, await deliver(connection, reach, probe, parts.files, { ...options(parts), bringNode: true }));
}

function shellWay({ connection, reach, probe, content }: WayParts): Way {
  return {
    mode: 'shell',
    version: '',
    limits: shellLimits,
    text: 'starting a root shell (no helper)',
    start: (signal) => startShell({ connection, reach, machine: probe.machine, content }, signal),
    async mend(thrown) {
      throw thrown;
    },
  };
}

function helperWay(parts: WayParts, delivery: Delivery): Way {
  return {
    mode: 'helper',
    version: parts.files.manifest.version,
    limits: [],
    text: 'starting the helper',
    async start(signal) {
      const started = await startHelper(parts.connection, parts.reach, parts.files, delivery, signal);
      const client = parts.talk(started);
      return {
        client,
        ended: started.ended,
        async close() {
          await client.close();
          await started[Symbol.asyncDispose]();
        },
      };
    },
    mend: (thrown) => mendHelper(parts, delivery, thrown),
  };
}

/** What can be mended by sending again: a node that root may not run, an upload that changed or went away. */
async function mendHelper(parts: WayParts, before: Delivery, thrown: unknown): Promise<Way> {
  const { connection, reach, probe, files, onText, signal } = parts;
  const { id, data } = problemOf(thrown);
  if (id === 'bootstrap.no-place') return withoutRoom(parts, thrown);
  if (id === 'bootstrap.node-not-roots' || id === 'bootstrap.no-node') {
    onText(`root may not run ${before.node}`);
    return await withoutNode(parts);
  }
  // A disk that was filled meanwhile is not emptied by sending again.
  const full = /no space left|read-only file system|quota/i.test(String(data?.said));
  if (id === 'bootstrap.digest-differs' || (id === 'bootstrap.copy-failed' && !full)) {
    onText('the helper on the board was changed: sending it again');
    await connection.exec(`rm -rf ${shellQuote(before.folder)}`, signal ? { signal } : {});
    const again = await deliver(connection, reach, { ...probe, present: new Map() }, files, options(parts));
    return helperWay(parts, again);
  }
  throw thrown;
}

function options({ onText, signal }: WayParts) {
  return { onText, ...(signal && { signal }) };
}
