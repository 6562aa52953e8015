/** Boards: the list, how each is reached, and what is known of it. */
import { z } from 'zod';
import { boardFacts } from '../../remote-helper/contract/facts.ts';
import { lease } from '../../remote-helper/contract/lease.ts';
import { contract } from '../../remote-helper/rpc/contract.ts';

/** A board's name in commands and plans' reports. */
export const boardName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

export const board = z.object({
  name: boardName,
  /** As ssh(1) takes it: an address, a name, or a `Host` of ~/.ssh/config, which is read at each connection. */
  host: z.string().min(1),
  /** Absent: what ~/.ssh/config says, else 22. */
  port: z.int().min(1).max(65_535).optional(),
  /** Absent: what ~/.ssh/config says, else the name of the workstation's user. */
  user: z.string().min(1).optional(),
  /** A private key file of the workstation; absent: those of ~/.ssh/config, the agent and the usual files. */
  identityFile: z.string().optional(),
  /** known_hosts file that alone vouches for this board; absent: the user's own and the tool's. */
  knownHostsFile: z.string().optional(),
  /** Set when the tool itself runs this board in an emulator, under this name. */
  emulated: z.string().optional(),
  /**
   * What to do where the board has no node that the helper runs on: `bring` one (tens of MB), or go by plain `shell`, also where
   * the helper itself finds no place.
   * Absent: a connection that would need it fails with `node.choice-wanted`, which tells size, time, place and space.
   */
  runtime: z.enum(['bring', 'shell']).optional(),
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

/** Data of `node.choice-wanted`. Sizes in bytes; a place is absent where none was found. */
export const nodeChoice = z.object({
  stage,
  board: boardName,
  version: z.string(),
  architecture: z.string(),
  /** To be sent, and copied once more from `place` to `rootPlace`. */
  bytes: z.int(),
  /** How long sending takes, and what that was judged by. */
  seconds: z.number(),
  secondsFrom: z.string(),
  place: z.string().optional(),
  freeBytes: z.number().optional(),
  rootPlace: z.string().optional(),
  rootFreeBytes: z.number().optional(),
  /** What plain shell cannot do, or only slowly, as sentences. */
  missing: z.array(z.string()),
});
export type NodeChoice = z.output<typeof nodeChoice>;

/** What a server asks in keyboard-interactive; the answers are in the order of the prompts. */
export const question = z.object({
  id: z.string(),
  /** Whose: the board, or the jump host that is named. */
  hop: z.string().optional(),
  name: z.string(),
  instructions: z.string(),
  /** `echo`: what is typed may be seen. */
  prompts: z.array(z.object({ text: z.string(), echo: z.boolean() })),
});
export type Question = z.output<typeof question>;

/** `hop`: the jump host that the stage is about; absent: the board itself. `question`: it waits for `board.answer`. */
export const stageReport = z.object({
  stage,
  text: z.string(),
  hop: z.string().optional(),
  question: question.optional(),
});
export type StageReport = z.output<typeof stageReport>;

/** Bytes done of all, for uploads, dumps and loads. */
export const transfer = z.object({ what: z.string(), done: z.int(), total: z.int() });

/**
 * Absent `board` in any call: the default board, or the only one. A board that is not connected is connected for the call;
 * `connected`: it is not, and the call fails with `board.not-connected`.
 */
export const onBoard = z.object({ board: boardName.optional(), connected: z.literal(true).optional() });
export type OnBoard = z.output<typeof onBoard>;

/** Where a board is reached now, with what ~/.ssh/config says; `problem`: why that is not known. */
export const way = z.object({
  board: boardName,
  user: z.string().optional(),
  host: z.string().optional(),
  port: z.int().optional(),
  /** Jump hosts, in order. */
  jumps: z.array(z.string()),
  problem: z.string().optional(),
});

/** What a user may say anew of a board; `name` among it. What is absent is no more said. */
export const boardEdit = board.pick({
  name: true,
  host: true,
  port: true,
  user: true,
  identityFile: true,
  runtime: true,
});
export type BoardEdit = z.output<typeof boardEdit>;

export const secretKind = z.enum(['password', 'passphrase', 'sudo']);

/** Where secrets can be kept besides the host's memory; `why`: there is no such place, as a sentence. */
export const secretPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('system') }),
  z.object({ kind: z.literal('memory-only'), why: z.string() }),
]);
export type SecretPlace = z.output<typeof secretPlace>;

