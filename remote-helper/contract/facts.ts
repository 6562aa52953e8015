/**
 * What is known of a board, as plain data: gathered in one round trip, savable, usable offline.
 * The larger schemas are lazy: making them is a good part of the helper’s start on a slow board.
 * What could not be found out is absent, never guessed; a boot_id of another boot voids all of it.
 */
import * as z from 'zod';
import { uiomemDevice } from './device.ts';
import { u64 } from './quantity.ts';

/** A line of /proc/iomem. `end` is the last byte, as the kernel prints it; `depth` 0 is the top level. */
export const iomemLine = z.object({
  start: u64,
  end: u64,
  name: z.string(),
  depth: z.int().min(0),
  /** Folders in sysfs of the device that has it and of the driver that is bound to that; absent: not told. */
  by: z.object({ device: z.string(), driver: z.string() }).optional(),
});
export type IomemLine = z.output<typeof iomemLine>;

/** A child of /reserved-memory in the live tree. `address` and `size` are absent for dynamically placed ones. */
export const reservedMemory = z.lazy(() =>
  z.object({
    path: z.string(),
    name: z.string(),
    address: u64.optional(),
    size: u64.optional(),
    noMap: z.boolean(),
    reusable: z.boolean(),
    compatible: z.array(z.string()),
    status: z.string().optional(),
  }),
);
export type ReservedMemory = z.output<typeof reservedMemory>;

/** A bank of memory that is there, whether Linux manages it or not: an entry of `reg` of a memory node. */
export const memoryBank = z.object({ path: z.string(), address: u64, size: u64 });
export type MemoryBank = z.output<typeof memoryBank>;

/** A device-tree node compatible with `ikwzm,uiomem`; `address` and `size` from `reg` or from `memory-region`. */
export const uiomemNode = z.lazy(() =>
  z.object({
    path: z.string(),
    name: z.string(),
    /** Present when the node has `reg`. */
    reg: z.object({ address: u64, size: u64 }).optional(),
    /** Path of the reserved-memory node that `memory-region` points at. */
    memoryRegion: z.string().optional(),
    /** Property name to its bytes in hex, for all properties of the node. */
    properties: z.record(z.string(), z.string()),
    status: z.string().optional(),
    /** Whether the driver is bound to it. */
    bound: z.boolean(),
  }),
);
export type UiomemNode = z.output<typeof uiomemNode>;

export const loadedModule = z.object({
  name: z.string(),
  size: z.int(),
  references: z.int(),
  usedBy: z.array(z.string()),
});

/** The loaded uiomem module; `parameters` as /sys/module/uiomem/parameters shows them. */
export const uiomemModule = z.lazy(() =>
  z.object({
    /** Which driver it is, judged by its parameters and class files; absent where that cannot be told. */
    driver: z.enum(['ours', 'reference', 'other']).optional(),
    version: z.string().optional(),
    srcversion: z.string().optional(),
    parameters: z.record(z.string(), z.string()),
  }),
);

/** A file that decides what the next boot loads. `ours`: the tool wrote it and it is as it was written. */
export const persistedFile = z.object({
  path: z.string(),
  kind: z.enum(['modprobe.d', 'modules-load.d', 'udev', 'module', 'dkms']),
  /** Of text files up to 64 KiB. */
  text: z.string().optional(),
  sha256: z.string(),
  ours: z.boolean(),
  /** The tool had written something else there, and somebody changed it since. */
  changed: z.boolean().optional(),
  /** Ours, and writing it was cut off: what makes it count may be missing. */
  unfinished: z.boolean().optional(),
  /** What lay there before the tool's, by the name under which the record's folder keeps it. */
  replaced: z.string().optional(),
});
export type PersistedFile = z.output<typeof persistedFile>;

/** What becomes of a file that is written in a folder. */
export const storage = z.object({
  path: z.string(),
  /** Such as ext4, overlay, tmpfs, rootfs. */
  fileSystem: z.string(),
  readOnly: z.boolean(),
  /** Still there after the next boot; absent where that cannot be told. */
  lasts: z.boolean().optional(),
  freeBytes: u64,
});
export type Storage = z.output<typeof storage>;

