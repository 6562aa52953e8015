/** Which source of a board was made of its plan's regions, and what both said when they were last the same; of this page. */
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { type Agreed, regionPrint } from '../../devicetree/uiomem/region-differences.ts';
import { overlaySource } from '../../devicetree/uiomem/region-source.ts';
import type { Region } from '../../plan/schema.ts';
import { openPanel } from '../dock/dock-store.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import { putDropped, useSources } from './source-store.ts';
import { useTreeWindows } from './tree-store.ts';

export interface PlanLink {
  /** In `useSources`. */
  readonly source: string;
  readonly agreed: Agreed;
}

export const usePlanLinks = create<{ readonly byBoard: Readonly<Record<string, PlanLink>> }>()(
  persist((): { readonly byBoard: Readonly<Record<string, PlanLink>> } => ({ byBoard: {} }), {
    name: 'uiomem-plan-links',
    version: 1,
    storage: createJSONStorage(() => sessionStorage),
  }),
);

onBoardRenamed((renamed) => usePlanLinks.setState(({ byBoard }) => ({ byBoard: byBoardRenamed(byBoard, renamed) })));

function link(board: string, to: PlanLink): void {
  usePlanLinks.setState(({ byBoard }) => ({ byBoard: { ...byBoard, [board]: to } }));
}

export function keepAgreed(board: string, agreed: Agreed): void {
  const there = usePlanLinks.getState().byBoard[board];
  if (there !== undefined) link(board, { ...there, agreed });
}

/** The board’s window with the source that was made of the plan before, as it is by now; without one, with a new one. */
export function openPlanNodes(board: string, planned: readonly Region[]): void {
  const there = usePlanLinks.getState().byBoard[board]?.source;
  if (there === undefined || useSources.getState().sources[there] === undefined) openNewNodes(board, planned, planned);
  else show(board, there);
}

/** With a source of these regions, of which the plan has some already. One that was there before stays what it is. */
export function openNewNodes(board: string, regions: readonly Region[], planned: readonly Region[]): void {
  const source = putDropped(`${board}-plan.dtso`, overlaySource(regions));
  const said = planned.filter(({ device }) => regions.some((each) => each.device === device));
  link(board, { source, agreed: Object.fromEntries(said.map((each) => [each.device, regionPrint(each)])) });
  show(board, source);
}

function show(board: string, source: string): void {
  useTreeWindows.getState().change(board, { source, stage: 'edit' });
  openPanel({ kind: 'tree', board });
}
