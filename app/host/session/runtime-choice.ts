/**
 * A board that has no node the helper runs on: whether one is brought, or the board is driven by plain commands, is the user's to
 * say, for a node is large. What it takes is told with the question.
 */
import { oldestNode } from '../../../remote-helper/contract/oldest-node.ts';
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { NodeChoice } from '../../contract/board.ts';
import { shellLimits } from '../shell-mode/limits.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { runtimeFile, runtimeFor } from './node-runtime.ts';
import type { Reach } from './privilege.ts';
import { architectureOf, type Probe } from './probe.ts';
import { findRoom } from './room.ts';

const stage = 'deliver';
const trialBytes = 256 * 1024;
/** glibc's program loader, which a brought node is started by. */
const loaders: Readonly<Record<string, string>> = {
  arm64: '/lib/ld-linux-aarch64.so.1',
  x64: '/lib64/ld-linux-x86-64.so.2',
  arm: '/lib/ld-linux-armhf.so.3',
};

/** Why no node can be brought; undefined where one can. Pure. */
export function whyNoRuntime(probe: Pick<Probe, 'machine' | 'loaders'>): string | undefined {
  const architecture = architectureOf(probe.machine);
  if (runtimeFor(architecture) === undefined) return `there is none to bring for ${architecture} (${probe.machine})`;
  const loader = loaders[architecture];
  if (loader !== undefined && !probe.loaders.includes(loader)) {
    return `the one to bring needs glibc (${loader}), which the board does not have`;
  }
  return undefined;
}

/** Whether the node that would be brought is on the board already, under its digest. Pure. */
export function broughtBefore(probe: Pick<Probe, 'machine' | 'present'>): boolean {
  const runtime = runtimeFor(architectureOf(probe.machine));
  if (runtime === undefined) return false;
  return [...probe.present].some(
    ([path, size]) => path.endsWith(`/${runtimeFile(runtime.sha256)}`) && size === runtime.size,
  );
}

/** The way out where no node can run: `node.no-runtime`. Pure. */
export function noRuntime(host: string, probe: Pick<Probe, 'machine' | 'nodes'>, why: string): ProblemError {
  return problem('node.no-runtime', `${host} has no node that the helper runs on, and ${why}.`, {
    hint: `Drive the board by plain commands (board runtime NAME shell), or install node ${oldestNode} or later, for glibc, on it.`,
    data: { stage, machine: probe.machine, found: probe.nodes, missing: shellLimits },
  });
}

/**
 * The question, as `node.choice-wanted`. Sends 256 KiB to nowhere on the board, to tell how long the real transfer takes, and asks
 * for the free room in the places of the login user and of root. Throws `deliver.no-space`, `-place`, `-root-place` where a node
 * finds none.
 */
export async function choiceWanted(
  connection: SshConnection,
  reach: Reach,
  probe: Probe,
  signal?: AbortSignal,
): Promise<ProblemError> {
  const { host, name } = connection.board;
  const runtime = runtimeFor(architectureOf(probe.machine));
  if (runtime === undefined) return noRuntime(host, probe, 'there is none to bring');
  const wanted = [{ name: runtimeFile(runtime.sha256), size: runtime.size }];
  const { places, root } = await findRoom(connection, reach, probe, { wanted, node: runtime.sha256 }, signal);
  const [place] = places;
  const began = performance.now();
  await connection.exec('cat >/dev/null', { stdin: Buffer.alloc(trialBytes), ...(signal && { signal }) });
  const seconds = Math.ceil((runtime.size / trialBytes) * ((performance.now() - began) / 1000));
  const mb = (bytes: number) => `${Math.floor(bytes / 1e6)} MB`;
  const found = probe.nodes.map((node) => `${node.path} (${node.version} ${node.arch} ${node.libc})`).join(', ');
  return problem(
    'node.choice-wanted',
    `${host} has no node that the helper runs on${found === '' ? '' : ` (${found} ${probe.nodes.length === 1 ? 'is' : 'are'} not)`}. Bringing node ${runtime.version} sends ${mb(runtime.size)}, about ${seconds} s, to ${place.path} (${mb(place.freeBytes)} free), and as much again from there to ${root?.path ?? 'a folder of root'} (${mb(root?.freeBytes ?? 0)} free).`,
    {
      hint: `board runtime ${name} bring, or board runtime ${name} shell: plain commands, without what needs the helper.`,
      data: {
        stage,
        board: name,
        version: runtime.version,
        architecture: architectureOf(probe.machine),
        bytes: runtime.size,
        seconds,
        secondsFrom: `a transfer of ${trialBytes / 1024} KiB that was measured`,
        place: place.path,
        freeBytes: place.freeBytes,
        ...(root !== undefined && { rootPlace: root.path, rootFreeBytes: root.freeBytes }),
        found: probe.nodes,
        missing: [...shellLimits],
      } satisfies NodeChoice & { found: unknown },
    },
  );
}
