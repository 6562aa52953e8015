/** The workbench: panels of all boards, docked where the user wants them, laid out as they were left. */
import { type DockviewApi, DockviewReact, type DockviewTheme } from 'dockview-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import 'dockview-react/dist/styles/dockview.css';
import { useHost } from '../host/host-context.tsx';
import { useTasks } from '../host/tasks.ts';
import './dock.css';
import { attachDock, chooseBoard, detachDock, endTerminal, followDock, panelComponent, useDock } from './dock-store.ts';
import { GroupActions } from './group-actions.tsx';
import { keepLayout, keptLayout, restoreLayout } from './kept-layout.ts';
import { PanelContent } from './panel-content.tsx';
import { PanelTab } from './panel-tab.tsx';
import { Start } from './start.tsx';

const theme: DockviewTheme = { name: 'studio', className: 'dock-theme', gap: 0, dndTabIndicator: 'line' };

const components = { [panelComponent]: PanelContent };
const tabComponents = { [panelComponent]: PanelTab };

/** Where the failure of a layout that was kept is told. */
const layoutKey = 'layout';

export function Dock({
  first,
}: {
  /** The board to show where no layout was kept. */
  first: string | undefined;
}) {
  const host = useHost();
  const [kept, setKept] = useState<{ readonly layout: string | undefined }>();
  // Once a window: a host that comes back finds the workbench as it is.
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    keptLayout(host, new AbortController().signal).then(
      (layout) => setKept({ layout }),
      () => setKept({ layout: undefined }),
    );
  }, [host]);
  if (kept === undefined) return null;
  return <KnownDock kept={kept.layout} first={first} />;
}

function KnownDock({ kept, first }: { kept: string | undefined; first: string | undefined }) {
  const host = useHost();
  const [api, setApi] = useState<DockviewApi>();
  const known = useRef({ kept, first });
  const onReady = useCallback(({ api: made }: { api: DockviewApi }) => setApi(made), []);

  useEffect(() => {
    if (api === undefined) return;
    const { kept: text, first: board } = known.current;
    // A second mount of the same window has what was laid out since.
    known.current = { kept: undefined, first: undefined };
    const follow = () => followDock(api);
    const ends = [
      api.onDidLayoutChange(follow),
      api.onDidActivePanelChange(follow),
      api.onDidAddPanel(follow),
      api.onDidRemovePanel(({ id }) => endTerminal(api, id)),
      api.onDidAddGroup((group) => {
        group.element.dataset.region = '';
      }),
    ];
    const restored = text === undefined ? {} : restoreLayout(api, text);
    if (restored.board !== undefined) chooseBoard(restored.board);
    const { refused } = restored;
    if (refused !== undefined) useTasks.setState(({ failed }) => ({ failed: { ...failed, [layoutKey]: refused } }));
    const isFresh = (text === undefined || refused !== undefined) && board !== undefined;
    attachDock(api, isFresh ? { kind: 'board', board } : undefined);
    follow();
    return () => {
      for (const end of ends) end.dispose();
      detachDock(api);
    };
  }, [api]);
  useEffect(() => (api === undefined ? undefined : keepLayout(api, host, () => useDock.getState().board)), [api, host]);

  return (
    <DockviewReact
      theme={theme}
      components={components}
      tabComponents={tabComponents}
      rightHeaderActionsComponent={GroupActions}
      watermarkComponent={Start}
      proportionalLayout={false}
      disableFloatingGroups
      scrollbars="native"
      onReady={onReady}
    />
  );
}
