/** The files that `/incbin/` brings into a text, and how much more of them may come. */
import type { ReadBytes } from '../source-tree.ts';

/** Bytes of all files together: a text of a few lines can ask for any number. A flattened tree has at most 4 GiB. */
const most = 1 << 28;

export class ByteFiles {
  readonly read: ReadBytes | undefined;
  /** How often one was wanted. */
  asked = 0;
  private left = most;

  constructor(read: ReadBytes | undefined) {
    this.read = read;
  }

  /** Whether so many bytes more can be kept; they are counted. */
  takes(count: number): boolean {
    if (count > this.left) return false;
    this.left -= count;
    return true;
  }
}
