/** What a panel shows: nothing while it cannot be seen, so that it does no work then. */
import type { IDockviewPanelProps } from 'dockview-react';
import { lazy, type ReactNode, Suspense } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { PanelBoundary } from '../components/panel-boundary.tsx';
import { BoardPage } from '../frame/board-page.tsx';
import { useReboot } from '../frame/reboot.ts';
import { StepsPanel } from '../frame/steps-panel.tsx';
import { useHostState } from '../host/state-store.ts';
import { DeviceView } from '../memory/device-view.tsx';
import { ProblemsPanel } from '../problems/problems-panel.tsx';
import { EmulatedConsole } from '../start-page/emulated-console.tsx';
import { closePanel, openPanel, useDock } from './dock-store.ts';
import { type BoardRef, type PanelRef, panelRef } from './panel-ref.ts';
import { Start } from './start.tsx';

// With it comes the editor, which no start has to wait for.
const PlanPanel = lazy(() => import('../plan/plan-panel.tsx'));
const SettingsPanel = lazy(() => import('../settings/settings-panel.tsx'));
const TerminalPanel = lazy(() => import('../terminal/terminal-panel.tsx'));
const SerialPanel = lazy(() => import('../terminal/serial-panel.tsx'));
const ModulePanel = lazy(() => import('../module/module-panel.tsx'));
const CodePanel = lazy(() => import('../module/code-panel.tsx'));
const TreePanel = lazy(() => import('../device-tree/tree-panel.tsx'));
const SourcePanel = lazy(() => import('../device-tree/source-panel.tsx'));
const WorkstationPanel = lazy(() => import('../terminal/workstation-panel.tsx'));
const KernelLog = lazy(() => import('../kernel-log/kernel-log.tsx'));

export function PanelContent({ api }: IDockviewPanelProps) {
  const seen = useDock((dock) => dock.shown.includes(api.id));
  const ref = panelRef(api.id);
  if (!seen || ref === undefined) return null;
  return (
    <div className="dock-panel">
      <PanelBoundary what={boundaryName(ref)}>
        <Suspense
          fallback={
            <p role="status" className="page muted">
              {ref.kind === 'plan' || ref.kind === 'source' || ref.kind === 'code' ? 'Loading the editor…' : 'Loading…'}
            </p>
          }
        >
          {'board' in ref ? <OfBoard panel={ref} /> : <Common panel={ref} />}
        </Suspense>
      </PanelBoundary>
    </div>
  );
}

function boundaryName(ref: PanelRef): string {
  switch (ref.kind) {
    case 'board':
      return `The page of ${ref.board}`;
    case 'device':
      return `The view of ${ref.name}`;
    case 'plan':
      return `The plan of ${ref.board}`;
    case 'tree':
      return `The device tree of ${ref.board}`;
    case 'module':
      return `The module of ${ref.board}`;
    case 'log':
      return `The kernel log of ${ref.board}`;
    case 'steps':
      return `The list of steps on ${ref.board}`;
    case 'console':
      return `The console of ${ref.board}`;
    case 'terminal':
      return `Terminal ${ref.name} of ${ref.board}`;
    case 'serial':
      return `Serial console ${ref.name}`;
    case 'source':
    case 'code':
      return `The source ${ref.name}`;
    case 'workstation':
      return 'The terminal of the workstation';
    case 'start':
      return 'The start page';
    case 'settings':
      return 'The list of settings';
    case 'problems':
      return 'The list of problems';
  }
}

function Common({ panel }: { panel: Exclude<PanelRef, BoardRef> }): ReactNode {
  switch (panel.kind) {
    case 'start':
      return <Start />;
    case 'settings':
      return <SettingsPanel />;
    case 'problems':
      return <ProblemsPanel />;
    case 'serial':
      return <SerialPanel terminal={panel.name} />;
    case 'source':
      return <SourcePanel key={panel.name} name={panel.name} />;
    case 'code':
      return <CodePanel key={panel.name} path={panel.name} />;
    case 'workstation':
      return <WorkstationPanel command={panel.command} />;
  }
}

function OfBoard({ panel }: { panel: BoardRef }): ReactNode {
  const boards = useHostState(({ known }) => known?.state.boards);
  const state = boards?.find(({ board }) => board.name === panel.board);
  if (boards === undefined || state === undefined) {
    return boards === undefined ? (
      <p role="status" className="page muted">
        Asking the host which boards there are…
      </p>
    ) : (
      <p role="status" className="page muted">
        {panel.board} is not among the boards.
      </p>
    );
  }
  switch (panel.kind) {
    case 'board':
      return <BoardPage state={state} />;
    case 'plan':
      return <PlanPanel state={state} />;
    case 'module':
      return <ModulePanel state={state} />;
    case 'tree':
      return <TreePanel state={state} />;
    case 'log':
      return <KernelLog state={state} />;
    case 'steps':
      return <StepsPanel state={state} />;
    case 'device':
      return <Device state={state} name={panel.name} />;
    case 'terminal':
      return <TerminalPanel state={state} terminal={panel.name} />;
    case 'console':
      return <EmulatedConsole board={panel.board} />;
  }
}

function Device({ state, name }: { state: BoardState; name: string }) {
  const { board, boot, connection, devices } = state;
  const rebooted = useReboot(board.name, boot).since !== undefined;
  const known = devices?.find(({ device }) => device.name === name);
  if (known !== undefined && connection.state !== 'closed') {
    // What was known under another boot is void.
    return <DeviceView key={boot} board={state} known={known} />;
  }
  return (
    <EmptyState
      icon="circuit-board"
      title={`${name} is not there`}
      actions={
        <>
          <Button onClick={() => openPanel({ kind: 'board', board: board.name })}>Show the board</Button>
          <Button onClick={() => closePanel(`device:${board.name}:${name}`)}>Close</Button>
        </>
      }
    >
      <p>
        {connection.state === 'open'
          ? `${board.name} has ${rebooted ? 'booted again, and has no device of that name now' : 'no device of that name now'}. The tab finds it again when it comes back.`
          : `${board.name} is not connected.`}
      </p>
    </EmptyState>
  );
}
