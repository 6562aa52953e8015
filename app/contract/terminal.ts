/** Terminals: shells on boards, commands of the tool and serial consoles on the host's machine. Keys go up as `upload`, output comes down as items. */
import { z } from 'zod';
import { contract } from '../../remote-helper/rpc/contract.ts';
import { onBoard, stageReport } from './board.ts';
import { problemValue } from './state.ts';
import { workstationCommand } from './workstation-command.ts';

/** Chosen by whoever opens it, for later calls about it; no two that are open at once have the same. */
const terminalId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

/** In characters. */
export const terminalSize = z.object({ columns: z.int().min(1).max(1000), rows: z.int().min(1).max(1000) });
export type TerminalSize = z.output<typeof terminalSize>;

/** Output as it came, in pieces of at most 32 KiB. The first item is empty: it is open now. */
const output = z.object({
  /** Of standard error, which only a shell without a size has beside its output. */
  error: z.literal(true).optional(),
});

/** Pieces that may be under way to a reader: one that stops reading stops whoever writes. */
const window = 8;

export const serialPort = z.object({
  path: z.string(),
  /** A name that stays the same when adapters are plugged in another order: a link below /dev/serial/by-id. */
  stablePath: z.string().optional(),
  maker: z.string().optional(),
  serialNumber: z.string().optional(),
  /** USB ids, four hex digits each. */
  vendorId: z.string().optional(),
  productId: z.string().optional(),
});
export type SerialPortFound = z.output<typeof serialPort>;

export const serialSettings = z.object({
  path: z.string().min(1),
  baudRate: z.int().min(50).max(4_000_000),
  dataBits: z.literal([5, 6, 7, 8]),
  parity: z.enum(['none', 'even', 'odd']),
  stopBits: z.literal([1, 2]),
  flowControl: z.enum(['none', 'rts/cts', 'xon/xoff']),
});
export type SerialSettings = z.output<typeof serialSettings>;

export const terminalContract = contract({
  /**
   * The login shell of the user who logs in to the board, over the session's connection; the session is opened when there is none.
   * With `size` on a pseudo-terminal (xterm-256color), whose shell goes on when the keys end; without one it reads what is sent
   * up to its end, as `ssh HOST < FILE` does. Answers how the shell ended; cancelling hangs it up.
   * `terminal.too-many`, `terminal.in-use`, `terminal.refused`; a lost link is `link.lost`, a disconnected board `board.disconnected`.
   */
  'terminal.shell': {
    input: onBoard.extend({ terminal: terminalId, size: terminalSize.optional() }),
    /** Both absent: the server did not tell. */
    output: z.object({ code: z.int().optional(), signal: z.string().optional() }),
    progress: stageReport,
    items: output,
    itemBytes: true,
    itemWindow: window,
    upload: true,
    deadlineMs: 0,
  },
  /**
   * A command of the tool on the host's machine, under a pseudo-terminal (xterm-256color), with the host's own environment. Answers how
   * it ended; cancelling hangs it up (SIGHUP), and what has not ended 5 s later is killed.
   * `terminal.in-use`, `terminal.no-pseudo-terminal`, `terminal.no-command-line`, `terminal.not-started`.
   */
  'terminal.command': {
    input: z.object({ command: workstationCommand, terminal: terminalId, size: terminalSize }),
    /** One of the two. */
    output: z.object({ code: z.int().optional(), signal: z.string().optional() }),
    items: output,
    itemBytes: true,
    itemWindow: window,
    upload: true,
    deadlineMs: 0,
  },
  /** Why `terminal.command` can run nothing here; absent: it can. Starts nothing. */
  'terminal.commandsHere': { input: z.object({}), output: z.object({ lacking: problemValue.optional() }) },
  /** `terminal.unknown` when none of that name is open. A serial console has no size, and takes none. */
  'terminal.resize': { input: terminalSize.extend({ terminal: terminalId }), output: z.object({}) },
  /** `complete` false: udev could not be asked, and the ports are what is in /dev, which says little of each. */
  'serial.list': {
    input: z.object({}),
    output: z.object({ ports: z.array(serialPort), complete: z.boolean() }),
  },
  /**
   * A port of the host's machine, for as long as the call goes on: until it is cancelled, or the port is gone (`serial.gone`).
   * `serial.not-there`, `serial.not-a-port`, `serial.no-permission`, `serial.busy`, `serial.failed`, `serial.unavailable`.
   */
  'serial.open': {
    input: serialSettings.extend({ terminal: terminalId }),
    output: z.object({}),
    items: output,
    itemBytes: true,
    itemWindow: window,
    upload: true,
    deadlineMs: 0,
  },
});
