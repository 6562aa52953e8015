/** The tab of a panel: whose it is by colour and name, and what it is. */
import type { IDockviewPanelHeaderProps } from 'dockview-react';
import { Icon } from '../components/icon.tsx';
import { useHostState } from '../host/state-store.ts';
import { BoardSwatch } from './board-swatch.tsx';
import { closePanel } from './dock-store.ts';
import { boardOf, panelRef } from './panel-ref.ts';
import { panelWords } from './panel-words.ts';

export function PanelTab({ api }: IDockviewPanelHeaderProps) {
  const { id } = api;
  const ref = panelRef(id);
  const several = useHostState(({ known }) => (known?.state.boards.length ?? 0) > 1);
  if (ref === undefined) return null;
  const { label, icon } = panelWords(ref);
  const board = boardOf(ref);
  return (
    // A tab is named by the workbench; Delete closes it by keyboard, and the group's own button for all.
    // biome-ignore lint/a11y/noStaticElementInteractions: the middle button is one more way beside those.
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press does what the workbench does with the tab around it, or nothing.
    <div
      className="dock-tab"
      onClick={(event) => {
        // dockview folds the bottom up when the tab of what is seen is pressed: nobody who presses a tab wants it away.
        if (api.isVisible && !api.group.api.isCollapsed()) event.preventDefault();
      }}
      onAuxClick={(event) => {
        if (event.button === 1) closePanel(id);
      }}
    >
      {board !== undefined && <BoardSwatch board={board} />}
      <Icon name={icon} />
      <span className="truncate">
        {label} {board !== undefined && several && <span className="muted small">{board}</span>}
      </span>
    </div>
  );
}
