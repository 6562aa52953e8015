/** Which view of its plan each board's panel shows; of this page. */
import { create } from 'zustand';

/** `review`: what applying it would do. */
export type PlanView = 'form' | 'text' | 'review';

export const usePlanViews = create<{ readonly byBoard: Readonly<Record<string, PlanView>> }>(() => ({ byBoard: {} }));

export function showPlanView(board: string, view: PlanView): void {
  usePlanViews.setState(({ byBoard }) => ({ byBoard: { ...byBoard, [board]: view } }));
}
