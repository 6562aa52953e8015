/** All facts of a board in one go. Reads only; region memory and the device files are never touched. */
import { machine, userInfo } from 'node:os';
import type { BoardFiles } from '../board-files.ts';
import type { BoardFacts } from '../contract/facts.ts';
import { readDevices } from '../devices/read.ts';
import { problem } from '../rpc/problem.ts';
import { readAddressBits } from './address-width.ts';
import { withClaimants } from './claimants.ts';
import { parseCompiler } from './compiler.ts';
import { readNodeManager } from './device-nodes.ts';
import { readTree, stringsOf } from './device-tree.ts';
import { readFpga } from './fpga.ts';
import { readGroups } from './groups.ts';
import { parseIomem } from './iomem.ts';
import { readKernelConfig } from './kernel-config.ts';
import { parseLockdown } from './lockdown.ts';
import { readCacheLine, readEmulated, readModel, readPageSize } from './machine.ts';
import { memoryBanksOf } from './memory-banks.ts';
import { readModuleGuards } from './module-guards.ts';
import { readModules, readUiomemModule } from './modules.ts';
import { readPersisted } from './persisted.ts';
import { reservedMemoryOf } from './reserved-memory.ts';
import { readSpace } from './space.ts';
import { readStorage } from './storage.ts';
import { readTools } from './tools.ts';
import { readBoundNodes, uiomemCompatible, uiomemNodesOf } from './uiomem-nodes.ts';
import { readVermagic } from './vermagic.ts';

/** Who reads, and on what. */
export interface Self {
  readonly name: string;
  readonly uid: number;
  readonly home: string | undefined;
  /** uname -m */
  readonly machine: string;
  /** The board's clock, ISO 8601; absent where it was not asked. */
  readonly clock?: string;
}

/** Throws `facts.unreadable` when /proc does not even tell the boot and the release: facts without them are useless. */
export async function readFacts(files: BoardFiles, self: Self = ownSelf()): Promise<BoardFacts> {
  const bootId = await files.text('/proc/sys/kernel/random/boot_id');
  const release = await files.text('/proc/sys/kernel/osrelease');
  if (bootId === undefined || release === undefined) {
    throw problem('facts.unreadable', 'The board does not show /proc/sys/kernel: its boot and kernel cannot be told.', {
      hint: 'Mount /proc on the board (mount -t proc proc /proc).',
    });
  }
  const groups = await readGroups(files);
  const tree = await readTree(files, uiomemCompatible);
  const [vermagic, config, lockdown, cacheLine, model, iomem, fdt, uiomem] = await Promise.all([
    readVermagic(files, release),
    readKernelConfig(files, release),
    files.text('/sys/kernel/security/lockdown').then(parseLockdown),
    readCacheLine(files),
    readModel(files, tree),
    files.text('/proc/iomem').then(async (text) => {
      const lines = text === undefined ? undefined : parseIomem(text);
      return lines && (await withClaimants(files, lines));
    }),
    files.bytes('/sys/firmware/fdt').then((bytes) => bytes?.toString('base64')),
    readUiomemModule(files),
  ]);
  const kernelMachine = (await files.text('/proc/sys/kernel/arch')) ?? self.machine;
  const compiler = parseCompiler(await files.text('/proc/version'));
  const addressBits = await readAddressBits(files, kernelMachine, config);
  return {
    format: 1,
    bootId,
    kernel: {
      release,
      build: (await files.text('/proc/sys/kernel/version')) ?? '',
      machine: kernelMachine,
      ...(vermagic === undefined ? {} : { vermagic }),
      ...(config === undefined ? {} : { config }),
      ...(lockdown === undefined ? {} : { lockdown }),
      ...(await readModuleGuards(files, release)),
      ...(compiler === undefined ? {} : { compiler }),
      commandLine: (await files.text('/proc/cmdline')) ?? '',
    },
    pageSize: await readPageSize(files),
    ...(cacheLine === undefined ? {} : { cacheLine }),
    ...(addressBits === undefined ? {} : { addressBits }),
    ...(self.clock === undefined ? {} : { clock: self.clock }),
    nodes: await readNodeManager(files),
    ...(model === undefined ? {} : { model }),
    compatible: stringsOf(tree?.properties.get('compatible')),
    emulated: await readEmulated(files, tree),
    ...(iomem === undefined ? {} : { iomem }),
    ...(tree === undefined ? {} : { memory: memoryBanksOf(tree) }),
    reservedMemory: reservedMemoryOf(tree),
    uiomemNodes: uiomemNodesOf(tree, await readBoundNodes(files)),
    ...(fdt === undefined ? {} : { fdt }),
    modules: await readModules(files),
    ...(uiomem === undefined ? {} : { uiomem }),
    devices: await readDevices(files),
    fpga: await readFpga(files),
    user: { name: self.name, uid: self.uid },
    space: await readSpace(files, self.home),
    tools: await readTools(files),
    persisted: await readPersisted(files, release),
    storage: await readStorage(files),
    ...(groups === undefined ? {} : { groups }),
  };
}

function ownSelf(): Self {
  const uid = process.getuid?.() ?? -1;
  const machineNow = { machine: machine(), clock: new Date().toISOString() };
  try {
    const { username, homedir } = userInfo();
    return { name: username, uid, home: homedir, ...machineNow };
  } catch {
    // A user id without an entry in /etc/passwd.
    return { name: String(uid), uid, home: undefined, ...machineNow };
  }
}
