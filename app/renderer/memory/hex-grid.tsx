// biome-ignore-all lint/a11y/useSemanticElements: a table has no caret; a grid has one.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its active cell.
// biome-ignore-all lint/suspicious/noArrayIndexKey: a column is its place in the row.
/**
 * The hex view for keyboards and screen readers: a real grid of the caret's row and its neighbours, laid over the painted
 * rows, which are hidden from it; and what is at the caret, said politely.
 */
import { type ComponentProps, useEffect, useId, useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import { selectedRange } from './caret.ts';
import { cellState, cellWords } from './cell-state.ts';
import type { DeviceSession } from './device-session.ts';
import { eyeNames } from './eye-words.ts';
import { bytesOfRow, cellBytes, columnsOf, rowCount, rowOf, rowStart } from './grid-layout.ts';
import { useChanges, useViewParts } from './use-session.ts';
import { layoutOf } from './view-state.ts';

/** Of the grid's cells: a change is told within this. */
const changesMs = 150;

export function HexGrid({ session, ...rest }: { session: DeviceSession } & ComponentProps<'div'>) {
  const state = useViewParts(
    session,
    'width',
    'bytesPerRow',
    'bigEndian',
    'addresses',
    'caret',
    'anchor',
    'eye',
    'unlocked',
  );
  useChanges(session, changesMs);
  const id = useId();
  const { device } = session;
  const layout = layoutOf(device.size, state);
  const caretRow = rowOf(layout, state.caret);
  const rows = [caretRow - 1n, caretRow, caretRow + 1n].filter((row) => bytesOfRow(layout, row) > 0);
  const all = rowCount(layout);
  const selection = selectedRange(layout, state);
  const base = state.addresses === 'absolute' ? device.address : 0n;
  const now = performance.now() + 1;
  const size = cellBytes(layout);
  return (
    <div
      {...rest}
      role="grid"
      tabIndex={0}
      className="hex-grid"
      aria-label={`Memory of ${device.name}, ${eyeNames[state.eye]} eye`}
      // A count that a number cannot hold is not known.
      aria-rowcount={all <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(all) + 1 : -1}
      aria-colcount={columnsOf(layout) + 1}
      aria-readonly={!state.unlocked}
      aria-multiselectable="true"
      aria-activedescendant={`${id}-${state.caret}`}
    >
      <div role="row" className="unseen" aria-rowindex={1}>
        <span role="columnheader" aria-colindex={1}>
          {state.addresses === 'absolute' ? 'Address' : 'Offset'}
        </span>
        {Array.from({ length: columnsOf(layout) }, (_, column) => (
          <span key={column * size} role="columnheader" aria-colindex={column + 2}>
            {`+${(column * size).toString(16)}`}
          </span>
        ))}
      </div>
      {rows.map((row) => {
        const start = rowStart(layout, row);
        const cells = Math.floor(bytesOfRow(layout, row) / size);
        return (
          <div key={`${row}`} role="row" className="unseen" aria-rowindex={Number(row) + 2}>
            <span role="rowheader" aria-colindex={1}>
              {hex(base + start)}
            </span>
            {Array.from({ length: cells }, (_, column) => {
              const offset = start + BigInt(column * size);
              return (
                <span
                  key={column * size}
                  id={`${id}-${offset}`}
                  role="gridcell"
                  aria-colindex={column + 2}
                  aria-selected={offset >= selection.offset && offset < selection.offset + selection.size}
                >
                  {cellWords(cellState(session.source, offset, size, state.bigEndian, now))}
                </span>
              );
            })}
          </div>
        );
      })}
    </div>
  );
}

/** Milliseconds that the caret rests before its cell is said, and at least between two sayings of one cell. */
const restMs = { moved: 200, changed: 1000 };

/** What is said again when the mark of a change has gone: nothing. */
function unmarked(text: string): string {
  return text.replace(/, changed$/, '');
}

export function CaretSaid({ session }: { session: DeviceSession }) {
  const state = useViewParts(session, 'width', 'bigEndian', 'addresses', 'caret');
  useChanges(session, changesMs);
  const [said, setSaid] = useState({ caret: -1n, text: '', at: 0 });
  const base = state.addresses === 'absolute' ? session.device.address : 0n;
  const cell = cellState(session.source, state.caret, state.width / 8, state.bigEndian, performance.now() + 1);
  const text = `${hex(base + state.caret)}, ${cellWords(cell)}`;
  useEffect(() => {
    const same = state.caret === said.caret;
    if (text === said.text || (same && text === unmarked(said.text))) return;
    const wait = same ? Math.max(0, said.at + restMs.changed - performance.now()) : restMs.moved;
    const timer = setTimeout(() => setSaid({ caret: state.caret, text, at: performance.now() }), wait);
    return () => clearTimeout(timer);
  }, [text, state.caret, said]);
  return (
    <p role="status" aria-live="polite" className="unseen" aria-label="At the caret">
      {said.text}
    </p>
  );
}
