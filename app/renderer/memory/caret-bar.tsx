/** Below the rows: where the caret is, what its value is in other forms, and when the screen was read. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import { CopyCommand } from '../components/command-line.tsx';
import { readCommand, writeCommand } from '../copied-commands/memory.ts';
import { selectedRange } from './caret.ts';
import { cellState } from './cell-state.ts';
import { bytesOfValue } from './cell-text.ts';
import type { DeviceSession } from './device-session.ts';
import { LookedAt } from './live-control.tsx';
import { sizeWords } from './size-words.ts';
import { formsOf } from './typed-value.ts';
import { useChanges, useViewParts } from './use-session.ts';
import { layoutOf } from './view-state.ts';

export function CaretBar({ session }: { session: DeviceSession }) {
  const state = useViewParts(session, 'width', 'bytesPerRow', 'bigEndian', 'caret', 'anchor', 'eye', 'unlocked');
  useChanges(session, 250);
  const { device } = session;
  const { caret, width } = state;
  const selection = selectedRange(layoutOf(device.size, state), state);
  const many = selection.size > BigInt(width / 8);
  const cell = cellState(session.source, caret, width / 8, state.bigEndian, performance.now());
  const value = cell.is === 'read' ? BigInt(`0x${cell.digits}`) : undefined;
  const forms = value === undefined ? undefined : formsOf(value, width);
  const place = {
    board: session.board,
    device: device.name,
    eye: state.eye,
    content: session.content ?? 'registers',
    width,
  } as const;
  const command =
    state.unlocked && value !== undefined && !many
      ? writeCommand({ ...place, offset: caret }, bytesOfValue(value, width, state.bigEndian))
      : readCommand({ ...place, offset: selection.offset }, selection.size < 0x10_0000n ? selection.size : 0x10_0000n);
  return (
    <div className="caret-bar small">
      <span className="mono caret-place">{hex(device.address + caret)}</span>
      <span className="mono muted caret-place">+{hex(caret)}</span>
      {many && <span>{sizeWords(selection.size)} selected</span>}
      {!many && forms !== undefined && (
        <span className="mono truncate caret-forms">
          {forms.hex} <span className="muted">= {forms.decimal}</span>
          {forms.signed !== undefined && <span className="muted"> = {forms.signed}</span>}
        </span>
      )}
      {!many && cell.is === 'unread' && <span className="muted">not read</span>}
      {!many && cell.is === 'unreadable' && <span className="caret-bad truncate">{cell.problem.message}</span>}
      <span className="grow" />
      <LookedAt session={session} />
      <CopyCommand command={command} />
    </div>
  );
}
