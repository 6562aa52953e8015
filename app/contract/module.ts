/**
 * The driver as a file: building, uploading, loading, unloading. Files and folders of the host's machine are absolute or `~/…`, else
 * `module.path-relative`.
 */
import { z } from 'zod';
import { holder, uiomemDevice } from '../../remote-helper/contract/device.ts';
import { uiomemModule } from '../../remote-helper/contract/facts.ts';
import { kernelLogLine } from '../../remote-helper/contract/kernel-log.ts';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { onBoard, transfer } from './board.ts';

export const builtModule = z.object({
  path: z.string(),
  sha256: z.string(),
  size: z.int(),
  /** Kernel release, architecture as the kernel names it (arm64, arm, x86) and version magic of the file. */
  release: z.string(),
  architecture: z.string(),
  vermagic: z.string(),
  /** MODULE_VERSION and modpost's digest of the sources, as the file says them. */
  version: z.string().optional(),
  srcversion: z.string().optional(),
  /** Digest of the folder it was built of. */
  source: z.string().optional(),
  /** That folder, here; what was built again from an equal one keeps the first. */
  folder: z.string().optional(),
  /** When it was built: ISO 8601, of the workstation's clock. */
  built: z.string().optional(),
});
export type BuiltModule = z.output<typeof builtModule>;

/** The driver as the tool would load it on a board: what one of ours that is loaded there is compared with. */
export const toolDriver = z.object({
  /** Of the source that comes with the tool. */
  version: z.string().optional(),
  /** `srcversion` of modules for the board's kernel: those of that source first, then the one that was built last. Empty: none was built. */
  builds: z.array(z.string()),
});
export type ToolDriver = z.output<typeof toolDriver>;

/** One thing that must hold before a build starts: what was wanted, what was found, and what to do. */
export const preflightRow = z.object({
  id: z.string(),
  title: z.string(),
  ok: z.boolean(),
  wanted: z.string(),
  found: z.string(),
  hint: z.string().optional(),
});
export type PreflightRow = z.output<typeof preflightRow>;

/** What a line of a build's output says of a source, as compilers, make and modpost write it. */
export const buildMessage = z.object({
  grade: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  /** Absent where the line names none. */
  place: z
    .object({
      /** As it stands in the line. */
      text: z.string(),
      /** The file here; absent when it is on the board alone, or gone with the build. */
      file: z.string().optional(),
      /** From 1. */
      line: z.int().min(1),
      column: z.int().min(1).optional(),
    })
    .optional(),
});
export type BuildMessage = z.output<typeof buildMessage>;

const parameters = z.array(z.object({ name: z.string(), value: z.string() }));

const source = z.object({
  /** Folder with the module's source; absent: the driver that comes with the tool. */
  folder: z.string().optional(),
  /** Kernel headers or tree to build against, or a PetaLinux, Yocto, SDK or Buildroot folder that holds it; absent: looked for by the board's release. */
  headers: z.string().optional(),
  /** `board`: with the board's own headers and compiler; `headers` is then a folder of the board. Absent: here. */
  on: z.enum(['workstation', 'board']).optional(),
});

/** What a module file says of itself, and whether the board's kernel will take it. */
export const moduleCheck = z.object({
  path: z.string(),
  name: z.string().optional(),
  version: z.string().optional(),
  architecture: z.string(),
  vermagic: z.string(),
  licence: z.string().optional(),
  /** The signer's name; absent: not signed. */
  signer: z.string().optional(),
  /** Name, kind (int, ulong, …) and description. */
  parameters: z.array(z.object({ name: z.string(), type: z.string(), about: z.string() })),
  /** Ours, the reference driver, or another module altogether. */
  driver: z.enum(['ours', 'reference', 'other']),
  rows: z.array(preflightRow),
});
export type ModuleCheck = z.output<typeof moduleCheck>;

/** What was loaded before it gave way, in a Problem's data; `file`: the module built here that it was, as far as that is known. */
export const moduleBefore = z.object({
  name: z.string(),
  parameters,
  file: z.string().optional(),
  /** Whether a driver is loaded now. */
  loaded: z.boolean(),
});
export type ModuleBefore = z.output<typeof moduleBefore>;

const moduleStatus = z.object({
  loaded: uiomemModule.optional(),
  /** Of the board, as modules name it; absent: the driver was never built for its machine. */
  architecture: z.string().optional(),
  tool: toolDriver,
  built: z.array(builtModule),
  uploaded: z.array(z.string()),
  /** Processes that have a device of the driver open or mapped. */
  holders: z.array(holder),
});
export type ModuleStatus = z.output<typeof moduleStatus>;

export const moduleContract = contract({
  'module.preflight': {
    input: onBoard.extend(source.shape),
    output: z.object({ rows: z.array(preflightRow) }),
    deadlineMs: 0,
  },
  /** Looks into a .ko of the workstation; rows that are not ok say what would happen and what to do. Nothing is sent. */
  'module.check': {
    input: onBoard.extend({ file: z.string() }),
    output: moduleCheck,
    deadlineMs: 0,
  },
  /** Items are lines of the compiler's output as they come. Built already from the same source: answers at once. */
  'module.build': {
    input: onBoard.extend(source.shape),
    output: z.object({ module: builtModule, reused: z.boolean() }),
    items: z.object({ line: z.string(), message: buildMessage.optional() }),
    deadlineMs: 0,
  },
  /** What was built here before, for any board, the one that was built or asked for last first. */
  'module.list': { input: z.object({}), output: z.object({ built: z.array(builtModule) }) },
  /** Takes one that was built out of the cache, by its path there. What is on a board stays. Throws `module.not-built`. */
  'module.forget': { input: z.object({ path: z.string() }), output: z.object({ module: builtModule }) },
  /** Checked before (architecture, release, version magic) and after (digest); on the board already: sends nothing. */
  'module.upload': {
    input: onBoard.extend({ file: z.string() }),
    output: z.object({ path: z.string(), sha256: z.string(), sent: z.boolean() }),
    progress: transfer,
    deadlineMs: 0,
  },
  /** Builds and uploads what is missing when `file` is absent, loads, and checks that the devices asked for are there. */
  'module.load': {
    input: onBoard.extend({ file: z.string().optional(), parameters }),
    output: z.object({ devices: z.array(uiomemDevice), log: z.array(kernelLogLine) }),
    progress: z.object({ text: z.string() }),
    deadlineMs: 0,
  },
  /**
   * Unloads what is loaded and loads the driver in its place; `file` absent: as for `module.load`; `parameters` absent: those
   * that it has now. All that can be judged or sent is before anything is unloaded, and so far it can be cancelled. Throws what
   * loading and unloading throw; when nothing could be loaded in its place, with `before` (see {@link moduleBefore}) in the data.
   */
  'module.reload': {
    input: onBoard.extend({ file: z.string().optional(), parameters: parameters.optional() }),
    output: z.object({ devices: z.array(uiomemDevice), log: z.array(kernelLogLine), closedMappings: z.int() }),
    progress: z.object({ text: z.string() }),
    deadlineMs: 0,
  },
  'module.unload': {
    input: onBoard,
    /** `module`: what was loaded. */
    output: z.object({ closedMappings: z.int(), log: z.array(kernelLogLine), module: uiomemModule.optional() }),
    deadlineMs: 0,
  },
  'module.status': { input: onBoard, output: moduleStatus, deadlineMs: 0 },
});
