/** Before something is taken away from a board: what goes, in which order, and what becomes of files that somebody changed since. */
import { useState } from 'react';
import type { StandingTree } from '../../contract/device-tree.ts';
import { Banner } from '../components/banner.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Select } from '../components/select.tsx';
import { Switch } from '../components/switch.tsx';
import { useHost } from '../host/host-context.tsx';
import { type ChangedSince, restoreBoot, takeAway } from './bring-task.ts';

const choices: readonly { readonly value: ChangedSince; readonly label: string }[] = [
  { value: 'refuse', label: 'touch nothing and say so' },
  { value: 'discard', label: 'take them away too' },
  { value: 'keep', label: 'leave them there and forget them' },
];

function ChangedFiles({ value, onValue }: { value: ChangedSince; onValue(value: ChangedSince): void }) {
  return <Select label="Files that somebody changed since" value={value} options={choices} onValue={onValue} />;
}

export function RemoveDialog({ board, standing, onClose }: { board: string; standing: StandingTree; onClose(): void }) {
  const host = useHost();
  const [unload, setUnload] = useState(false);
  const [changed, setChanged] = useState<ChangedSince>('refuse');
  const { name, way, devices, blocked, files } = standing;
  const now = way === 'run-time';
  return (
    <Dialog
      title={`Remove ${name} from ${board}?`}
      wide
      about={
        <p>
          {now
            ? `What this tool has mapped of ${devices.length === 0 ? 'its devices' : devices.map((each) => `/dev/${each}`).join(', ')} is closed, the devices go, then the overlay.`
            : `${files.join(', ')}: what was added there goes. The tree changes with the next boot.`}
        </p>
      }
      confirm={{
        label: `Remove from ${board}`,
        kind: 'danger',
        run() {
          onClose();
          void takeAway(host, board, standing, { unload, changed });
        },
      }}
      onClose={onClose}
    >
      {blocked.length > 0 && (
        <Banner tone="warn" title="Something stands in the way:">
          {blocked.map((each) => (
            <p key={each}>{each}</p>
          ))}
        </Banner>
      )}
      {now ? (
        <Switch label="Unload the driver, too" checked={unload} onChecked={setUnload} />
      ) : (
        <ChangedFiles value={changed} onValue={setChanged} />
      )}
    </Dialog>
  );
}

export function RestoreDialog({ board, onClose }: { board: string; onClose(): void }) {
  const host = useHost();
  const [changed, setChanged] = useState<ChangedSince>('refuse');
  return (
    <Dialog
      title={`Restore the boot files of ${board}?`}
      wide
      about={
        <p>
          Each file gets back, byte by byte, what it held before this tool first wrote to it; files that the tool added
          go.
        </p>
      }
      confirm={{
        label: `Restore on ${board}`,
        kind: 'danger',
        run() {
          onClose();
          void restoreBoot(host, board, changed);
        },
      }}
      onClose={onClose}
    >
      <ChangedFiles value={changed} onValue={setChanged} />
    </Dialog>
  );
}
