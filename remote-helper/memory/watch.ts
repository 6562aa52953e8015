/** Looking at a range again and again: what changed between two looks, at a pace that the reader can follow. */
import { setTimeout as delay } from 'node:timers/promises';
import type { WatchSample } from '../contract/memory.ts';
import { changedRuns, type Run } from './changed-runs.ts';

/** Milliseconds within which something is sent, if only that nothing changed. */
const signOfLife = 1000;

/**
 * Looks, sends and waits in turn until the signal; ends with the signal's reason, or with what a look threw. `look` answers
 * `size` bytes. Looks begin every `intervalMs`, or later: when the one before was not over yet, or when `send`, which
 * resolves as soon as the reader has room for more, took longer.
 */
export async function watchMemory(
  look: () => Promise<Uint8Array>,
  { size, intervalMs }: { readonly size: number; readonly intervalMs: number },
  send: (sample: WatchSample, bytes: Uint8Array) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  // Two buffers in turn, both aligned for the comparison, which what the look answers need not be.
  let [before, after] = [new Uint8Array(size), new Uint8Array(size)];
  let sentAt = 0;
  let due = performance.now();
  for (let [sample, looks] = [0, 1]; ; looks += 1) {
    signal.throwIfAborted();
    const at = performance.now();
    after.set(await look());
    signal.throwIfAborted();
    const changes: Run[] = sample === 0 ? [{ offset: 0, size }] : changedRuns(before, after);
    if (changes.length > 0 || at + intervalMs - sentAt > signOfLife) {
      await send({ sample, looks, at, changes }, bytesOf(after, changes));
      sample += 1;
      sentAt = at;
    }
    [before, after] = [after, before];
    // Timers come a little late: the next look makes up for that, and not for a look that took longer than there was time.
    due += intervalMs;
    const now = performance.now();
    if (due < now) due = now;
    // At least a turn of the event loop: whatever else the helper is asked comes between two looks.
    await delay(due - now, undefined, { signal });
  }
}

/** The bytes of the runs one after the other. One run is not copied: it is sent before the buffer is used again. */
function bytesOf(bytes: Uint8Array, runs: readonly Run[]): Uint8Array {
  const [first] = runs;
  if (first !== undefined && runs.length === 1) return bytes.subarray(first.offset, first.offset + first.size);
  const all = new Uint8Array(runs.reduce((sum, { size }) => sum + size, 0));
  let at = 0;
  for (const { offset, size } of runs) {
    all.set(bytes.subarray(offset, offset + size), at);
    at += size;
  }
  return all;
}
