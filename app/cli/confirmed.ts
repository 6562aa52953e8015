/** `--yes`, for what is shown first and done when a person says so. */
import { problem } from '../../remote-helper/rpc/problem.ts';
import type { Arguments, Context, Option } from './command.ts';

export const yesOption: Readonly<Record<string, Option>> = {
  yes: { about: 'do it without asking' },
};

/** Throws `usage.not-confirmed` when nobody can be asked, and `cancelled` at any answer but yes. */
export async function confirmed(context: Pick<Context, 'ask'>, args: Arguments, question: string): Promise<void> {
  if (args.has('yes')) return;
  const answer = args.has('json') ? undefined : await context.ask(`${question} [y/N] `);
  if (answer === undefined) {
    throw problem('usage.not-confirmed', 'Nothing was changed: nobody said yes.', {
      hint: '--yes says so beforehand; --preview only shows what would be done.',
    });
  }
  if (!/^y(es)?$/i.test(answer.trim())) throw problem('cancelled', 'Nothing was changed.');
}
