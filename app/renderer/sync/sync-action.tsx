/** One of the two buttons, with what it will do. */
import { useId } from 'react';
import type { Direction, UiomemDevice } from '../../../remote-helper/contract/device.ts';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Icon } from '../components/icon.tsx';
import { syncCommand } from '../copied-commands/sync.ts';
import { type SyncCommand, type SyncRange, syncEffect } from './sync-effect.ts';

export function SyncAction({
  command,
  board,
  device,
  range,
  direction,
  given,
  cacheLine,
  why,
  running,
  onRun,
}: {
  command: SyncCommand;
  board: string;
  device: UiomemDevice;
  range: SyncRange | undefined;
  direction: Direction;
  /** What of range and direction is said to the driver; the rest is its own. */
  given: { readonly range?: SyncRange; readonly direction?: Direction };
  cacheLine: number | undefined;
  /** Id of the words that say why nothing can be done now. */
  why: string | undefined;
  running: SyncCommand | undefined;
  onRun(): void;
}) {
  const about = useId();
  const effect = range === undefined ? undefined : syncEffect(command, device, range, direction, cacheLine);
  const coherent = device.coherent
    ? `Nothing to do: ${device.cached ? 'hardware keeps it coherent' : 'it is not cached'}.`
    : undefined;
  const off = why !== undefined || coherent !== undefined;
  return (
    <div className="sync-action">
      <div className="row">
        <Button
          icon={command === 'for-cpu' ? 'arrow-down' : 'arrow-up'}
          disabled={off || running !== undefined}
          aria-describedby={why ?? about}
          onClick={onRun}
        >
          {command === 'for-cpu' ? 'Sync for CPU' : 'Sync for device'}
        </Button>
        <CopyCommand command={syncCommand(board, device.name, command, given.range, given.direction)} />
      </div>
      <div id={about} className="small">
        {why === undefined && <p className="muted">{coherent ?? effect?.sentence}</p>}
        {!off && effect?.warning !== undefined && (
          <p className="sync-warning">
            <Icon name="warning" /> {effect.warning}
          </p>
        )}
      </div>
    </div>
  );
}
