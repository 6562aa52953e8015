/** What a sync will do to which cache lines, in words, before it is done (uiomem interface, "The sync command"). */
import type { Direction, UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/hex.ts';

export type SyncCommand = 'for-cpu' | 'for-device';
export type LineOperation = 'invalidate' | 'clean' | 'nothing';

export interface SyncRange {
  readonly offset: bigint;
  readonly size: bigint;
}

export interface SyncEffect {
  readonly operation: LineOperation;
  readonly sentence: string;
  /** What could be lost by it. */
  readonly warning?: string;
}

export function lineOperation(command: SyncCommand, direction: Direction): LineOperation {
  if (command === 'for-cpu') return direction === 'cpu-writes' ? 'nothing' : 'invalidate';
  return direction === 'device-writes' ? 'invalidate' : 'clean';
}

/** `cacheLine`: bytes of the board's smallest data cache line, where it tells. */
export function syncEffect(
  command: SyncCommand,
  device: Pick<UiomemDevice, 'coherent' | 'cached'>,
  range: SyncRange,
  direction: Direction,
  cacheLine: number | undefined,
): SyncEffect {
  const owner = command === 'for-cpu' ? 'Owner: CPU.' : 'Owner: device.';
  const operation = lineOperation(command, direction);
  if (device.coherent) {
    const why = device.cached ? 'hardware keeps it coherent' : 'it is not cached';
    return { operation: 'nothing', sentence: `Touches no cache line: ${why}. ${owner}` };
  }
  if (range.size === 0n) {
    return { operation: 'nothing', sentence: `Touches no cache line: the range is empty. ${owner}` };
  }
  if (operation === 'nothing') {
    return {
      operation,
      sentence: `Touches no cache line: with “CPU writes, device reads” there is nothing new for the CPU. ${owner}`,
      warning: 'If a device wrote here, the CPU may still see old bytes: choose “device writes, CPU reads” or “both”.',
    };
  }
  const lines = linesOf(range, cacheLine);
  if (operation === 'clean') {
    return { operation, sentence: `Cleans ${lines}: what the CPU wrote goes to memory. ${owner}` };
  }
  const edges = edgeLines(range, cacheLine);
  return {
    operation,
    sentence: `Invalidates ${lines}: the CPU reads memory anew.${edges} ${owner}`,
    warning: 'CPU writes that were not synced for the device are lost.',
  };
}

function linesOf({ offset, size }: SyncRange, cacheLine: number | undefined): string {
  const bytes = size === 1n ? `offset ${hex(offset)}` : `offsets ${hex(offset)} to ${hex(offset + size - 1n)}`;
  if (cacheLine === undefined) return `all cache lines of ${bytes}`;
  const line = BigInt(cacheLine);
  const count = (offset + size - 1n) / line - offset / line + 1n;
  return count === 1n
    ? `the cache line (${cacheLine} bytes) of ${bytes}`
    : `the ${count} cache lines (${cacheLine} bytes each) of ${bytes}`;
}

/** A line that is only in part in the range is cleaned first, for the neighbour's sake. */
function edgeLines({ offset, size }: SyncRange, cacheLine: number | undefined): string {
  // No cache has lines longer than a page.
  const line = BigInt(cacheLine ?? 4096);
  if (offset % line === 0n && (offset + size) % line === 0n) return '';
  return ' A line that is only in part in the range is cleaned first.';
}
