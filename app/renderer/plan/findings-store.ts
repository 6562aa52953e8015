/** What was last found in the plan of each board. */
import { create } from 'zustand';
import type { Finding } from '../../plan/finding.ts';

export const useFindings = create<{ readonly byBoard: Readonly<Record<string, readonly Finding[]>> }>(() => ({
  byBoard: {},
}));

export function setFindings(board: string, findings: readonly Finding[] | undefined): void {
  useFindings.setState(({ byBoard }) => {
    const { [board]: _before, ...others } = byBoard;
    return { byBoard: findings === undefined ? others : { ...others, [board]: findings } };
  });
}
