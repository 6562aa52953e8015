/** Random numbers that a seed repeats: each cell has its own, so that one cell alone meets the same moment as in the whole matrix. */
import { createHash } from 'node:crypto';

/** 0 to 1, the same for the same seed, place and number of the throw. */
export function dice(seed: string, place: string): () => number {
  let thrown = 0;
  return () => {
    thrown += 1;
    const bytes = createHash('sha256').update(`${seed}\0${place}\0${thrown}`).digest();
    return bytes.readUInt32LE() / 2 ** 32;
  };
}
