/** What every part of the form works with: the values as written, what is wrong with them, and how they are changed. */
import { createContext, useContext } from 'react';
import type { Edit, Finding, PlanPath } from '../../plan/finding.ts';
import type { FormText } from '../../plan/form-text.ts';

export interface PlanForm {
  /** Whose plan it is. */
  readonly board: string;
  /** As it is now; while it does not parse, `form` is of an earlier one. */
  readonly text: string;
  readonly form: FormText;
  readonly findings: readonly Finding[];
  /** The findings are of an earlier text: their fixes may name other places by now. */
  readonly stale: boolean;
  /** The text does not parse: what is shown is of the last one that did. */
  readonly readOnly: boolean;
  /** `undefined`: it is not said any more, and has its default. */
  set(path: PlanPath, value: string | boolean | undefined): void;
  edit(edits: readonly Edit[]): void;
  /** Another text in the place of `before`; what was changed meanwhile stays. */
  replace(before: string, after: string): void;
}

const Context = createContext<PlanForm | undefined>(undefined);
export const PlanFormProvider = Context.Provider;

export function usePlanForm(): PlanForm {
  const form = useContext(Context);
  if (form === undefined) throw new Error('usePlanForm outside of a PlanFormProvider');
  return form;
}

/** Pure. Whether a finding is about this very place. */
export const isAt = (finding: Finding, path: PlanPath): boolean => finding.path.join('\0') === path.join('\0');

/** Pure. Whether it is about this place or one inside. */
export const isWithin = ({ path: at }: Finding, path: PlanPath): boolean =>
  path.every((step, index) => at[index] === step);
