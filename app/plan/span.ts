/** Ranges of physical addresses. */
import { hex } from '../../remote-helper/contract/quantity.ts';
import { exactSize } from './quantity.ts';

export interface Span {
  readonly address: bigint;
  readonly size: bigint;
}

/** The last byte of a range and one more; a plan's address plus size may pass 2^64, and bigint does not mind. */
export function endOf({ address, size }: Span): bigint {
  return address + size;
}

export function overlaps(a: Span, b: Span): boolean {
  return a.size > 0n && b.size > 0n && a.address < endOf(b) && b.address < endOf(a);
}

/** What two ranges have in common; undefined when they have nothing. */
export function common(a: Span, b: Span): Span | undefined {
  if (!overlaps(a, b)) return undefined;
  const last = a.address < b.address ? b : a;
  const end = endOf(endOf(a) < endOf(b) ? a : b);
  return { address: last.address, size: end - last.address };
}

/** The smallest range that holds them all; undefined of none. */
export function hull(spans: readonly Span[]): Span | undefined {
  const [first] = spans;
  if (first === undefined) return undefined;
  const lowest = spans.reduce((low, span) => (span.address < low.address ? span : low), first);
  const highest = spans.reduce((high, span) => (endOf(span) > endOf(high) ? span : high), first);
  return { address: lowest.address, size: endOf(highest) - lowest.address };
}

/** `0x70000000 to 0x700fffff (1 MiB)` */
export function spanText(span: Span): string {
  if (span.size === 0n) return `${hex(span.address)} (empty)`;
  return `${hex(span.address)} to ${hex(endOf(span) - 1n)} (${exactSize(span.size)})`;
}
