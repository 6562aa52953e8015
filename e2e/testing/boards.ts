/** A host with settings and state in a folder of its own, in which a test file boots its boards; and ways to look at a board past both. */
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Board } from '../../app/contract/board.ts';
import type { EmulatedStatus } from '../../app/contract/emulated.ts';
import { hostContract } from '../../app/contract.ts';
import { Qmp } from '../../app/host/emulated-board/qmp.ts';
import { createHost, type Host } from '../../app/host/host.ts';
import { connectClient } from '../../remote-helper/rpc/client.ts';
import type { Client } from '../../remote-helper/rpc/contract.ts';
import { pair } from '../../remote-helper/rpc/pair.ts';
import { serve } from '../../remote-helper/rpc/server.ts';
import { privateFolders } from './private-folders.ts';

export interface PrivateHost extends AsyncDisposable {
  /** For further clients. */
  readonly handlers: Host['handlers'];
  readonly client: Client<typeof hostContract>;
  /** Removed at the end. */
  readonly folder: string;
}

/** The boards that were booted in it must be stopped before its end. */
export async function privateHost(): Promise<PrivateHost> {
  await using undo = new AsyncDisposableStack();
  const { folder } = undo.use(await privateFolders());
  const host = undo.use(createHost());
  const [near, far] = pair();
  serve(hostContract, host.handlers, far);
  const client = connectClient(hostContract, near);
  undo.defer(async () => {
    await stopBoards(client);
    await client.close();
  });
  const stack = undo.move();
  return { client, handlers: host.handlers, folder, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Every emulated board that runs. */
export async function stopBoards(client: Client<typeof hostContract>): Promise<void> {
  for (const { name, running } of (await client.call('emulated.status', {})).boards) {
    if (running) await client.call('emulated.down', { name });
  }
}

/** Arguments for ssh that trust nothing but the board's own files. */
export function sshArguments({
  host,
  port,
  user,
  identityFile,
  knownHostsFile,
}: Pick<Board, 'host' | 'port' | 'user' | 'identityFile' | 'knownHostsFile'>): string[] {
  const options = ['BatchMode=yes', 'IdentitiesOnly=yes', 'LogLevel=ERROR', `IdentityFile=${identityFile ?? ''}`];
  options.push(`UserKnownHostsFile=${knownHostsFile ?? ''}`);
  return ['-F', 'none', ...options.flatMap((each) => ['-o', each]), '-p', String(port), `${user}@${host}`];
}

/**
 * What a command on the board printed, run as root by the system's ssh: neither our host nor our helper has a part in it.
 * `ssh`: further arguments.
 */
export async function boardShell(
  board: Board,
  command: string,
  { input, ssh = [] }: { readonly input?: string | Uint8Array | undefined; readonly ssh?: readonly string[] } = {},
): Promise<string> {
  const child = spawn('ssh', [...ssh, ...sshArguments(board), command], { stdio: ['pipe', 'pipe', 'pipe'] });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  // A command that does not read its input may be gone before it was sent.
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status === 0) return texts.out;
  throw new Error(`ssh: status ${status}: ${command}\n${texts.out}${texts.err}`);
}

/** Process ids on the board by what they run: `helper.cjs`, `probe.cjs`. */
export async function boardProcesses(board: Board, script: string): Promise<number[]> {
  // read leaves the zeros out; what comes before the script in its path is the digest that names its folder.
  const look = `for p in /proc/[0-9]*; do IFS= read -r c <$p/cmdline; case $c in *[0-9a-f]/${script}*) echo \${p#/proc/} ;; esac; done 2>/dev/null; :`;
  return (await boardShell(board, look)).split('\n').filter(Boolean).map(Number);
}

/** Asks again until the answer is right or ten seconds are over; gives the last one. */
export async function settled<T>(ask: () => Promise<T>, right: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (right(answer) || tries >= 40) return answer;
    await sleep(250);
  }
}

export interface BusAccess {
  readonly kind: 'read' | 'write';
  /** In the outermost memory region that is not an alias: the system's, or the ECAM's own. */
  readonly address: bigint;
  /** Bits. */
  readonly width: number;
  readonly value: bigint;
}

/** The accesses to a range of device addresses while `work` runs, as QEMU itself counts them (docs/devel/tracing.rst). */
export async function busAccesses(
  status: EmulatedStatus,
  range: { readonly address: bigint; readonly size: bigint },
  work: () => Promise<unknown>,
): Promise<BusAccess[]> {
  const log = join(dirname(status.console ?? ''), 'qemu.log');
  const events = ['memory_region_ops_read', 'memory_region_ops_write'];
  await using qmp = await Qmp.connect(join(dirname(log), 'qmp.sock'));
  const { size: from } = await stat(log);
  try {
    for (const event of events) await qmp.human(`trace-event ${event} on`);
    await work();
  } finally {
    for (const event of events) await qmp.human(`trace-event ${event} off`);
  }
  let text = '';
  for await (const piece of createReadStream(log, { start: from, encoding: 'latin1' })) text += piece;
  const line = /memory_region_ops_(read|write) cpu \d+ mr \S+ addr (0x[0-9a-f]+) value (0x[0-9a-f]+) size (\d+)/g;
  return [...text.matchAll(line)].flatMap(([, kind, at, value, bytes]) => {
    const address = BigInt(at ?? 0);
    if (address < range.address || address >= range.address + range.size) return [];
    return [{ kind: kind as 'read' | 'write', address, width: Number(bytes) * 8, value: BigInt(value ?? 0) }];
  });
}

/**
 * Shell text: `$roots` becomes every file system of an emulated board that can be written to, since its folders that last over
 * boots are mounts of their own, which `find / -xdev` does not enter.
 */
export const writableRoots =
  "roots=\"/ $(awk '$3 ~ /^(overlay|tmpfs|ext4)$/ && $2 !~ \"^/(disk|opt|run/tools)\" {print $2}' /proc/mounts | sort -u | tr '\\n' ' ')\"";
