/** How the rows are shown, and what can be done with them. */
import type { Width } from '../../../remote-helper/contract/memory.ts';
import { rowSizes } from '../../contract/settings.ts';
import { IconButton } from '../components/button.tsx';
import { Menu } from '../components/menu.tsx';
import { Select } from '../components/select.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';
import { writeCommand } from '../copied-commands/memory.ts';
import { copyForms } from './copy-text.ts';
import type { DeviceSession } from './device-session.ts';
import type { RowSize } from './grid-layout.ts';
import { LiveControl } from './live-control.tsx';
import { useViewParts } from './use-session.ts';
import { withShape } from './view-state.ts';
import { widthOptions } from './width-options.ts';

export interface HexToolbarProps {
  readonly session: DeviceSession;
  onGoTo(): void;
  onRefresh(): void;
  onTable(): void;
  onSave(): void;
  onRestore(): void;
  onCopy(form: (typeof copyForms)[number]): void;
}

const rowOptions = rowSizes.map((size) => ({ value: String(size), label: `${size} a row` }));

export function HexToolbar({ session, onGoTo, onRefresh, onTable, onSave, onRestore, onCopy }: HexToolbarProps) {
  const state = useViewParts(session, 'width', 'bytesPerRow', 'bigEndian', 'addresses', 'unlocked', 'writes', 'eye');
  const { name: device, size } = session.device;
  const shape = (change: { width?: Width; bytesPerRow?: RowSize }) =>
    session.view.setState((before) => withShape(before, size, change));
  const memory = session.content === 'memory';
  const unreachable = !session.reachable;
  const last = state.writes.at(-1);
  const place = { board: session.board, device, eye: state.eye, content: session.content ?? 'registers' } as const;
  return (
    <div className="hex-toolbar" role="toolbar" aria-label="Hex view">
      <ToggleGroup
        label="Bits of a cell"
        value={String(state.width)}
        options={widthOptions}
        onValue={(text) => shape({ width: Number(text) as Width })}
      />
      <Select
        label="Bytes a row"
        labelUnseen
        value={String(state.bytesPerRow)}
        options={rowOptions}
        onValue={(text) => shape({ bytesPerRow: Number(text) as RowSize })}
      />
      <Select
        label="Byte order"
        labelUnseen
        value={state.bigEndian ? 'big' : 'little'}
        options={[
          { value: 'little', label: 'Little-endian' },
          { value: 'big', label: 'Big-endian' },
        ]}
        onValue={(text) => session.view.setState({ bigEndian: text === 'big' })}
      />
      <Select
        label="Address column"
        labelUnseen
        value={state.addresses}
        options={[
          { value: 'absolute', label: 'Addresses' },
          { value: 'relative', label: 'Offsets' },
        ]}
        onValue={(addresses) => session.view.setState({ addresses })}
      />
      <span className="grow" />
      <IconButton icon="target" label="Go to" shortcut="Ctrl+G" onClick={onGoTo} />
      <IconButton icon="refresh" label="Refresh" shortcut="R" disabled={unreachable} onClick={onRefresh} />
      <Menu
        entries={[
          ...copyForms.map((form) => ({
            label: form.label,
            ...(form.id === 'hex' && { shortcut: 'Ctrl+C' }),
            run: () => onCopy(form),
          })),
          'line',
          { label: 'Read range as table…', run: onTable, disabled: unreachable },
          {
            label: memory ? 'Save range as binary…' : 'Save range as binary: not of registers',
            run: onSave,
            disabled: unreachable || !memory,
          },
          {
            label: 'Restore value',
            ...(last !== undefined && { command: writeCommand({ ...place, ...last }, last.previous) }),
            shortcut: 'Ctrl+Z',
            disabled: unreachable || !state.unlocked || last === undefined,
            run: onRestore,
          },
        ]}
      >
        <IconButton icon="ellipsis" label="More of the hex view" />
      </Menu>
      <LiveControl session={session} disabled={unreachable} />
    </div>
  );
}
