/** Numbers as people write them: 4096, 0x1000, 4KiB, 1M, `1 MiB`. */
import { problem } from '../../remote-helper/rpc/problem.ts';

const largest = 2n ** 64n - 1n;
/** Binary multiples, with and without iB: memory comes in no others. */
const units: Readonly<Record<string, bigint>> = {
  '': 1n,
  b: 1n,
  k: 1n << 10n,
  m: 1n << 20n,
  g: 1n << 30n,
  t: 1n << 40n,
};

/** Throws `usage.number`; `what` names the value in the sentence. */
export function parseQuantity(text: string, what: string): bigint {
  const found = /^(0x[0-9a-f_]+|[0-9_]+)\s*(?:([kmgt])(?:ib?)?|b)?$/i.exec(text.trim());
  const digits = found?.[1]?.replaceAll('_', '');
  const unit = units[found?.[2]?.toLowerCase() ?? ''];
  if (digits !== undefined && unit !== undefined && digits !== '' && !/^0x$/i.test(digits)) {
    const value = BigInt(digits) * unit;
    if (value <= largest) return value;
  }
  throw problem('usage.number', `${what} must be a number of at most 64 bits, not ${JSON.stringify(text)}.`, {
    hint: 'Write it like 4096, 0x1000, 256KiB or 1M.',
    data: { what, text },
  });
}
