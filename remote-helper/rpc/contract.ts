/**
 * How a contract is written: a name, and for each procedure what goes in, what comes out and what flows meanwhile.
 * The types of both ends (client and handlers) follow from it; nothing is written twice.
 */
import type * as z from 'zod';

/** One procedure. Schemas must work both ways (codecs, no one-way transforms): each end encodes and decodes with them. */
export interface Procedure {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Reports on the way, newest wins; they may be dropped when the reader is slow. */
  readonly progress?: z.ZodType;
  /** An ordered stream from the server; nothing is dropped, a slow reader holds the server back. */
  readonly items?: z.ZodType;
  /** Raw bytes that travel beside each item, outside the codec. */
  readonly itemBytes?: true;
  /** Items that the server may be ahead of the reader; absent: 256. Small for what is only worth having fresh. */
  readonly itemWindow?: number;
  /** Raw bytes that travel beside the input, outside the codec. */
  readonly inputBytes?: true;
  /** Raw bytes that travel beside the output, outside the codec. */
  readonly outputBytes?: true;
  /** A stream of raw bytes from the server, with backpressure. */
  readonly download?: true;
  /** A stream of raw bytes to the server, with backpressure. */
  readonly upload?: true;
  /** Milliseconds after which a call ends with `rpc.deadline` when the caller sets no deadline; 0: none. */
  readonly deadlineMs?: number;
}

export type Contract = Readonly<Record<string, Procedure>>;

/** Keeps the literal types of a contract's parts. */
export function contract<const C extends Contract>(procedures: C): C {
  return procedures;
}

export type Input<P extends Procedure> = z.output<P['input']>;
export type Progress<P extends Procedure> = P['progress'] extends z.ZodType ? z.output<P['progress']> : never;
export type Item<P extends Procedure> = P['items'] extends z.ZodType ? z.output<P['items']> : never;

/** What a call resolves to and a handler returns: the output, with its bytes beside it where there are any. */
export type Reply<P extends Procedure> = P['outputBytes'] extends true
  ? { readonly output: z.output<P['output']>; readonly bytes: Uint8Array }
  : z.output<P['output']>;

/** What a handler is given besides the input. */
export interface ServerCall<P extends Procedure> {
  /** Aborted when the caller cancels, the deadline passes or the connection ends. */
  readonly signal: AbortSignal;
  /** The bytes beside the input; empty unless the procedure has `inputBytes`. */
  readonly bytes: Uint8Array;
  progress(report: Progress<P>): void;
  /** Sends an item of `items`, with its bytes where the procedure has `itemBytes`; resolves when there is room for the next. */
  item(item: Item<P>, bytes?: Uint8Array): Promise<void>;
  /** Sends a piece of `download`; resolves when the bytes are no longer needed and there is room for the next. */
  send(bytes: Uint8Array): Promise<void>;
  /** The pieces of `upload`, in order. */
  readonly upload: AsyncIterable<Uint8Array>;
}

export type Handlers<C extends Contract> = {
  readonly [Name in keyof C]: (input: Input<C[Name]>, call: ServerCall<C[Name]>) => Promise<Reply<C[Name]>>;
};

export interface CallOptions<P extends Procedure> {
  /** Cancels the call at both ends; the call then rejects with `cancelled`. */
  readonly signal?: AbortSignal;
  /** Milliseconds; overrides the procedure's own. 0: none. */
  readonly deadlineMs?: number;
  readonly bytes?: Uint8Array;
  readonly upload?: AsyncIterable<Uint8Array>;
  onProgress?(report: Progress<P>): void;
  /** For `items`: called in order; the next item waits for the promise. `bytes` is empty without `itemBytes`. */
  onItem?(item: Item<P>, bytes: Uint8Array): void | Promise<void>;
  /** For `download`: called in order; the next piece waits for the promise. */
  onBytes?(bytes: Uint8Array): void | Promise<void>;
}

/** The near end of a connection. */
export interface Client<C extends Contract> extends AsyncDisposable {
  call<Name extends keyof C & string>(
    name: Name,
    input: Input<C[Name]>,
    options?: CallOptions<C[Name]>,
  ): Promise<Reply<C[Name]>>;
  /** Resolves when the connection is over, with the Problem that ended it or undefined after an orderly end. */
  readonly closed: Promise<import('./problem.ts').Problem | undefined>;
  close(): Promise<void>;
}
