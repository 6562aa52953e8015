/** What a terminal needs of the call that it lives in. */
export interface TerminalCall {
  readonly signal: AbortSignal;
  /** The keys. */
  readonly upload: AsyncIterable<Uint8Array>;
  item(item: { readonly error?: true }, bytes?: Uint8Array): Promise<void>;
}
