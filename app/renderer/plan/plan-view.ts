/** Where each board's plan is on its way, and which view of it its panel shows; of this page. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { BoardState, Work } from '../../contract/state.ts';
import { openPanel } from '../dock/dock-store.ts';
import type { PanelRef } from '../dock/panel-ref.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';
import { useTexts } from './text-store.ts';

export type PlanView = 'form' | 'text';
/** It is written, what applying it would do is looked at, and what came of it. */
export type PlanStage = 'edit' | 'review' | 'result';

interface Views {
  readonly views: Readonly<Record<string, PlanView>>;
  readonly stages: Readonly<Record<string, PlanStage>>;
}

export const usePlanViews = create<Views>(() => ({ views: {}, stages: {} }));

onBoardRenamed((renamed) =>
  usePlanViews.setState(({ views, stages }) => ({
    views: byBoardRenamed(views, renamed),
    stages: byBoardRenamed(stages, renamed),
  })),
);

/** Leads to where it is written, since it is a view of that. */
export function showPlanView(board: string, view: PlanView): void {
  usePlanViews.setState(({ views, stages }) => ({
    views: { ...views, [board]: view },
    stages: { ...stages, [board]: 'edit' },
  }));
}

export function showPlanStage(board: string, stage: PlanStage): void {
  usePlanViews.setState(({ stages }) => ({ stages: { ...stages, [board]: stage } }));
}

/** Where it is written, in front of everything else: after something was put into it. */
export function openPlanText(board: string): void {
  openPanel({ kind: 'plan', board });
  showPlanStage(board, 'edit');
}

/** A panel that is opened while work is under way begins there, whoever started it. */
export function usePlanStage({ board: { name }, work }: BoardState): PlanStage {
  const chosen = usePlanViews(({ stages }) => stages[name]);
  const stage = stageOf(chosen, work?.outcome);
  // It stays there when the work has ended.
  useEffect(() => {
    if (chosen === undefined && stage === 'result') showPlanStage(name, stage);
  }, [chosen, stage, name]);
  return stage;
}

const stageOf = (stage: PlanStage | undefined, outcome: Work['outcome'] | undefined): PlanStage =>
  stage ?? (outcome === 'running' ? 'result' : 'edit');

/** The panel of the board's plan, where that tells what becomes of an apply. */
export function planTellingWork(board: string, outcome: Work['outcome']): PanelRef | undefined {
  const stage = stageOf(usePlanViews.getState().stages[board], outcome);
  // A window that has no plan of the board has nothing to show there.
  const isThere = useTexts.getState().texts[board] !== undefined;
  return stage === 'edit' || !isThere ? undefined : { kind: 'plan', board };
}
