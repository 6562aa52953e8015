/** The device-tree window of a board: its tree as it is, a source that is written for it, tried on this machine, and brought there. */
import { useEffect, useLayoutEffect, useMemo } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { readPlan } from '../../plan/document.ts';
import { useHost } from '../host/host-context.tsx';
import { runTask } from '../host/tasks.ts';
import { type KnownFacts, useFacts } from '../host/use-facts.ts';
import { useTexts } from '../plan/text-store.ts';
import { ApplyStage } from './apply-stage.tsx';
import { EditStage } from './edit-stage.tsx';
import { LiveTree } from './live-tree.tsx';
import { RehearseStage } from './rehearse-stage.tsx';
import '../plan/review-stage.css';
import './tree-panel.css';
import { fileReader } from './file-reader.ts';
import { readSource, useSources } from './source-store.ts';
import { TreeStages } from './tree-stages.tsx';
import { useTreeWindow } from './tree-store.ts';
import { readFilesBy } from './worker/file-source.ts';
import { deviceTrees } from './worker/page-client.ts';

export default function TreePanel({ state }: { state: BoardState }) {
  const { name } = state.board;
  const { known } = useFacts(state);
  const { source: chosen, stage } = useTreeWindow(name);
  const isThere = useSources(({ sources }) => chosen !== undefined && sources[chosen] !== undefined);
  useBoardOfWorker(name, known);
  useMissingSource(chosen, !isThere);
  const plan = useTexts(({ texts }) => texts[name]?.text);
  const planned = useMemo(() => plannedDevices(plan), [plan]);
  const at = isThere ? chosen : undefined;
  return (
    <div className="tree-panel">
      <LiveTree state={state} facts={known} planned={planned} />
      <div className="tree-work">
        <TreeStages state={state} source={at} />
        <div className="tree-stage" hidden={stage !== 'edit'}>
          <EditStage state={state} facts={known} name={at} />
        </div>
        {stage === 'rehearse' && <RehearseStage state={state} facts={known} name={at} />}
        {stage === 'apply' && <ApplyStage state={state} name={at} />}
      </div>
    </div>
  );
}

/** The worker judges sources by the facts of the board that they are for, and is told of them before what is in the panel asks. */
function useBoardOfWorker(board: string, facts: KnownFacts | undefined): void {
  const host = useHost();
  useLayoutEffect(() => readFilesBy(fileReader(host)), [host]);
  useLayoutEffect(() => deviceTrees.setBoard(board, facts && { facts: facts.board }), [board, facts]);
}

/** What was saved is not kept with the window: it is read again. */
function useMissingSource(chosen: string | undefined, missing: boolean): void {
  const host = useHost();
  useEffect(() => {
    if (!missing || chosen?.startsWith('/') !== true) return;
    void runTask(`source:${chosen}`, `Read ${chosen}`, async (signal) => {
      await readSource(host, chosen, signal);
    });
  }, [host, chosen, missing]);
}

function plannedDevices(text: string | undefined): ReadonlySet<string> {
  const { plan } = text === undefined ? { plan: undefined } : readPlan(text);
  const regions = plan?.regions ?? [];
  return new Set(regions.flatMap(({ device, load }) => (load === 'device-tree' ? [device] : [])));
}
