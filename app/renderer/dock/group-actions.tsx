/** At the end of a row of tabs: closes the panel that is shown, and docks it elsewhere. */
import type { IDockviewHeaderActionsProps } from 'dockview-react';
import { IconButton } from '../components/button.tsx';
import { Menu, type MenuEntry } from '../components/menu.tsx';
import { closePanel, maximizeActive, moveActive } from './dock-store.ts';

export function GroupActions({ activePanel, panels, group, location }: IDockviewHeaderActionsProps) {
  if (activePanel === undefined) return null;
  const { id, title = id } = activePanel;
  const isBottom = location?.type === 'edge';
  const first = (run: () => void) => () => {
    activePanel.api.setActive();
    run();
  };
  const splits: MenuEntry[] =
    panels.length < 2
      ? []
      : [
          { label: 'Split to the right', icon: 'split-horizontal', run: first(() => moveActive('right')) },
          { label: 'Split below', icon: 'split-vertical', run: first(() => moveActive('below')) },
        ];
  const entries: MenuEntry[] = isBottom
    ? [{ label: 'Move to the middle', icon: 'arrow-up', run: first(() => moveActive('middle')) }]
    : [
        ...splits,
        { label: 'Move to the bottom', icon: 'layout-panel', run: first(() => moveActive('bottom')) },
        {
          label: group.api.isMaximized() ? 'Give the room back' : 'Take the whole room',
          icon: 'screen-full',
          run: first(maximizeActive),
        },
      ];
  return (
    <div className="dock-actions">
      <IconButton icon="close" label={`Close ${title}`} onClick={() => closePanel(id)} />
      <Menu entries={entries}>
        <IconButton icon="ellipsis" label={`Where ${title} is docked`} />
      </Menu>
    </div>
  );
}
