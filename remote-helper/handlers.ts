/** Every procedure of the contract, put together from its folder. */
import type { BoardFiles } from './board-files.ts';
import type { Holder } from './contract/device.ts';
import type { HelperContract } from './contract.ts';
import type { BootFiles } from './device-tree/boot-files.ts';
import { readLiveTree } from './device-tree/live-tree.ts';
import { applyOverlay, listOverlays, removeOverlay } from './device-tree/overlays.ts';
import type { Restart } from './device-tree/restart.ts';
import { unbindDevice } from './device-tree/unbind.ts';
import { readHolders } from './devices/holders.ts';
import { nodeOf, readDevice, readDevices, readSyncState } from './devices/read.ts';
import { readPageSize } from './facts/machine.ts';
import { readFacts } from './facts/read.ts';
import type { Journal } from './journal/journal.ts';
import { nextSequence, readKernelLog } from './kernel-log/read.ts';
import type { BoardLease } from './lease/board-lease.ts';
import { watchLease } from './lease/watch.ts';
import type { Mappings } from './memory/mappings.ts';
import type { Probe } from './memory/probe.ts';
import { dump, load } from './memory/stream.ts';
import { watchMemory } from './memory/watch.ts';
import { loadModule } from './module/load.ts';
import { unloadModule } from './module/unload.ts';
import type { Persistence } from './persist/persistence.ts';
import type { Handlers } from './rpc/contract.ts';
import { setAttributes } from './sync/attributes.ts';
import { runSync } from './sync/run.ts';

/** What the procedures work with, made once a helper. */
export interface HelperParts {
  readonly files: BoardFiles;
  readonly journal: Journal;
  readonly lease: BoardLease;
  readonly probe: Probe;
  readonly mappings: Mappings;
  readonly persistence: Persistence;
  readonly bootFiles: BootFiles;
  readonly restart: Restart;
}

