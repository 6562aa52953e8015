/** What a command is: its words, its arguments with help, and what it does with a host. */
import type { Client } from '../../remote-helper/rpc/contract.ts';
import type { StageReport } from '../contract/board.ts';
import type { HostContract } from '../contract.ts';
import type { Hosts } from './hosts.ts';
import type { UserTerminal } from './user-terminal.ts';

export interface Option {
  /** Shown after the name in help; absent: a switch without a value. */
  readonly value?: string;
  readonly about: string;
  /** The values that are allowed; anything else is a usage error. */
  readonly choices?: readonly string[];
}

/** What every command can tell the user. */
interface Telling {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Replaces the line before it on a terminal; silent elsewhere. */
  progress(text: string): void;
  /** Takes that line away. */
  clear(): void;
  /** A line for a person beside the result, on stderr. */
  note(text: string): void;
  /** Raw bytes for stdout; resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
}

export interface Context extends Telling {
  readonly client: Client<HostContract>;
  /** For commands that hand it on to a board. */
  readonly terminal: UserTerminal;
  /** Asks the person something whose answer is shown. Undefined when nobody can be asked. */
  ask(prompt: string): Promise<string | undefined>;
  /** The host is a process of its own, which outlives this one. */
  readonly attached: boolean;
  /**
   * For calls that tell the stages of a connection: shows them, and has a person answer what a server asks meanwhile.
   * `onStage` sees each report too.
   */
  follow(onStage?: (report: StageReport) => void): {
    readonly signal: AbortSignal;
    onProgress(report: StageReport): void;
  };
  /** `--board`, for calls: empty when it was not given. */
  readonly where: { readonly board?: string };
}

/** For commands that are about the host's process itself. */
export interface ProcessContext extends Telling {
  readonly hosts: Hosts;
}

export interface Arguments {
  readonly positionals: readonly string[];
  option(name: string): string | undefined;
  has(name: string): boolean;
}

/** `result` is what --json prints; `text` what a person reads; `status` the command's own exit status, absent: 0. */
export interface Outcome {
  readonly result: unknown;
  readonly text: string;
  readonly status?: number;
}

interface Described {
  /** Such as `board list`. */
  readonly words: string;
  /** The first of its words, when they mean the same with nothing after them. */
  readonly alone?: string;
  readonly about: string;
  readonly example: string;
  /** Names in order; a last one in brackets may be left out. */
  readonly positionals: readonly string[];
  readonly options?: Readonly<Record<string, Option>>;
}

/** Works through the running host of this user, or one of its own. */
export interface HostCommand extends Described {
  /** What it does would end with a host of its own: it wants the one that runs. */
  readonly wantsRunning?: true;
  run(context: Context, args: Arguments): Promise<Outcome>;
}

/** Is about the host's process, or needs no host. */
export interface ProcessCommand extends Described {
  runAlone(context: ProcessContext, args: Arguments): Promise<Outcome>;
}

export type Command = HostCommand | ProcessCommand;
