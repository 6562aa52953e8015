/** How much may be fetched: a rate, and a little at once. Over any second it is never more than `rate` + `burst`. */

export class TokenBucket {
  readonly #rate: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  /** Bytes a second, and bytes at once; `now` in milliseconds. */
  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate;
    this.#burst = burst;
    this.#left = burst;
    this.#at = now;
  }

  /** Takes the bytes when they are there. */
  take(bytes: number, now: number): boolean {
    this.#fill(now);
    if (this.#left < bytes) return false;
    this.#left -= bytes;
    return true;
  }

  /** Counts bytes that came unasked, as those of a watch: what is asked for waits for them. */
  spend(bytes: number, now: number): void {
    this.#fill(now);
    this.#left -= bytes;
  }

  /** Milliseconds until so many bytes are there. */
  wait(bytes: number, now: number): number {
    this.#fill(now);
    return Math.max(0, Math.ceil(((Math.min(bytes, this.#burst) - this.#left) / this.#rate) * 1000));
  }

  #fill(now: number): void {
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) * this.#rate) / 1000);
    this.#at = now;
  }
}
