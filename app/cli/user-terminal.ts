/** Standard input as keys, and the terminal that it comes from. */

export interface UserTerminal {
  /** In characters; undefined: standard input is no terminal, but a pipe or a file. */
  size(): { readonly columns: number; readonly rows: number } | undefined;
  /** Keys as they are pressed, none of them meant for this program any more, until it is disposed; a pipe's bytes up to their end. */
  keys(): AsyncIterable<Uint8Array> & Disposable;
  /** Calls when the size has changed. */
  onResize(listener: () => void): Disposable;
  /** Bytes for standard error. */
  error(bytes: Uint8Array): Promise<void>;
}

/** Of this process. */
export const ownTerminal: UserTerminal = {
  size() {
    if (!process.stdin.isTTY) return undefined;
    const { columns, rows } = process.stdout;
    return { columns: columns || 80, rows: rows || 24 };
  },
  keys() {
    const { stdin } = process;
    if (stdin.isTTY) stdin.setRawMode(true);
    return {
      [Symbol.asyncIterator]: () => stdin[Symbol.asyncIterator](),
      [Symbol.dispose]() {
        if (stdin.isTTY) stdin.setRawMode(false);
        stdin.pause();
      },
    };
  },
  onResize(listener) {
    process.stdout.on('resize', listener);
    return { [Symbol.dispose]: () => void process.stdout.off('resize', listener) };
  },
  error: (bytes) => new Promise((resolve) => process.stderr.write(bytes, () => resolve())),
};
