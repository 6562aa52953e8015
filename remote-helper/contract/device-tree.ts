/**
 * The board's device tree: looked at, changed while it runs, and changed for its next boots. What root touches here: folders
 * `uiomem-studio-NAME` of configfs, the places of boot-places.ts and no other file, a record with what gave way in
 * `/var/lib/uiomem-studio/boot/`, `u-boot-update` and `update-grub` where one of those files is theirs, the driver's `unbind`,
 * and `reboot`.
 */
import * as z from 'zod';
import { contract } from '../rpc/contract.ts';
import { kernelLogLine } from './kernel-log.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** As of a file's or a folder's name; the same as the host's. */
const treeName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,47}[a-z0-9])?$/);

/** A node of the live tree: its depth (0: the root), its name, and names and bytes of its properties, in the order of the raw bytes. */
export const liveNode = z.tuple([z.int(), z.string(), z.array(z.tuple([z.string(), z.int()]))]);
export type LiveNode = z.output<typeof liveNode>;

/** An overlay in the running kernel. */
export const liveOverlay = z.object({
  /** Of its folder. */
  name: z.string(),
  /** As the kernel says it: `applied`, or something else. */
  status: z.string(),
  /** How many of the raw bytes are its own; 0 where the kernel does not give them back. */
  bytes: z.int(),
  /** When its folder was made, in seconds of the board's clock: which one came later. */
  since: z.number(),
});
export type LiveOverlay = z.output<typeof liveOverlay>;

const before = z.object({ sha256, mode: z.int(), uid: z.int(), gid: z.int() });

const bootEntry = z.object({
  path: z.string(),
  /** What was written there, newest first; more than one while a write is under way, or when it was cut off. Empty: it was taken away. */
  ours: z.array(sha256),
  /** Absent: nothing was there. */
  before: before.optional(),
});
export type BootEntry = z.output<typeof bootEntry>;

/** What was brought by boot files: the host's names and words. */
export const bootInstall = z.object({
  name: treeName,
  way: z.string(),
  arguments: z.array(z.string()).optional(),
  /** That it is made of, those that it shares with others too. */
  files: z.array(z.string()),
  /** The boot in which it was written: the next one is the first that can follow it. */
  bootId: z.string(),
});
export type BootInstall = z.output<typeof bootInstall>;

export const bootRecord = z.object({
  format: z.literal(1),
  entries: z.array(bootEntry),
  folders: z.array(z.string()),
  installs: z.array(bootInstall),
  /** On the way from one record to another: files may be as in either. */
  unfinished: z.boolean().optional(),
});
export type BootRecord = z.output<typeof bootRecord>;

/** As of persistence: `written` by the tool, `changed` since, as `before` it, or `gone`. */
export const bootState = z.enum(['written', 'changed', 'before', 'gone']);

const bootFile = z.object({
  path: z.string(),
  sha256,
  bytes: z.int(),
  /** Of texts up to 64 KiB that are UTF-8. */
  text: z.string().optional(),
});
export type BootFile = z.output<typeof bootFile>;

const bootFolder = z.object({
  path: z.string(),
  /** Has a file system of its own. */
  mounted: z.boolean(),
  fileSystem: z.string(),
  readOnly: z.boolean(),
  /** Still there after the next boot; absent where that cannot be told. */
  lasts: z.boolean().optional(),
  /** Absent where nothing can be written. */
  freeBytes: z.int().optional(),
});
export type BootFolder = z.output<typeof bootFolder>;

export const bootLook = z.object({
  /** Of `bootTexts`, those that are there. */
  files: z.array(bootFile),
  /** Trees and overlays of ours that the record knows; their bytes are the raw ones, one after the other. */
  trees: z.array(bootFile),
  /** `/`, `/boot`, `/boot/firmware` and `/etc`, those that are there. */
  folders: z.array(bootFolder),
  /** Lines of /etc/fstab for places below /boot that are not mounted. */
  notMounted: z.array(z.object({ path: z.string(), source: z.string() })),
  /** Of u-boot-update and update-grub, those that are there. */
  programs: z.array(z.string()),
  /** What u-boot-update knows of overlays: their list (U_BOOT_FDT_OVERLAYS), and every one of their folder when none is listed. */
  uBootUpdate: z.object({ list: z.boolean(), wholeFolder: z.boolean() }).optional(),
  record: bootRecord.optional(),
  states: z.array(z.object({ path: z.string(), state: bootState })),
  bootId: z.string(),
});
export type BootLook = z.output<typeof bootLook>;

