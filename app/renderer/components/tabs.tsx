/** Panels of which one is shown; the others are not there, so that they do no work. */
import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import './tabs.css';

export interface TabEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: string;
  /** Said beside the label, as a count of findings. */
  readonly note?: ReactNode;
  /** Present: the tab can be closed, with its button or with Delete. */
  onClose?(): void;
}

export interface TabsProps {
  /** What the tabs are of. */
  readonly label: string;
  readonly tabs: readonly TabEntry[];
  readonly chosen: string;
  onChoose(id: string): void;
  /** At the end of the bar. */
  readonly beside?: ReactNode;
  /** The panel of the chosen tab. */
  readonly children: ReactNode;
}

export function Tabs({ label, tabs, chosen, onChoose, beside, children }: TabsProps) {
  const current = tabs.find(({ id }) => id === chosen);
  return (
    <Base.Root className="tabs" value={chosen} onValueChange={(id) => onChoose(String(id))}>
      <div className="tabs-bar">
        <Base.List className="tabs-list" aria-label={label} activateOnFocus={false}>
          {tabs.map(({ id, label: name, icon, note, onClose }) => (
            <Base.Tab
              key={id}
              value={id}
              className="tab"
              onKeyDown={(event) => {
                if (event.key === 'Delete') onClose?.();
              }}
              onAuxClick={(event) => {
                if (event.button === 1) onClose?.();
              }}
            >
              {icon !== undefined && <Icon name={icon} />}
              <span className="truncate">{name}</span>
              {note}
            </Base.Tab>
          ))}
        </Base.List>
        {/* Outside the list: a button inside a tab could not be reached by its own name. */}
        {current?.onClose !== undefined && (
          <IconButton icon="close" label={`Close ${current.label}`} onClick={() => current.onClose?.()} />
        )}
        <span className="grow" />
        {beside}
      </div>
      <Base.Panel key={chosen} value={chosen} className="tab-panel" tabIndex={-1}>
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
