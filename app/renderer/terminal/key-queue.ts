/** Keys on their way to a terminal, as a call uploads them. Pure. */

export class KeyQueue implements AsyncIterable<Uint8Array> {
  #waiting: Uint8Array[] = [];
  #over = false;
  #wake = () => {};

  /** After the end nothing more is taken. */
  push(bytes: Uint8Array): void {
    if (this.#over || bytes.length === 0) return;
    this.#waiting.push(bytes);
    this.#wake();
  }

  /** What was pushed before still goes. */
  end(): void {
    this.#over = true;
    this.#wake();
  }

  /** What has gathered meanwhile goes in one piece. For one reader. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#waiting.length > 0) {
        const pieces = this.#waiting;
        this.#waiting = [];
        yield joined(pieces);
      } else if (this.#over) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
