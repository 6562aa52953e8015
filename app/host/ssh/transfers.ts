/** Large amounts of bytes that went over a connection, told to whoever judges the link by them. Nothing is sent for that. */

export interface Transfer {
  readonly bytes: number;
  /** While nothing but the link and the board was waited for. */
  readonly milliseconds: number;
}

/** Told to those who listen later: what is sent while a session opens comes before anybody knows of it. */
const kept = 5;

export class Transfers {
  readonly #listeners = new Set<(transfer: Transfer) => void>();
  #newest: readonly Transfer[] = [];

  add(transfer: Transfer): void {
    this.#newest = [...this.#newest, transfer].slice(-kept);
    for (const listener of [...this.#listeners]) listener(transfer);
  }

  /** Calls back with the newest so far, and with each from now on; what it answers ends that. */
  listen(listener: (transfer: Transfer) => void): Disposable {
    const told = (transfer: Transfer) => listener(transfer);
    this.#listeners.add(told);
    for (const transfer of this.#newest) told(transfer);
    return { [Symbol.dispose]: () => void this.#listeners.delete(told) };
  }
}