/** A `Host` of ~/.ssh/config that can be a board, with what is said of it; `problem`: why that is not known. */
export const sshHost = z.object({
  name: z.string(),
  user: z.string().optional(),
  host: z.string().optional(),
  port: z.int().optional(),
  problem: z.string().optional(),
});
export type SshHost = z.output<typeof sshHost>;

export const boardContract = contract({
  /** `ways`: of each board, in the order of `boards`. */
  'board.list': {
    input: z.object({}),
    output: z.object({ boards: z.array(board), default: boardName.optional(), ways: z.array(way) }),
  },
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
  /**
   * Says anew what a board is called and how it is reached; its session ends. Where it is another machine, user or key than
   * before, secrets that were kept for it are forgotten (`secretsForgotten`), and so is a known_hosts file of its own.
   * Throws `board.unknown`, `board.name-taken`, `board.edit-emulated`, `plan.busy`.
   */
  'board.edit': {
    input: z.object({ board: boardName, to: boardEdit }),
    output: z.object({ board, secretsForgotten: z.boolean() }),
  },
  /** Hosts of ~/.ssh/config by name, in its order: no patterns. `problem`: why it cannot be read, as a sentence. */
  'board.sshHosts': {
    input: z.object({}),
    output: z.object({ hosts: z.array(sshHost), problem: z.string().optional() }),
  },
  /** Also forgets what was kept for it: secrets, its own known_hosts file, its place among the recent boards. */
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
   * A secret for a board, kept in the host's memory, and with `remember` in the system's store too where there is one
   * (`kept` says which); a wrong one is dropped from both when it is refused. Calls that need one fail with `ssh.password-wanted`,
   * `ssh.passphrase-wanted` or `sudo.password-wanted`; they can be repeated after this.
   */
  'board.secret': {
    input: z.object({
      board: boardName.optional(),
      kind: secretKind,
      secret: z.string(),
      /** The jump host that wants it (`hop` of the problem's data); absent: the board. */
      hop: z.string().optional(),
      remember: z.boolean().optional(),
    }),
    output: z.object({ kept: z.enum(['memory', 'system']) }),
  },
  /** Where secrets can be kept, and which are kept there for a board. Never the secrets themselves. */
  'board.secretsKept': {
    input: z.object({ board: boardName }),
    output: z.object({
      place: secretPlace,
      kept: z.array(z.object({ kind: secretKind, hop: z.string().optional() })),
    }),
  },
  /** Forgets every secret of a board, in the host's memory and in the system's store. */
  'board.forgetSecrets': { input: z.object({ board: boardName }), output: z.object({ forgotten: z.int() }) },
  /** Answers the question that a connection waits for; `question.unknown` when nothing waits for it (any more). */
  'board.answer': {
    input: z.object({ question: z.string(), answers: z.array(z.string()) }),
    output: z.object({}),
  },
  /**
   * After `ssh.host-key-changed`: the user says that this board was installed anew and compared `fingerprint`, that of the
   * key it shows now. From then on this board alone is vouched for by a file of its own; what the user's files say of
   * that address stays, for other boards may be there. A jump host's key is changed by the user's own ssh.
   */
  'board.reflashed': {
    input: z.object({ board: boardName, fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/) }),
    output: z.object({ board }),
    progress: stageReport,
    deadlineMs: 0,
  },
  /** The answer to `node.choice-wanted`, kept with the board; absent: it asks again. */
  'board.runtime': {
    input: z.object({ board: boardName, runtime: board.shape.runtime }),
    output: z.object({ board }),
  },
});
