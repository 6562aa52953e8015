/** What a rule is given and answers. */
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import type { Plan, Region } from '../schema.ts';

export interface RuleInput {
  readonly plan: Plan;
  readonly facts: Facts | undefined;
}

export interface Rule {
  /** What it judges, for the list of what was not judged. */
  readonly about: string;
  /** Set when nothing or not all can be judged without facts: what is missing then. */
  readonly needs?: string;
  /** What of the facts is missing; undefined when all is there. */
  lacks?(facts: Facts): string | undefined;
  check(input: RuleInput): Finding[];
}

/** What rules need that look into /proc/iomem: unknown addresses are never free ones. */
export const byIomem: Pick<Rule, 'needs' | 'lacks'> = {
  needs: 'the board’s /proc/iomem is not known',
  lacks: ({ board }) =>
    board.iomem === undefined ? 'the kernel hid the addresses of /proc/iomem, as it does from all but root' : undefined,
};

/** What rules need that judge by what manuals say. */
export const byProfile: Pick<Rule, 'needs' | 'lacks'> = {
  needs: 'the kind of board is not known',
  lacks: ({ profile }) => (profile === undefined ? 'the kind of board was not looked for' : undefined),
};

/** Each region with its index in the plan. */
export function eachRegion(plan: Plan): { readonly region: Region; readonly at: readonly ['regions', number] }[] {
  return plan.regions.map((region, index) => ({ region, at: ['regions', index] }));
}
