/** What a file of the lease says: who holds the board, since when, and by which process; or that nobody does. */
import type { LeaseHolder } from '../contract/lease.ts';
import type { ProcessIdentity } from './process-identity.ts';

export interface Tenure {
  readonly holder: LeaseHolder;
  /** Whose helper it is, in the host's own secret word; absent where it gave none. */
  readonly host?: string | undefined;
  /** ISO 8601, of the board's clock. */
  readonly since: string;
  /** It counts for as long as this process lives. */
  readonly process: ProcessIdentity;
}

const format = 1;

/** `tenure` undefined: given back. */
export function tenureText(tenure: Tenure | undefined): string {
  return `${JSON.stringify({ format, ...tenure })}\n`;
}

/** Undefined for what was given back, and for what is not whole: a full disk or a hand may have been there. */
export function parseTenure(text: string): Tenure | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { holder, host, since, process, ...rest } = record(value);
  const { who, program } = record(holder);
  const { pid, startTime, bootId } = record(process);
  if (rest.format !== format || !isText(who) || !isText(program) || !isText(since)) return undefined;
  if (typeof pid !== 'number' || !isText(startTime) || !isText(bootId)) return undefined;
  const known = isText(host) ? { host } : {};
  return { holder: { who, program }, ...known, since, process: { pid, startTime, bootId } };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
