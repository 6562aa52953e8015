/** Boards: the list, how each is reached, and what is known of it. */
import { z } from 'zod';
import { boardFacts } from '../../remote-helper/contract/facts.ts';
import { lease } from '../../remote-helper/contract/lease.ts';
import { contract } from '../../remote-helper/rpc/contract.ts';

/** A board's name in commands and plans' reports. */
export const boardName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

export const board = z.object({
  name: boardName,
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  user: z.string().min(1),
  /** A private key file of the workstation; absent: the agent and the usual files. */
  identityFile: z.string().optional(),
  /** known_hosts file that alone vouches for this board; absent: the user's own and the tool's. */
  knownHostsFile: z.string().optional(),
  /** Set when the tool itself runs this board in an emulator, under this name. */
  emulated: z.string().optional(),
});
export type Board = z.output<typeof board>;

/** Stages of a connection, in order; a problem's data names the one that failed. */
export const stage = z.enum([
  'resolve',
  'connect',
  'host-key',
  'authenticate',
  'probe',
  'privilege',
  'deliver',
  'helper',
  'facts',
]);
export type Stage = z.output<typeof stage>;
export const stageReport = z.object({ stage, text: z.string() });
export type StageReport = z.output<typeof stageReport>;

/** Bytes done of all, for uploads, dumps and loads. */
export const transfer = z.object({ what: z.string(), done: z.int(), total: z.int() });

/** Absent `board` in any call: the default board, or the only one. */
export const onBoard = z.object({ board: boardName.optional() });

export const boardContract = contract({
  'board.list': { input: z.object({}), output: z.object({ boards: z.array(board), default: boardName.optional() }) },
  /**
   * Tests each stage, then stores the board. An unknown host key is `ssh.host-key-unknown` with its fingerprints;
   * calling again with `trust` set to one of them stores the key.
   */
  'board.add': {
    input: z.object({ board, trust: z.string().optional(), makeDefault: z.boolean(), test: z.boolean() }),
    output: z.object({ board, facts: boardFacts.optional() }),
    progress: stageReport,
    deadlineMs: 0,
  },
  'board.remove': { input: z.object({ board: boardName }), output: z.object({}) },
  'board.makeDefault': { input: z.object({ board: boardName }), output: z.object({}) },
  'board.facts': { input: onBoard, output: boardFacts, progress: stageReport, deadlineMs: 0 },
  /**
   * Opens the session and keeps it: a lost link is opened again until `board.disconnect`. Takes the lease when nobody has
   * it. Connected already: answers at once.
   */
  'board.connect': {
    input: z.object({ board: boardName }),
    output: z.object({}),
    progress: stageReport,
    deadlineMs: 0,
  },
  /** Ends the session, also one that is being opened; closes our mappings and gives the lease back. */
  'board.disconnect': { input: z.object({ board: boardName }), output: z.object({}) },
  /** Takes the lease from whoever has it: that host can only look from then on. */
  'board.takeOver': { input: onBoard, output: lease },
  /**
   * A secret for a board, kept in the host's memory only. Calls that need one fail with `ssh.password-wanted`,
   * `ssh.passphrase-wanted` or `sudo.password-wanted`; they can be repeated after this.
   */
  'board.secret': {
    input: onBoard.extend({ kind: z.enum(['password', 'passphrase', 'sudo']), secret: z.string() }),
    output: z.object({}),
  },
});
