/** Boards that the tool runs in QEMU itself. */
import { z } from 'zod';
import { u64 } from '../../remote-helper/contract/quantity.ts';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { board, boardName } from './board.ts';

export const emulatedStatus = z.object({
  name: boardName,
  running: z.boolean(),
  /** Present while it runs. */
  pid: z.int().optional(),
  port: z.int().optional(),
  architecture: z.enum(['arm64', 'armhf', 'x86-64']).optional(),
  kernel: z.string().optional(),
  sshd: z.enum(['openssh', 'dropbear']).optional(),
  node: z.boolean().optional(),
  tools: z.boolean().optional(),
  /** The board's RAM as a file of the workstation; byte 0 is physical address `ramBase` (hex). */
  ramFile: z.string().optional(),
  ramBase: z.string().optional(),
  console: z.string().optional(),
});
export type EmulatedStatus = z.output<typeof emulatedStatus>;

const report = z.object({ text: z.string() });

export const emulatedContract = contract({
  /** Builds what is missing, boots, waits for SSH and registers the board with its host key. Up already: changes nothing. */
  'emulated.up': {
    input: z.object({
      name: boardName,
      architecture: z.enum(['arm64', 'armhf', 'x86-64']).optional(),
      kernel: z.enum(['6.1', '6.12']).optional(),
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
