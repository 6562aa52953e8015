/** How long to wait before the next try: short at first, so that a restarted host is found at once. */

const firstMs = 250;
const longestMs = 10_000;

/** `attempt` counts from 1. */
export function backOffMs(attempt: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 10));
}
