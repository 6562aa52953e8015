/** The helper's contract over a root shell: what plain commands can do of it, and a clear refusal of the rest. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Content } from '../../../remote-helper/contract/memory.ts';
import { oldestNode } from '../../../remote-helper/contract/oldest-node.ts';
import { type HelperContract, helperContract } from '../../../remote-helper/contract.ts';
import { readDevice, readDevices, readSyncState } from '../../../remote-helper/devices/read.ts';
import { readFacts, type Self } from '../../../remote-helper/facts/read.ts';
import { watchMemory } from '../../../remote-helper/memory/watch.ts';
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { setAttributes } from '../../../remote-helper/sync/attributes.ts';
import { runSync } from '../../../remote-helper/sync/run.ts';
import { devicesScript, factsScript } from './facts-script.ts';
import { readHolders } from './holders.ts';
import { ShellJournal } from './journal.ts';
import { nextSequence, readKernelLog } from './kernel-log.ts';
import { ShellLease } from './lease.ts';
import { ShellMemory } from './memory.ts';
import { loadModule, unloadModule } from './module.ts';
import type { Shell } from './root-shell.ts';
import { ShellFiles } from './shell-files.ts';

/** Milliseconds between two looks of a watch: each is some processes on the board. */
const slowestWatch = 500;

export interface ShellParts {
  readonly shell: Shell;
  /** uname -m */
  readonly machine: string;
  /** What a device holds for certain: by a reservation, or by the plan that stands. */
  content(device: UiomemDevice, facts: BoardFacts): Promise<Content | undefined>;
}

/** Root, as shell mode always is; its home as the board's list of users says. */
async function rootSelf(files: ShellFiles, machine: string): Promise<Self> {
  const line = ((await files.text('/etc/passwd')) ?? '').split('\n').find((each) => each.split(':')[2] === '0');
  const [name = 'root', , , , , home] = line?.split(':') ?? [];
  const seconds = Number((await files.output('date', ['-u', '+%s'])) ?? Number.NaN);
  const clock = Number.isFinite(seconds) ? { clock: new Date(seconds * 1000).toISOString() } : {};
  return { name, uid: 0, home, machine, ...clock };
}

export function shellHandlers({ shell, machine, content }: ShellParts): Handlers<HelperContract> {
  const journal = new ShellJournal(shell);
  const lease = new ShellLease(shell);
  const memory = new ShellMemory(shell);
  const live = new ShellFiles(shell);
  let known: Promise<BoardFacts> | undefined;

  const facts = async (signal?: AbortSignal) => {
    const read = async (files: ShellFiles) => await readFacts(files, await rootSelf(files, machine));
    return await ShellFiles.settle(shell, factsScript, read, signal);
  };
  const devices = async (signal?: AbortSignal) => await ShellFiles.settle(shell, devicesScript, readDevices, signal);
  const holders = async (signal?: AbortSignal) => await readHolders(shell, await devices(signal), signal);

  const own: Partial<Handlers<HelperContract>> = {
    'facts.read': async (_, { signal }) => {
      known = facts(signal);
      known.catch(() => {
        known = undefined;
      });
      return await known;
    },
    'device.list': async (_, { signal }) => ({ devices: await devices(signal) }),
    'device.holders': async (_, { signal }) => ({ holders: await holders(signal) }),
    'kernelLog.read': async ({ since }, { signal }) => await readKernelLog(shell, since, signal),
    'kernelLog.next': async () => {
      const next = await nextSequence(shell);
      return next === undefined ? {} : { next };
    },

    'link.beat': async () => {
      await shell.run(':');
      return {};
    },

    'lease.introduce': async (holder) => await lease.introduce(holder),
    'lease.take': async ({ over }) => await lease.take(over),
    'lease.release': async () => await lease.release(),
    'lease.watch': async (_, call) => {
      await lease.watch((now) => call.item(now), call.signal);
      return {};
    },

    'module.load': async (request) => {
      await lease.beforeChange();
      return await loadModule(shell, request);
    },
    'module.unload': async () => {
      await lease.beforeChange();
      return await unloadModule(shell, { holders, closeMappings: () => memory.closeAll() });
    },

    'memory.map': async (request, { signal }) => {
      if (request.writable) await lease.beforeChange();
      const device = await ShellFiles.settle(
        shell,
        devicesScript,
        (files) => readDevice(files, request.device),
        signal,
      );
      known ??= facts(signal);
      const told = await known;
      return memory.map({
        ...request,
        device,
        proven: (await content(device, told)) === 'memory',
        devmem: told.tools.devmem ?? (told.tools.busybox === undefined ? undefined : await busyboxDevmem(live)),
      });
    },
    'memory.unmap': async ({ mapping }) => {
      memory.unmap(mapping);
      return {};
    },
    'memory.read': async ({ mapping, offset, size, width }, { signal }) => ({
      output: {},
      bytes: await memory.read(mapping, offset, size, width, signal),
    }),
    'memory.write': async ({ mapping, offset, width }, { bytes, signal }) => {
      await lease.beforeChange();
      await memory.write(mapping, offset, bytes, width, signal);
      return {};
    },
    'memory.watch': async ({ mapping, offset, size, width, intervalMs }, call) => {
      const look = async () => await memory.read(mapping, offset, BigInt(size), width, call.signal);
      const pace = { size, intervalMs: Math.max(intervalMs, slowestWatch) };
      await watchMemory(look, pace, (item, bytes) => call.item(item, bytes), call.signal);
      return {};
    },
    'memory.dump': async ({ mapping, offset, size }, call) => {
      await memory.dump(mapping, offset, size, (bytes) => call.send(bytes), call.signal);
      return {};
    },
    'memory.load': async ({ mapping, offset, size }, call) => {
      await lease.beforeChange();
      return { sha256: await memory.load(mapping, offset, size, call.upload, call.signal) };
    },

    'sync.forCpu': async (request) => {
      await lease.beforeChange();
      return await runSync(live, 'sync_for_cpu', request);
    },
    'sync.forDevice': async (request) => {
      await lease.beforeChange();
      return await runSync(live, 'sync_for_device', request);
    },
    'sync.get': async ({ device }) => await readSyncState(live, device),
    'sync.set': async ({ device, ...change }) => {
      await lease.beforeChange();
      return await setAttributes(live, device, change);
    },

    'journal.read': async () => ({ entries: await journal.read() }),
    'journal.append': async (entry) => {
      await lease.beforeChange();
      await journal.append(entry);
      return {};
    },
    'journal.clear': async () => {
      await lease.beforeChange();
      await journal.clear();
      return {};
    },
  };
  // The contract grows; what has no answer here is refused by name.
  const refusals = Object.keys(helperContract).map((name) => [name, async () => Promise.reject(unsupported(name))]);
  return { ...Object.fromEntries(refusals), ...own };
}

function unsupported(name: string): Error {
  return problem('shell.unsupported', `${name} needs the helper, and this board is driven by plain commands.`, {
    hint: `Let the tool bring node for this board (board runtime NAME bring), or install node ${oldestNode} or later there.`,
    data: { procedure: name },
  });
}

/** busybox has it as an applet where it was configured (CONFIG_DEVMEM). */
async function busyboxDevmem(files: ShellFiles): Promise<string | undefined> {
  const applets = await files.output('busybox', ['--list']);
  return applets?.split('\n').includes('devmem') ? 'busybox devmem' : undefined;
}
