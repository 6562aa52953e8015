/**
 * What the next boots of a board follow. A closed list of places and nothing else: `/etc/modprobe.d/uiomem.conf`,
 * `/etc/modules-load.d/uiomem.conf`, `/etc/udev/rules.d/70-uiomem.rules`, `/lib/modules/RELEASE/updates/uiomem.ko` with the
 * indexes beside it (depmod), `/usr/src/uiomem-VERSION/` for DKMS, and one line of `/etc/group`. A record in
 * `/var/lib/uiomem-studio/persist/` says what was written and keeps what was there before, so that it can be taken away again
 * after any number of boots.
 */
import * as z from 'zod';
import { contract } from '../rpc/contract.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Files of which a plan says the whole text. */
export const persistText = z.enum(['modprobe.d', 'modules-load.d', 'udev']);
export type PersistText = z.output<typeof persistText>;

export const persistKind = z.enum([...persistText.options, 'module', 'dkms']);
export type PersistKind = z.output<typeof persistKind>;

/** One that a DKMS tree can have: digits, letters and `.~+-`. */
export const dkmsVersion = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.~+-]{0,63}$/);

/** What lay in a place before the first write; the record's folder keeps its bytes. */
const fileBefore = z.object({ sha256, mode: z.int(), uid: z.int(), gid: z.int() });

const recordEntry = z.object({
  path: z.string(),
  kind: persistKind,
  /** What was written there, newest first; more than one while a write is under way, or when it was cut off. */
  ours: z.array(sha256).min(1),
  mode: z.int(),
  /** Absent: nothing was there. */
  before: fileBefore.optional(),
});
export type PersistEntry = z.output<typeof recordEntry>;

/** What stands on the board. An empty one is the same as none. */
export const persistRecord = z.object({
  format: z.literal(1),
  entries: z.array(recordEntry),
  /** Folders that were made for them, outermost first. */
  folders: z.array(z.string()),
  /** A group that was made. */
  group: z.object({ name: z.string(), gid: z.int() }).optional(),
  /** The indexes of modules as they were before depmod ran; `modules`: digest of the list of all other module files then. */
  index: z
    .object({
      release: z.string(),
      modules: sha256,
      files: z.array(fileBefore.extend({ name: z.string() })),
    })
    .optional(),
  /** A tree that DKMS was told of. */
  dkms: z.object({ version: dkmsVersion, release: z.string() }).optional(),
  /** On the way from one record to another: both are in here, and what makes files count (depmod, udevadm) may be missing. */
  unfinished: z.boolean().optional(),
});
export type PersistRecord = z.output<typeof persistRecord>;

/**
 * - `written`: as the tool wrote it
 * - `changed`: somebody wrote to it since
 * - `before`: what lay there before: not yet written, or put back
 * - `gone`: nothing is there
 */
export const persistState = z.enum(['written', 'changed', 'before', 'gone']);
export type PersistState = z.output<typeof persistState>;

/** What to do with files that somebody changed since: nothing at all, take them away too, or leave them and forget them. */
const changedSince = z.enum(['refuse', 'discard', 'keep']);
export type ChangedSince = z.output<typeof changedSince>;

/** Sentences about what else happened or could not. */
const told = z.object({ told: z.array(z.string()) });

export const persistContract = contract({
  /** Looks only. A damaged record is `persist.record-damaged`. */
  'persist.read': {
    input: z.object({}),
    output: z.object({
      record: persistRecord.optional(),
      files: z.array(
        z.object({
          path: z.string(),
          kind: persistKind,
          state: persistState,
          /** What is there now, and what the tool wrote, of text files. */
          text: z.string().optional(),
          ours: z.string().optional(),
          /** Something was there before, and comes back. */
          replaced: z.boolean(),
        }),
      ),
    }),
  },
  /** Adds a group of the system to /etc/group (and gshadow). There already: nothing. */
  'persist.group': {
    input: z.object({ name: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/) }),
    output: told,
  },
  /**
   * Writes one of the three text files, whole or not at all. `persist.foreign-file` when something else is there, and
   * `persist.changed-since` when somebody changed ours, unless `replace`. A udev rule is made to hold at once.
   */
  'persist.write': {
    input: z.object({ kind: persistText, text: z.string().max(65_536), replace: z.boolean() }),
    output: told,
    deadlineMs: 60_000,
  },
  /** Copies a module file of the board, whose digest is checked in the copy, to where modprobe finds it; then depmod. */
  'persist.install': {
    input: z.object({ path: z.string(), sha256, replace: z.boolean() }),
    output: told,
    deadlineMs: 120_000,
  },
  /** Writes the source with its dkms.conf, and has DKMS add, build and install it for the running kernel. Items: its lines. */
  'persist.dkms': {
    input: z.object({
      version: dkmsVersion,
      files: z.array(z.object({ path: z.string().regex(/^(?:[\w-][\w.-]*\/){0,3}[\w-][\w.-]*$/), text: z.string() })),
      replace: z.boolean(),
    }),
    output: told,
    items: z.object({ line: z.string() }),
    deadlineMs: 0,
  },
  /**
   * Takes away what the record knows (all of it, or these paths): what was there before comes back, folders and a group that
   * were made go when nobody else uses them. `persist.changed-since` (data: path, wrote, found) before anything is touched.
   */
  'persist.remove': {
    input: z.object({ paths: z.array(z.string()).optional(), group: z.boolean(), changed: changedSince }),
    output: told.extend({ removed: z.array(z.string()), restored: z.array(z.string()), left: z.array(z.string()) }),
    deadlineMs: 0,
  },
  /** Makes everything as an earlier record says, byte for byte: how an apply is taken back. */
  'persist.restore': { input: z.object({ record: persistRecord }), output: told, deadlineMs: 0 },
});
