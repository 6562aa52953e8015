/** A board profile from the text of its file. */
import { parse } from 'yaml';
import { z } from 'zod';
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { type BoardProfile, boardProfile } from '../profile.ts';
import { parseQuantity } from '../quantity.ts';

/** Throws `profile.bad` with the place in the file. */
export function readProfile(text: string, file: string): BoardProfile {
  const bad = (what: string, cause?: unknown) =>
    problem('profile.bad', `${file} is no board profile: ${what}.`, {
      hint: 'app/plan/profile.ts says what one can hold; reinstall the tool if nobody changed it.',
      data: { file },
      cause,
    });
  let said: unknown;
  try {
    said = parse(text, { intAsBigInt: true });
  } catch (cause) {
    throw bad(cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause), cause);
  }
  const parsed = z.safeDecode(boardProfile, withQuantities(said) as never);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw bad(`${issue?.path.join('.')}: ${issue?.message}`, parsed.error);
}

/** Addresses and sizes, written as in a plan, as the schema's text; other integers as numbers. */
function withQuantities(said: unknown, key = ''): unknown {
  if (Array.isArray(said)) return said.map((each) => withQuantities(each));
  if (typeof said === 'object' && said !== null) {
    return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, withQuantities(value, name)]));
  }
  if (key === 'address' || key === 'size') {
    const value = parseQuantity(String(said));
    return value === undefined ? said : hex(value);
  }
  return typeof said === 'bigint' ? Number(said) : said;
}
