/** Boards that the tool runs in QEMU itself. */
import { z } from 'zod';
import { u64 } from '../../remote-helper/contract/quantity.ts';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { board, boardName } from './board.ts';

/** The name under which the tool's own board is started when none is said. */
export const usualEmulated = 'emulated';

export const emulatedStatus = z.object({
  name: boardName,
  running: z.boolean(),
  /** Present while it runs. */
  pid: z.int().optional(),
  port: z.int().optional(),
  architecture: z.enum(['arm64', 'armhf', 'x86-64']).optional(),
  kernel: z.string().optional(),
  /** What starts its Linux: U-Boot from its /boot, or QEMU from files of this computer. */
  loader: z.enum(['u-boot', 'direct']).optional(),
  sshd: z.enum(['openssh', 'dropbear']).optional(),
  node: z.boolean().optional(),
  tools: z.boolean().optional(),
  /** The board's RAM as a file of the workstation; byte 0 is physical address `ramBase` (hex). */
  ramFile: z.string().optional(),
  ramBase: z.string().optional(),
  console: z.string().optional(),
});
export type EmulatedStatus = z.output<typeof emulatedStatus>;

/** One thing that a board's start takes of the workstation. */
export const emulatedNeed = z.object({
  what: z.string(),
  present: z.boolean(),
  /** Without it the start fails; otherwise it takes longer, or may fail later. */
  required: z.boolean(),
  /** What was looked for and found, with sizes, as a sentence. */
  detail: z.string(),
  /** What mends it: a command for a shell, or a sentence. */
  remedy: z.object({ kind: z.enum(['command', 'advice']), text: z.string() }).optional(),
});
export type EmulatedNeed = z.output<typeof emulatedNeed>;

const report = z.object({ text: z.string() });

export const emulatedContract = contract({
  /** Builds what is missing, boots, waits for SSH and registers the board with its host key. Up already: changes nothing. */
  'emulated.up': {
    input: z.object({
      name: boardName,
      architecture: z.enum(['arm64', 'armhf', 'x86-64']).optional(),
      kernel: z.enum(['6.1', '6.12', '6.1-debug']).optional(),
      loader: z.enum(['u-boot', 'direct']).optional(),
      sshd: z.enum(['openssh', 'dropbear']).optional(),
      node: z.boolean().optional(),
      /** With gcc, make, headers of its kernel, python3, dkms and udevadm. */
      tools: z.boolean().optional(),
      port: z.int().min(1).max(65_535).optional(),
      /** Bytes of RAM, whole MiB, at least 1 GiB (what it has when this is absent); Linux manages the first 768 MiB. */
      memory: u64.optional(),
      /** Words at the end of the kernel's command line, such as `module.sig_enforce=1`. */
      kernelArguments: z.array(z.string()).optional(),
    }),
    output: z.object({ status: emulatedStatus, board, started: z.boolean() }),
    progress: report,
    deadlineMs: 0,
  },
  /**
   * What `emulated.up` of this name, with nothing chosen, would take: programs, memory, disk, downloads. Builds and changes nothing.
   * `qemu`: the words of QEMU's command line, as it runs or would run; PORT stands for a port that is chosen at the start.
   */
  'emulated.needs': {
    input: z.object({ name: boardName }),
    output: z.object({ needs: z.array(emulatedNeed), qemu: z.array(z.string()) }),
  },
  /**
   * What the board wrote to its serial console since it was started, at most the last 64 KiB of it at first; with `follow` also what
   * comes, until the board is stopped. Starting anew begins anew: `fresh` is set on the first item of each start.
   */
  'emulated.console': {
    input: z.object({ name: boardName, follow: z.boolean() }),
    output: z.object({}),
    items: z.object({ text: z.string(), fresh: z.boolean() }),
    deadlineMs: 0,
  },
  'emulated.down': {
    input: z.object({ name: boardName }),
    output: z.object({ stopped: z.boolean() }),
    deadlineMs: 60_000,
  },
  'emulated.status': { input: z.object({}), output: z.object({ boards: z.array(emulatedStatus) }) },
  /** Plugs the network cable in or pulls it; connections stay, and what is sent meanwhile is lost. Fails with `emulated.not-running`. */
  'emulated.link': { input: z.object({ name: boardName, up: z.boolean() }), output: z.object({}) },
  'emulated.reboot': {
    input: z.object({ name: boardName }),
    output: z.object({ status: emulatedStatus }),
    progress: report,
    deadlineMs: 0,
  },
});
