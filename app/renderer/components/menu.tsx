/** A menu below a button. */
import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement } from 'react';
import { Icon } from './icon.tsx';
import './popup.css';
import { useCopy } from './use-copy.ts';

export type MenuEntry =
  | {
      readonly label: string;
      readonly icon?: string;
      readonly shortcut?: string;
      readonly disabled?: boolean;
      /** Present: one of several of which one is chosen. */
      readonly checked?: boolean;
      /** The command line that does the same: the menu ends with a way to copy it. */
      readonly command?: string;
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
  const { state, said, copy } = useCopy();
  const commands = entries.flatMap((entry): MenuEntry[] =>
    entry === 'line' || entry.command === undefined
      ? []
      : [{ label: `Copy “${entry.label}” as command`, icon: 'terminal', run: () => copy(entry.command ?? '') }],
  );
  const all: readonly MenuEntry[] = commands.length === 0 ? entries : [...entries, 'line', ...commands];
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
              all.map((entry, index) => drawn(entry, index))
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
      <span role="status" className={state === 'refused' ? 'small' : 'unseen'}>
        {said}
      </span>
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
