/**
 * The device tree of a board: as it is now, and how an overlay (or arguments of its kernel) is brought to it and taken away again, at
 * run time and for the next boots. Names of ways and of what stands are the words of the command line, too.
 */
import { z } from 'zod';
import { kernelLogLine } from '../../remote-helper/contract/kernel-log.ts';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { onBoard } from './board.ts';
import { stepEvent } from './plan.ts';

/**
 * - `run-time`: the running kernel takes it, by the folders of configfs; gone at the next boot
 * - `extlinux`: `fdtoverlays` of extlinux.conf, which U-Boot merges
 * - `merged-dtb`: the boot's own tree, merged on this machine, a .dtb of ours named by `fdt` of extlinux.conf
 * - `u-boot-menu`: Debian's and Ubuntu's /etc/default/u-boot, of which u-boot-update makes extlinux.conf
 * - `armbian`: `user_overlays` of armbianEnv.txt
 * - `raspberry-pi`: `dtoverlay=` of config.txt
 * - `kernel-arguments`: words for the next kernel, such as mem= and memmap=; no overlay
 */
export const treeWayId = z.enum([
  'run-time',
  'extlinux',
  'merged-dtb',
  'u-boot-menu',
  'armbian',
  'raspberry-pi',
  'kernel-arguments',
]);
export type TreeWayId = z.output<typeof treeWayId>;

/** Stands for a name in paths until one is given. */
export const unnamed = 'NAME';

export const treeWay = z.object({
  id: treeWayId,
  title: z.string(),
  /** What it does on this board and by which files, in a sentence. */
  about: z.string(),
  possible: z.boolean(),
  /** The fact that decides, in a sentence. */
  because: z.string(),
  /** What it would write, as paths of the board, with {@link unnamed} for its name. */
  files: z.array(z.string()),
  /** The first that this board's facts and profile call for: one for now, one for the next boots. */
  recommended: z.boolean(),
});
export type TreeWay = z.output<typeof treeWay>;

/** An overlay's or a list of arguments' name: that of its files on the board. */
export const treeName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,47}[a-z0-9])?$/);

/**
 * - `applied`: in the tree of the running kernel
 * - `next-boot`: the next boot follows it, this one does not yet
 * - `booted`: this boot came by it
 * - `changed`: somebody wrote to its files since
 * - `gone`: its files are no more there
 * - `unfinished`: the attempt to bring or take it was cut off
 */
export const treeState = z.enum(['applied', 'next-boot', 'booted', 'changed', 'gone', 'unfinished']);

export const standingTree = z.object({
  name: z.string(),
  way: treeWayId,
  state: treeState,
  /** Ours, or somebody else's: that is shown and left alone. */
  ours: z.boolean(),
  files: z.array(z.string()),
  /** The words, of kernel arguments. */
  arguments: z.array(z.string()).optional(),
  /** The uiomem devices that come of its nodes and are there. */
  devices: z.array(z.string()),
  /** What stands in the way of its removal, as sentences: a process that has a device open, an overlay that came later. */
  blocked: z.array(z.string()),
});
export type StandingTree = z.output<typeof standingTree>;

/** A file as it would become; absent `after`: it goes. Texts up to 64 KiB are told. */
export const treeFileChange = z.object({
  path: z.string(),
  kind: z.enum(['text', 'overlay', 'tree']),
  before: z.object({ sha256: z.string(), bytes: z.int(), text: z.string().optional() }).optional(),
  after: z.object({ sha256: z.string(), bytes: z.int(), text: z.string().optional() }).optional(),
  /** Lines of a unified difference; of trees, between their texts. */
  difference: z.string(),
});
export type TreeFileChange = z.output<typeof treeFileChange>;

export const treePreview = z.object({
  way: treeWayId,
  name: z.string(),
  changes: z.array(treeFileChange),
  /** The same by hand, for root's shell on the board. */
  shell: z.string(),
  /** Where on the board what was there before is kept; absent: nothing gives way. */
  backup: z.string().optional(),
  /** What to do at the bench when the board does not come back, in order; empty at run time. */
  recovery: z.array(z.string()),
  /** What has to be known before, as sentences: needs a reboot, ends at the next boot, replaces what stands. */
  notes: z.array(z.string()),
  /** To be given to `deviceTree.apply`: when the board is not so any more, that refuses. */
  reviewed: z.string(),
});
export type TreePreview = z.output<typeof treePreview>;

