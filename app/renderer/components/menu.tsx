/** A menu below a button. */
import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement } from 'react';
import { Icon } from './icon.tsx';
import './popup.css';

export type MenuEntry =
  | {
      readonly label: string;
      readonly icon?: string;
      readonly shortcut?: string;
      readonly disabled?: boolean;
      /** Present: one of several of which one is chosen. */
      readonly checked?: boolean;
      run(): void;
    }
  | 'line';

/** `children`: the button; the menu is named after it. */
export function Menu({
  entries,
  children,
}: {
  entries: readonly MenuEntry[];
  children: ReactElement<Record<string, unknown>>;
}) {
  const choosing = entries.some((entry) => entry !== 'line' && entry.checked !== undefined);
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} className="popup-layer" align="end">
          <Base.Popup className="menu">
            {choosing ? (
              <Base.RadioGroup value={entries.findIndex((entry) => entry !== 'line' && entry.checked === true)}>
                {entries.map((entry, index) => drawn(entry, index))}
              </Base.RadioGroup>
            ) : (
              entries.map((entry, index) => drawn(entry, index))
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function drawn(entry: MenuEntry, index: number) {
  if (entry === 'line') return <Base.Separator key={`line-${index}`} className="menu-line" />;
  const { label, icon, shortcut, disabled = false, checked, run } = entry;
  const inside = (
    <>
      <span className="menu-check">
        {checked === true ? <Icon name="check" /> : icon !== undefined && <Icon name={icon} />}
      </span>
      {label}
      {shortcut !== undefined && <span className="shortcut">{shortcut}</span>}
    </>
  );
  const common = { className: 'menu-item', disabled, onClick: run };
  return checked === undefined ? (
    <Base.Item key={label} {...common}>
      {inside}
    </Base.Item>
  ) : (
    <Base.RadioItem key={label} value={index} closeOnClick {...common}>
      {inside}
    </Base.RadioItem>
  );
}