export const boardFacts = z.lazy(() =>
  z.object({
    format: z.literal(1),
    /** /proc/sys/kernel/random/boot_id */
    bootId: z.string(),
    kernel: z.object({
      /** uname -r */
      release: z.string(),
      /** uname -v */
      build: z.string(),
      /** uname -m, such as aarch64 */
      machine: z.string(),
      /** The version magic of a module of this board, when one could be read. */
      vermagic: z.string().optional(),
      /** CONFIG_ options that decide about modules and overlays: name without CONFIG_ to y, m, n or a value. */
      config: z.record(z.string(), z.string()).optional(),
      /** [none], integrity or confidentiality; absent without lockdown. */
      lockdown: z.string().optional(),
      /** Unsigned modules are refused (/sys/module/module/parameters/sig_enforce). Absent: not told. */
      signatureEnforced: z.boolean().optional(),
      /** /proc/sys/kernel/modules_disabled: nothing can be loaded until the next boot. */
      modulesDisabled: z.boolean().optional(),
      /** The folder on the board that modules can be built against (/lib/modules/RELEASE/build). */
      headers: z.string().optional(),
      /** What made it, as /proc/version tells; CC_VERSION_TEXT of `config` says the same where that can be read. */
      compiler: z.string().optional(),
      commandLine: z.string(),
    }),
    pageSize: z.int().positive(),
    /** Bytes of the smallest data cache line; absent where the machine does not tell (emulators). */
    cacheLine: z.int().positive().optional(),
    /** Width of a physical address: of /proc/cpuinfo (x86), CONFIG_ARM64_PA_BITS, CONFIG_ARM_LPAE. Absent: not told. */
    addressBits: z.int().min(32).max(64).optional(),
    /** The board's own clock when these facts were read, ISO 8601. */
    clock: z.string().optional(),
    /** What makes and changes device nodes: systemd's or eudev's udevd, busybox's mdev, or nothing but devtmpfs. */
    nodes: z.enum(['udev', 'mdev', 'devtmpfs', 'none']).optional(),
    /** The device tree's `model`, or DMI product name. */
    model: z.string().optional(),
    /** The device tree's root `compatible`. */
    compatible: z.array(z.string()),
    /** True when the machine is an emulator that models no caches. */
    emulated: z.boolean(),
    /** Absent when the kernel hid the addresses (read without root): unknown, never free. */
    iomem: z.array(iomemLine).optional(),
    /** Of the live tree. Absent: no device tree tells. */
    memory: z.array(memoryBank).optional(),
    reservedMemory: z.array(reservedMemory),
    uiomemNodes: z.array(uiomemNode),
    /** /sys/firmware/fdt as base64: the tree as booted. Absent when not readable or when the board has none. */
    fdt: z.base64().optional(),
    modules: z.array(loadedModule),
    uiomem: uiomemModule.optional(),
    devices: z.array(uiomemDevice),
    fpga: z.array(z.object({ kind: z.enum(['manager', 'bridge', 'region']), name: z.string(), state: z.string() })),
    user: z.object({ name: z.string(), uid: z.int() }),
    /** Places the tool may write to: free bytes, and whether programs may be started from there. */
    space: z.array(
      z.object({ path: z.string(), freeBytes: u64, execute: z.boolean(), readOnly: z.boolean().optional() }),
    ),
    /** Tool name to its path on the board. */
    tools: z.record(z.string(), z.string()),
    /** Files of ours, or that speak of the driver, which the next boot will follow. */
    persisted: z.array(persistedFile).optional(),
    /** Of /etc, /lib/modules, /usr/src and /var/lib. */
    storage: z.array(storage).optional(),
    /** Names of /etc/group; `made`: the one that the tool added. */
    groups: z.object({ names: z.array(z.string()), made: z.string().optional() }).optional(),
  }),
);
export type BoardFacts = z.output<typeof boardFacts>;
