/** What a module is loaded with: what the board's plan asks for, what is loaded now, or nothing. Pure. */
import type { BoardState } from '../../contract/state.ts';
import { readPlan } from '../../plan/document.ts';
import { givenParameters, moduleParameters, type Parameter, readable } from '../../plan/parameters.ts';
import type { Choice } from './choice.ts';

export type ParametersFrom = NonNullable<Choice['parameters']>;

export interface ParameterSet {
  readonly from: ParametersFrom;
  readonly label: string;
  readonly parameters: readonly Parameter[];
}

interface Known {
  /** The plan that is open for the board. */
  readonly plan: { readonly name: string; readonly text: string } | undefined;
  readonly driver: BoardState['driver'];
}

/** Those that there are, the likeliest first; `none` always is. */
export function parameterSets({ plan, driver }: Known): readonly ParameterSet[] {
  const meant = plan === undefined ? undefined : readPlan(plan.text).plan;
  const isUiomem = driver !== undefined && driver.driver !== 'other';
  return [
    ...(plan !== undefined && meant !== undefined
      ? [{ from: 'plan', label: `As the plan ${plan.name} says`, parameters: moduleParameters(meant) } as const]
      : []),
    ...(isUiomem
      ? [
          {
            from: 'loaded',
            label: 'As it is loaded now',
            parameters: givenParameters(driver.parameters).map(readable),
          } as const,
        ]
      : []),
    { from: 'none', label: 'None', parameters: [] },
  ];
}

/** What was chosen as far as it is there, else the likeliest. */
export function chosenSet(sets: readonly ParameterSet[], from: ParametersFrom | undefined): ParameterSet {
  return sets.find((each) => each.from === from) ?? sets[0] ?? { from: 'none', label: 'None', parameters: [] };
}

/** Why the plan's parameters are not among them; undefined: they are. */
export function whyNoPlan(plan: Known['plan']): string | undefined {
  if (plan === undefined) return 'No plan is open for the board.';
  return readPlan(plan.text).plan === undefined ? `The plan ${plan.name} does not say a whole plan.` : undefined;
}