/** What to do with files that somebody changed since: nothing at all, put back all the same, or leave them and forget them. */
const changedSince = z.enum(['refuse', 'discard', 'keep']);

export const deviceTreeContract = contract({
  /** All of /proc/device-tree, values as raw bytes in the order of the nodes. Looks only. `device-tree.none`. */
  'tree.read': {
    input: z.object({}),
    output: z.object({ nodes: z.array(liveNode) }),
    outputBytes: true,
    deadlineMs: 120_000,
  },
  /** Overlays in the running kernel, and as raw bytes what it gives back of them. `there`: whether it takes any. Looks only. */
  'overlay.list': {
    input: z.object({}),
    output: z.object({ there: z.boolean(), overlays: z.array(liveOverlay) }),
    outputBytes: true,
  },
  /**
   * Gives the kernel an overlay as `uiomem-studio-NAME`. `overlay.not-offered`, `device-tree.exists`; `overlay.refused` (data: errno,
   * status, lines), and its folder is gone again.
   */
  'overlay.apply': {
    input: z.object({ name: treeName }),
    inputBytes: true,
    output: z.object({ lines: z.array(kernelLogLine) }),
    deadlineMs: 60_000,
  },
  /** Takes `uiomem-studio-NAME` out of the kernel. `device-tree.not-there`; `overlay.not-removed` (data: errno). */
  'overlay.remove': {
    input: z.object({ name: treeName }),
    output: z.object({ lines: z.array(kernelLogLine) }),
    deadlineMs: 60_000,
  },
  /** Closes the helper's mappings and takes the driver off the device of a device-tree node. `device.missing`, `device.not-unbound`. */
  'device.unbind': { input: z.object({ device: z.string() }), output: z.object({ closedMappings: z.int() }) },
  /** What the next boots follow, as far as the tool can write to it. Looks only. `boot.record-damaged`. */
  'boot.read': { input: z.object({}), output: bootLook, outputBytes: true, deadlineMs: 60_000 },
  /**
   * Writes and removes files of the closed list in this order, all or none, each only when it is as it was `seen` (absent: not
   * there); `bytes` (absent: it goes) are parts of the raw ones. Then what makes them count is run. `boot.changed-since` (data: path,
   * seen, found), `boot.foreign-file`, `boot.read-only`, `boot.no-space`, `boot.not-writable`, `boot.program-failed`, `boot.outside`.
   */
  'boot.write': {
    input: z.object({
      files: z.array(z.object({ path: z.string(), seen: sha256.optional(), bytes: z.int().optional() })),
      /** What stands then, besides what stood; one of the same name gives way. */
      install: bootInstall.optional(),
      /** The name of one that stands no more. */
      forget: treeName.optional(),
    }),
    inputBytes: true,
    output: z.object({ told: z.array(z.string()) }),
    deadlineMs: 300_000,
  },
  /**
   * Gives every file back as it was before the first write, and forgets all. `boot.nothing-to-restore`; `boot.changed-since` before
   * anything is touched. `keep`: changed texts stay, and then the trees that they may name.
   */
  'boot.restore': {
    input: z.object({ changed: changedSince }),
    output: z.object({
      restored: z.array(z.string()),
      removed: z.array(z.string()),
      left: z.array(z.string()),
      told: z.array(z.string()),
    }),
    deadlineMs: 300_000,
  },
  /** Writes everything to the disks and, once it has answered, starts the board anew. */
  'board.reboot': { input: z.object({}), output: z.object({}), deadlineMs: 60_000 },
});
