/** How many bytes a second a link carries, as far as transfers that happened anyway have told, and as far as it is worth telling. */
import type { Transfer } from '../ssh/transfers.ts';

/** Transfers that are remembered: the quickest of them says most of the link, for a board that is busy is slow at times. */
const transfers = 5;

/** Bytes: of less the board's own work is too large a part, such as starting a shell and computing a digest. */
export const leastBytes = 256 * 1024;

/** Milliseconds: what took less may have been that work, too, unless it was quick enough to be told as quick. */
export const leastTime = 1_000;

/** Bytes a second: what is more is told as this, for it is not waited for. */
export const mostThroughput = 10_000_000;

/** Told anew when it has changed by this factor. */
const worthTelling = 2;

/** Bytes a second that a transfer of less than {@link leastTime} must have had to count. */
const quick = 1_000_000;

export interface Throughput {
  /** Bytes a second of the newest transfers that count, newest last. */
  readonly newest: readonly number[];
  /** Bytes a second as they were told last, of two digits; absent until a transfer has told. */
  readonly told: number | undefined;
}

export const noTransferYet: Throughput = { newest: [], told: undefined };

/** Pure. After one more transfer. */
export function onTransfer(before: Throughput, { bytes, milliseconds }: Transfer): Throughput {
  const rate = Math.min(mostThroughput, (bytes * 1000) / Math.max(milliseconds, 1));
  if (bytes < leastBytes || (milliseconds < leastTime && rate < quick)) return before;
  const newest = [...before.newest, rate].slice(-transfers);
  const best = Number(Math.max(...newest, 1).toPrecision(2));
  const { told } = before;
  const differs = told === undefined || best >= told * worthTelling || best * worthTelling <= told;
  return { newest, told: differs ? best : told };
}
