/** *Go to*: an offset, an address or a sum, with where it leads before one goes. */
import { useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import { Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/text-field.tsx';
import type { DeviceSession } from './device-session.ts';
import { goTo } from './go-to.ts';
import { withCaret } from './view-state.ts';

export function GoToDialog({ session, onClose }: { session: DeviceSession; onClose(): void }) {
  const { device, view } = session;
  const [text, setText] = useState('');
  const { caret, addresses } = view.getState();
  const target = goTo(text, {
    base: device.address,
    size: device.size,
    here: caret,
    prefer: addresses === 'absolute' ? 'address' : 'offset',
  });
  const typed = text.trim() !== '';
  return (
    <Dialog
      title={`Go to, in ${device.name}`}
      confirm={{
        label: 'Go',
        disabled: target.offset === undefined,
        run() {
          if (target.offset === undefined) return;
          const { offset } = target;
          view.setState((state) => withCaret(state, device.size, offset, false));
          onClose();
        },
      }}
      onClose={onClose}
    >
      <TextField
        label="Offset, address or sum"
        mono
        autoFocus
        value={text}
        onValue={setText}
        placeholder="base+0x100"
        error={typed && target.problem !== undefined ? target.problem.message : undefined}
        note={
          target.offset === undefined
            ? 'Like 0x1000, 64 KiB, base+0x100, end-16; +0x10 counts from the caret.'
            : `Offset ${hex(target.offset)}, address ${hex(device.address + target.offset)}.`
        }
      />
      {typed && target.problem !== undefined && <p className="small muted">{target.problem.hint}</p>}
    </Dialog>
  );
}
