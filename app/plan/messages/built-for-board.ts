/** What a module that does not fit is replaced by: one that is built for the board. */
import type { Edit } from '../finding.ts';
import type { Context, Explanation } from './message.ts';

/** The driver of the tool instead of what the plan names. */
export function builtInInstead(plan: Context['plan']): Edit[] {
  const edits: Edit[] = [{ op: 'set', path: ['module', 'from'], value: 'built-in' }];
  if (plan?.module.path !== undefined) edits.push({ op: 'remove', path: ['module', 'path'] });
  return edits;
}

/** Edits where the plan names a file; words where it builds already or nothing is known of a plan. */
export function builtForBoard({ plan, facts }: Context): Partial<Pick<Explanation, 'hint' | 'fix'>> {
  const release = facts?.board.kernel.release;
  const headers = `the headers of ${release ?? 'the release that runs on the board'}, with the compiler and the configuration of that kernel`;
  if (plan?.module.from === 'file') {
    return {
      hint: `Build the module against ${headers}.`,
      fix: { title: 'Build the driver of the tool for the board', edits: builtInInstead(plan) },
    };
  }
  if (plan?.module.headers !== undefined) {
    return {
      hint: `module.headers of the plan names another kernel’s: build against ${headers}.`,
      fix: { title: 'Let the headers be looked for', edits: [{ op: 'remove', path: ['module', 'headers'] }] },
    };
  }
  return { hint: `Build the module against ${headers}.` };
}
