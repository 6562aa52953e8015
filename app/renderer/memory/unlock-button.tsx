/** The padlock of a device in this window: read-only until it is opened, and why it cannot be. */
import { useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { BoardState } from '../../contract/state.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Tooltip } from '../components/tooltip.tsx';
import type { DeviceSession } from './device-session.ts';
import { useView } from './use-session.ts';
import type { WhyLocked } from './why-locked.ts';

export function UnlockButton({
  session,
  board,
  locked,
}: {
  session: DeviceSession;
  board: BoardState;
  locked: WhyLocked | undefined;
}) {
  const unlocked = useView(session, (state) => state.unlocked);
  const [asking, setAsking] = useState(false);
  const { device, content } = session;
  const set = (to: boolean) => session.view.setState({ unlocked: to, note: undefined });
  const words =
    locked !== undefined
      ? `${locked.text} ${locked.hint}`
      : unlocked
        ? 'Values can be changed: type over a cell, or press Enter on it.'
        : 'This device is read-only in this window.';
  const shown = unlocked ? 'Editing' : 'Read-only';
  return (
    <>
      <Tooltip text={words}>
        <Button
          kind={unlocked ? 'plain' : 'quiet'}
          icon={unlocked ? 'unlock' : 'lock'}
          className={unlocked ? 'unlocked' : ''}
          aria-pressed={unlocked}
          aria-disabled={locked !== undefined}
          aria-label={`${shown}: Unlock editing of ${device.name}${locked === undefined ? '' : `: ${locked.text}`}`}
          onClick={() => {
            if (locked !== undefined) return;
            if (unlocked) set(false);
            else if (content === 'memory') set(true);
            else setAsking(true);
          }}
        >
          {shown}
        </Button>
      </Tooltip>
      {asking && (
        <Dialog
          title={`Write to registers of ${device.name}?`}
          about={
            <>
              On board <strong>{board.board.name}</strong>, device <strong>{device.name}</strong>, addresses{' '}
              <span className="mono">{hex(device.address)}</span> to{' '}
              <span className="mono">{hex(device.address + device.size - 1n)}</span>.
            </>
          }
          confirm={{
            label: 'Unlock registers',
            kind: 'danger',
            run() {
              set(true);
              setAsking(false);
            },
          }}
          onClose={() => setAsking(false)}
        >
          <p>
            Each value you enter is written at once, as one access of the chosen width. A write to a register can start,
            stop or reset hardware, and cannot always be taken back. This is asked once for each time you unlock.
          </p>
        </Dialog>
      )}
    </>
  );
}
