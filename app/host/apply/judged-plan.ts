/** The plan in a text, when nothing is wrong with it. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { readPlan } from '../../plan/document.ts';
import type { Facts } from '../../plan/facts.ts';
import type { Finding } from '../../plan/finding.ts';
import { hasErrors, lint } from '../../plan/lint.ts';
import type { Plan } from '../../plan/schema.ts';

/** The plan in a text. Throws `plan.lint` with the findings when there are errors. */
export function judgedPlan(text: string, facts: Facts | undefined): Plan {
  return judged(text, facts).plan;
}

/** With what was found, all of it no errors. */
export function judged(
  text: string,
  facts: Facts | undefined,
): { readonly plan: Plan; readonly findings: readonly Finding[] } {
  const document = readPlan(text);
  const { findings } = lint(document, facts);
  if (document.plan !== undefined && !hasErrors(findings)) return { plan: document.plan, findings };
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  throw problem(
    'plan.lint',
    `The plan has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}: ${first?.message ?? ''}`,
    {
      hint: 'plan lint tells all of them, with why and what to do.',
      data: { findings: JSON.parse(JSON.stringify(findings)) as unknown },
    },
  );
}
