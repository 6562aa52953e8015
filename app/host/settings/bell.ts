/** Wakes whoever waits for it; rings that come while nobody waits are one ring. */
export class Bell {
  #ringing = false;
  #wake: () => void = () => {};

  ring(): void {
    this.#ringing = true;
    this.#wake();
  }

  /** Resolves at the next ring, or at once when it has rung since the last time; rejects with the signal's reason. */
  async rung(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#ringing) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#wake = resolve;
      try {
        await promise;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    }
    this.#ringing = false;
  }
}
