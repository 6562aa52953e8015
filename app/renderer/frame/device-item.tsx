/** A device under its board: name, size, address, cache policy and owner. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { hex } from '../../../remote-helper/contract/hex.ts';
import { Icon } from '../components/icon.tsx';
import { openPanel, useDock } from '../dock/dock-store.ts';
import { panelId } from '../dock/panel-ref.ts';
import { cacheWord, ownerWord, sizeWord } from './words.ts';

export function DeviceItem({ board, device, stale }: { board: string; device: UiomemDevice; stale: boolean }) {
  const panel = { kind: 'device', board, name: device.name } as const;
  const shown = useDock((dock) => dock.shown.includes(panelId(panel)));
  return (
    <li>
      <button
        type="button"
        data-item
        className={`device-item ${stale ? 'device-stale' : ''}`}
        aria-current={shown}
        onClick={() => openPanel(panel)}
      >
        <Icon name="circuit-board" />
        <span className="grow stack device-words">
          <span className="row">
            <span className="grow truncate">{device.name}</span>
            <span className="mono">{sizeWord(device.size)}</span>
          </span>
          <span className="row muted small">
            <span className="mono grow truncate">{hex(device.address)}</span>
            <span>{ownerWord(device.sync)}</span>
          </span>
          <span className="small muted truncate">{cacheWord(device)}</span>
        </span>
      </button>
    </li>
  );
}