/** What is brought: an overlay's bytes (.dtbo) beside the call, or, for `kernel-arguments`, words. */
const brought = onBoard.extend({ way: treeWayId, name: treeName, arguments: z.array(z.string()).optional() });

/** What to do with files that somebody changed since: nothing at all, take them away too, or leave them and forget them. */
const changedSince = z.enum(['refuse', 'discard', 'keep']);

export const deviceTreeContract = contract({
  /**
   * The board's tree as it is now (/proc/device-tree), as a flattened tree beside the output. `symbols`: whether the kernel kept
   * `__symbols__`, by which overlays name labels. Throws `device-tree.none` on a board without one.
   */
  'deviceTree.read': {
    input: onBoard,
    output: z.object({ nodes: z.int(), symbols: z.boolean() }),
    outputBytes: true,
    deadlineMs: 0,
  },
  /** Looks only. `recovery`: what to do at the bench when the board does not come back with what stands in its boot files; absent: nothing does. */
  'deviceTree.ways': {
    input: onBoard,
    output: z.object({
      ways: z.array(treeWay),
      standing: z.array(standingTree),
      recovery: z.array(z.string()).optional(),
    }),
    deadlineMs: 0,
  },
  /**
   * What `deviceTree.apply` would do; looks only. Refuses what it would refuse: `device-tree.way-not-possible`,
   * `device-tree.bad-overlay`, `device-tree.bad-argument`, `device-tree.exists`, `device-tree.oversized`, `boot.read-only`,
   * `boot.no-space`, `boot.absent`, `boot.foreign-file`, `boot.file-not-understood`.
   */
  'deviceTree.preview': { input: brought, output: treePreview, inputBytes: true, deadlineMs: 0 },
  /**
   * Brings it, whole or not at all. Besides those of the preview: `overlay.refused` (data: errno, status, lines: the kernel's own),
   * `boot.changed-since` (a file is not as it was seen), `device-tree.not-as-reviewed`, `board.held`.
   */
  'deviceTree.apply': {
    input: brought.extend({ reviewed: z.string().optional() }),
    output: z.object({
      standing: standingTree,
      /** Devices that came to be. */
      devices: z.array(z.string()),
      /** The kernel's lines meanwhile. */
      lines: z.array(kernelLogLine),
      told: z.array(z.string()),
    }),
    inputBytes: true,
    items: stepEvent,
    deadlineMs: 0,
  },
  /**
   * Takes one away again, in this order: our mappings closed, the devices unbound, the overlay, the module when `unload` says so; of boot
   * files what it added. `device-tree.blocked` (data: blocked) before anything is touched, `boot.changed-since`, `device-tree.not-there`.
   */
  'deviceTree.remove': {
    input: onBoard.extend({ name: z.string(), way: treeWayId.optional(), unload: z.boolean(), changed: changedSince }),
    output: z.object({
      removed: z.array(z.string()),
      restored: z.array(z.string()),
      left: z.array(z.string()),
      told: z.array(z.string()),
    }),
    items: stepEvent,
    deadlineMs: 0,
  },
  /** Gives every boot file back as it was before the tool first wrote it, byte by byte. `boot.changed-since`, `boot.nothing-to-restore`. */
  'deviceTree.restore': {
    input: onBoard.extend({ changed: changedSince }),
    output: z.object({
      restored: z.array(z.string()),
      removed: z.array(z.string()),
      left: z.array(z.string()),
      told: z.array(z.string()),
    }),
    items: stepEvent,
    deadlineMs: 0,
  },
  /**
   * Starts the board anew and waits until it answers with another boot_id. `board.not-back` (data: waitedMs, recovery: sentences) when it
   * does not within `withinMs` (absent: 180,000).
   */
  'deviceTree.reboot': {
    input: onBoard.extend({ withinMs: z.int().min(10_000).max(1_800_000).optional() }),
    output: z.object({ bootId: z.string(), milliseconds: z.int(), standing: z.array(standingTree) }),
    progress: z.object({ text: z.string() }),
    deadlineMs: 0,
  },
});
