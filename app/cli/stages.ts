/** The stages of a connection as lines: each that has passed, and the one that failed. */
import type { StageReport } from '../contract/board.ts';

export class Stages {
  readonly #note: (text: string) => void;
  #current: string | undefined;

  constructor(note: (text: string) => void) {
    this.#note = note;
  }

  enter({ stage, hop }: StageReport): void {
    const next = hop === undefined ? stage : `${hop}: ${stage}`;
    if (next === this.#current) return;
    this.passed();
    this.#current = next;
  }

  /** The newest one has. */
  passed(): void {
    if (this.#current !== undefined) this.#note(`passed  ${this.#current}`);
    this.#current = undefined;
  }

  failed(): void {
    if (this.#current !== undefined) this.#note(`failed  ${this.#current}`);
    this.#current = undefined;
  }
}
