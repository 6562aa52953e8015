/** What a command is: its words, its arguments with help, and what it does with a host. */
import type { Client } from '../../remote-helper/rpc/contract.ts';
import type { HostContract } from '../contract.ts';

export interface Option {
  /** Shown after the name in help; absent: a switch without a value. */
  readonly value?: string;
  readonly about: string;
  /** The values that are allowed; anything else is a usage error. */
  readonly choices?: readonly string[];
}

export interface Context {
  readonly client: Client<HostContract>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** `--board`, for calls: empty when it was not given. */
  readonly where: { readonly board?: string };
  /** Replaces the line before it on a terminal; silent elsewhere. */
  progress(text: string): void;
  /** A line for a person beside the result, on stderr. */
  note(text: string): void;
  /** Raw bytes for stdout; resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
}

export interface Arguments {
  readonly positionals: readonly string[];
  option(name: string): string | undefined;
  has(name: string): boolean;
}

/** `result` is what --json prints; `text` what a person reads. */
export interface Outcome {
  readonly result: unknown;
  readonly text: string;
}

export interface Command {
  /** Such as `board list`. */
  readonly words: string;
  readonly about: string;
  readonly example: string;
  /** Names in order; a last one in brackets may be left out. */
  readonly positionals: readonly string[];
  readonly options?: Readonly<Record<string, Option>>;
  run(context: Context, args: Arguments): Promise<Outcome>;
}
