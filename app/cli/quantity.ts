/** Numbers of a command line, as people write them (app/plan/quantity.ts), or a usage error. */
import { problem } from '../../remote-helper/rpc/problem.ts';
import { parseQuantity as parse } from '../plan/quantity.ts';

/** Throws `usage.number`; `what` names the value in the sentence. */
export function parseQuantity(text: string, what: string): bigint {
  const value = parse(text);
  if (value !== undefined) return value;
  throw problem('usage.number', `${what} must be a number of at most 64 bits, not ${JSON.stringify(text)}.`, {
    hint: 'Write it like 4096, 0x1000, 256KiB or 1M.',
    data: { what, text },
  });
}
