/**
 * What the view does, for whoever measures from outside with a PerformanceObserver (entryTypes measure and mark):
 * `hex-frame` around each painting, `hex-fetch` for what came from the board, with `detail: { bytes, offset, size }`.
 * Entries are cleared at once, since the page's buffer would grow for as long as it lives; observers still get them.
 */
import type { ByteRange } from './memory-source.ts';

export function measureFrame(start: number): void {
  performance.measure('hex-frame', { start, end: performance.now() });
  performance.clearMeasures('hex-frame');
}

export function markFetch(bytes: number, { offset, size }: ByteRange): void {
  performance.mark('hex-fetch', { detail: { bytes, offset: Number(offset), size: Number(size) } });
  performance.clearMarks('hex-fetch');
}