/** What changes the board begins with `lease.beforeChange()`, before it touches anything. */
export function handlers({
  files,
  journal,
  lease,
  probe,
  mappings,
  persistence,
  bootFiles,
  restart,
}: HelperParts): Handlers<HelperContract> {
  const holders = async (): Promise<Holder[]> => {
    const devices = await readDevices(files);
    const numbers = new Map(devices.map((device) => [`${device.major}:${device.minor}`, device.name]));
    const ours = new Set([process.pid, ...(probe.pid === undefined ? [] : [probe.pid])]);
    return await readHolders(
      files,
      devices.map((device) => device.name),
      numbers,
      ours,
    );
  };

  return {
    'facts.read': async () => await readFacts(files),
    'device.list': async () => ({ devices: await readDevices(files) }),
    'device.holders': async () => ({ holders: await holders() }),
    'kernelLog.read': async ({ since }) => readKernelLog(files, since),
    'kernelLog.next': async () => {
      const next = nextSequence(files);
      return next === undefined ? {} : { next };
    },

    'link.beat': async () => ({}),

    'lease.introduce': async (holder) => lease.introduce(holder),
    'lease.take': async ({ over }) => lease.take(over),
    'lease.release': async () => lease.release(),
    'lease.watch': async (_, call) => {
      await watchLease(lease, (now) => call.item(now), call.signal);
      return {};
    },

    'module.load': async (request) => {
      lease.beforeChange();
      return await loadModule(files, request);
    },
    'module.unload': async () => {
      lease.beforeChange();
      return await unloadModule(files, { holders, closeMappings: async () => await mappings.closeAll() });
    },

    'memory.map': async (request) => {
      if (request.writable) lease.beforeChange();
      const device = await readDevice(files, request.device);
      return await mappings.map({
        ...request,
        node: files.at(nodeOf(device)),
        address: device.address,
        deviceSize: device.size,
        pageSize: await readPageSize(files),
      });
    },
    'memory.unmap': async ({ mapping }) => {
      await mappings.unmap(mapping);
      return {};
    },
    'memory.read': async ({ mapping, offset, size, width }) => ({
      output: {},
      bytes: await mappings.read(mapping, offset, size, width),
    }),
    'memory.write': async ({ mapping, offset, width }, { bytes }) => {
      lease.beforeChange();
      await mappings.write(mapping, offset, bytes, width);
      return {};
    },
    'memory.watch': async ({ mapping, offset, size, width, intervalMs }, call) => {
      const look = async () => await mappings.read(mapping, offset, BigInt(size), width);
      await watchMemory(look, { size, intervalMs }, (item, bytes) => call.item(item, bytes), call.signal);
      return {};
    },
    'memory.dump': async ({ mapping, offset, size }, call) => {
      const source = await mappings.bulk(mapping, offset, size, 'dump');
      await dump(source, offset, size, (bytes) => call.send(bytes), call.signal);
      return {};
    },
    'memory.load': async ({ mapping, offset, size }, call) => {
      lease.beforeChange();
      const target = await mappings.bulk(mapping, offset, size, 'load');
      // Another may take over while the load is under way.
      const upload = beforeEach(call.upload, () => lease.beforeChange());
      return { sha256: await load(target, offset, size, upload, call.signal) };
    },

    'sync.forCpu': async (request) => {
      lease.beforeChange();
      return await runSync(files, 'sync_for_cpu', request);
    },
    'sync.forDevice': async (request) => {
      lease.beforeChange();
      return await runSync(files, 'sync_for_device', request);
    },
    'sync.get': async ({ device }) => await readSyncState(files, device),
    'sync.set': async ({ device, ...change }) => {
      lease.beforeChange();
      return await setAttributes(files, device, change);
    },

    'journal.read': async () => ({ entries: await journal.read() }),
    'journal.append': async (entry) => {
      lease.beforeChange();
      await journal.append(entry);
      return {};
    },
    'journal.clear': async () => {
      lease.beforeChange();
      await journal.clear();
      // Nothing can be taken back any more.
      await persistence.forget();
      return {};
    },

    'persist.read': async () => await persistence.read(),
    'persist.group': async ({ name }) => {
      lease.beforeChange();
      return await persistence.group(name);
    },
    'persist.write': async ({ kind, text, replace }) => {
      lease.beforeChange();
      return await persistence.write(kind, text, replace);
    },
    'persist.install': async ({ path, sha256, replace }) => {
      lease.beforeChange();
      return await persistence.install(path, sha256, replace);
    },
    'persist.dkms': async ({ version, files: tree, replace }, call) => {
      lease.beforeChange();
      return await persistence.dkms(version, tree, replace, (line) => void call.item({ line }).catch(() => {}));
    },
    'persist.remove': async (request) => {
      lease.beforeChange();
      // What an apply of this boot did may have to be taken back.
      const bootId = await files.text('/proc/sys/kernel/random/boot_id');
      const stands = (await journal.read()).some((entry) => entry.bootId === bootId);
      return await persistence.remove(request, !stands);
    },
    'persist.restore': async ({ record }) => {
      lease.beforeChange();
      return await persistence.restore(record);
    },

    'tree.read': async () => {
      const { nodes, bytes } = await readLiveTree(files);
      return { output: { nodes }, bytes };
    },
    'overlay.list': async () => {
      const { bytes, ...output } = await listOverlays(files);
      return { output, bytes };
    },
    'overlay.apply': async ({ name }, { bytes }) => {
      lease.beforeChange();
      return await applyOverlay(files, name, bytes);
    },
    'overlay.remove': async ({ name }) => {
      lease.beforeChange();
      return await removeOverlay(files, name);
    },
    'device.unbind': async ({ device }) => {
      lease.beforeChange();
      await readDevice(files, device);
      const closedMappings = await mappings.closeAll();
      await unbindDevice(files, device);
      return { closedMappings };
    },
    'boot.read': async () => {
      const { look, bytes } = await bootFiles.read();
      return { output: look, bytes };
    },
    'boot.write': async (request, { bytes }) => {
      lease.beforeChange();
      return await bootFiles.write(request, bytes);
    },
    'boot.restore': async ({ changed }) => {
      lease.beforeChange();
      return await bootFiles.restore(changed);
    },
    'board.reboot': async () => {
      lease.beforeChange();
      await restart.soon();
      return {};
    },
  };
}

async function* beforeEach<T>(items: AsyncIterable<T>, ask: () => void): AsyncGenerator<T> {
  for await (const item of items) {
    ask();
    yield item;
  }
}
