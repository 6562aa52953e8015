/** The facts of a board as `board facts --json` wrote them. */
import { z } from 'zod';
import { type BoardFacts, boardFacts } from '../../remote-helper/contract/facts.ts';
import { problem } from '../../remote-helper/rpc/problem.ts';

/** Bare, or in the frame of --json. Throws `plan.bad-facts`. */
export function savedFacts(json: string): BoardFacts {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw problem('plan.bad-facts', 'The file of facts is no JSON.', { hint: 'board facts --json writes one.', cause });
  }
  const framed = z.object({ ok: z.literal(true), result: z.unknown() }).safeParse(value);
  const parsed = z.safeDecode(boardFacts, (framed.success ? framed.data.result : value) as never);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw problem(
    'plan.bad-facts',
    `The file does not hold facts of a board: ${issue?.path.join('.')}: ${issue?.message}.`,
    {
      hint: 'board facts --json writes one; facts of another version of the tool have to be gathered anew.',
    },
  );
}
