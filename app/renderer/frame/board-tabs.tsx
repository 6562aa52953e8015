/** What is open of one board: its page, devices, its plan. */
import { lazy, Suspense } from 'react';
import type { BoardState } from '../../contract/state.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { PanelBoundary } from '../components/panel-boundary.tsx';
import { type TabEntry, Tabs } from '../components/tabs.tsx';
import { DeviceView } from '../memory/device-view.tsx';
import { BoardPage } from './board-page.tsx';
import { deviceTab, logTab, noTabs, overviewTab, planTab, useLayout } from './layout-store.ts';
import { useReboot } from './reboot.ts';
import { boardColour } from './words.ts';

// With it comes the editor, which no start has to wait for.
const PlanPanel = lazy(() => import('../plan/plan-panel.tsx'));
const KernelLog = lazy(() => import('../kernel-log/kernel-log.tsx'));

export function BoardTabs({ state, index }: { state: BoardState; index: number }) {
  const name = state.board.name;
  const kept = useLayout((layout) => layout.tabs[name]) ?? noTabs;
  const rebooted = useReboot(name, state.boot).since !== undefined;
  const { chooseTab, closeTab } = useLayout.getState();
  const tabs: TabEntry[] = [
    { id: overviewTab, label: 'Board', icon: 'server' },
    ...kept.devices.map((device) => ({
      id: deviceTab(device),
      label: device,
      icon: 'circuit-board',
      onClose: () => closeTab(name, deviceTab(device)),
    })),
    ...(kept.plan ? [{ id: planTab, label: 'Plan', icon: 'file-code', onClose: () => closeTab(name, planTab) }] : []),
    ...(kept.log === true
      ? [{ id: logTab, label: 'Kernel log', icon: 'output', onClose: () => closeTab(name, logTab) }]
      : []),
  ];
  const chosen = tabs.some(({ id }) => id === kept.chosen) ? kept.chosen : overviewTab;
  return (
    <Tabs
      label={`Open of ${name}`}
      tabs={tabs}
      chosen={chosen}
      onChoose={(id) => chooseTab(name, id)}
      beside={
        <span className="row small muted tabs-board">
          <span className="swatch" style={{ background: boardColour(index), margin: 0 }} />
          <span className="truncate">{name}</span>
        </span>
      }
    >
      <PanelBoundary key={chosen} what={panelName(name, chosen)}>
        <Panel state={state} index={index} chosen={chosen} rebooted={rebooted} />
      </PanelBoundary>
    </Tabs>
  );
}

function panelName(board: string, chosen: string): string {
  if (chosen === overviewTab) return `The page of ${board}`;
  if (chosen === logTab) return `The kernel log of ${board}`;
  return chosen === planTab ? `The plan of ${board}` : `The view of ${chosen.replace('device:', '')}`;
}

function Panel({
  state,
  index,
  chosen,
  rebooted,
}: {
  state: BoardState;
  index: number;
  chosen: string;
  rebooted: boolean;
}) {
  const name = state.board.name;
  if (chosen === overviewTab) return <BoardPage state={state} index={index} />;
  if (chosen === planTab || chosen === logTab) {
    return (
      <Suspense
        fallback={
          <p role="status" className="page muted">
            {chosen === planTab ? 'Loading the editor…' : 'Loading the log…'}
          </p>
        }
      >
        {chosen === planTab ? <PlanPanel state={state} /> : <KernelLog state={state} />}
      </Suspense>
    );
  }
  const known = state.devices?.find(({ device }) => deviceTab(device.name) === chosen);
  if (known !== undefined && state.connection.state !== 'closed') {
    // What was known under another boot is void.
    return <DeviceView key={`${chosen}/${state.boot}`} board={state} known={known} />;
  }
  return (
    <EmptyState
      icon="circuit-board"
      title={`${chosen.replace('device:', '')} is not there`}
      actions={<Button onClick={() => useLayout.getState().chooseTab(name, overviewTab)}>Show the board</Button>}
    >
      <p>
        {state.connection.state === 'open'
          ? `${name} has ${rebooted ? 'booted again, and has no device of that name now' : 'no device of that name now'}. The tab finds it again when it comes back.`
          : `${name} is not connected.`}
      </p>
    </EmptyState>
  );
}
