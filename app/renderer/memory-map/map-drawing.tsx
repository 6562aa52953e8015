/** The memory map as rows below each other, as high as they are large where that can be. */
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import { type Drawn, drawn, leastHeight } from '../../plan/memory-map/scale.ts';
import type { Row } from '../../plan/memory-map/segments.ts';
import { common, endOf, type Span } from '../../plan/span.ts';
import { Icon } from '../components/icon.tsx';
import { printable } from '../components/printable.ts';
import { arrowList } from '../frame/arrow-list.ts';
import { mapSize, rowWord } from './kind-words.ts';

export const rowKey = ({ kind, address }: Row): string => `${kind === 'cluster' ? 'c' : 's'}${address}`;

const scaleNotes = {
  true: '',
  enlarged: ', drawn larger than to scale',
  broken: ', drawn with a break',
} as const;

/** By its size: an address space is wide because it costs nothing. */
const saysLittle = ({ kind }: Row): boolean =>
  kind === 'hole' || kind === 'room' || kind === 'window' || kind === 'logic';

/** Pixels, beside what every row needs, by which larger ranges are drawn larger. */
const room = 320;

/** Where something is to lie, over what is there. */
export interface Band extends Span {
  readonly name: string;
}

/** `mark`: an address to be pointed at. `onZoomOut` absent: the whole is shown. */
export function MapDrawing({
  label,
  rows,
  chosen,
  mark,
  band,
  onChoose,
  onZoomIn,
  onZoomOut,
}: {
  label: string;
  rows: readonly Row[];
  chosen: string | undefined;
  mark: bigint | undefined;
  band: Band | undefined;
  onChoose(row: Row): void;
  onZoomIn(row: Row): void;
  onZoomOut: (() => void) | undefined;
}) {
  const list = useMemo(() => drawn(rows, rows.length * leastHeight + room, saysLittle), [rows]);
  const [pointed, setPointed] = useState<string | undefined>();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen === undefined) return;
    frame.current?.querySelector(`[data-key="${chosen}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const last = rows.at(-1);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (onZoomOut !== undefined && (event.key === 'Backspace' || event.key === 'Escape')) {
      event.preventDefault();
      // A dialog around it stays.
      event.stopPropagation();
      onZoomOut();
    } else arrowList(event);
  };
  return (
    <div className="map-drawing">
      {/* The options hold the focus. */}
      <div ref={frame} className="map-rows" role="listbox" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
        {list.map((each, index) => {
          const key = rowKey(each.row);
          const isChosen = key === chosen;
          return (
            <MapRow
              key={key}
              id={key}
              drawn={each}
              isChosen={isChosen}
              isStop={isChosen || (chosen === undefined && index === 0)}
              mark={mark}
              band={band}
              onChoose={() => onChoose(each.row)}
              onZoomIn={() => onZoomIn(each.row)}
              onPoint={setPointed}
            />
          );
        })}
      </div>
      <p className="map-end mono small muted">
        {last !== undefined && hex(endOf(last) - 1n)}
        {/* Follows the pointer; the keyboard has the numbers of the chosen row beside it. */}
        <span className="map-pointed" aria-hidden>
          {pointed}
        </span>
      </p>
    </div>
  );
}

function MapRow({
  id,
  drawn: { row, height, scale },
  isChosen,
  isStop,
  mark,
  band,
  onChoose,
  onZoomIn,
  onPoint,
}: {
  id: string;
  drawn: Drawn<Row>;
  isChosen: boolean;
  isStop: boolean;
  mark: bigint | undefined;
  band: Band | undefined;
  onChoose(): void;
  onZoomIn(): void;
  onPoint(text: string | undefined): void;
}) {
  const { kind, address, size } = row;
  const name = printable(row.name);
  const hasMark = mark !== undefined && mark >= address && mark < endOf(row);
  const part = band && common(row, band);
  const share = (bytes: bigint) => `${(Number(bytes) / Number(size)) * 100}%`;
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const down = Math.min(Math.max((event.clientY - box.top) / box.height, 0), 1);
    // Within a row addresses are even, also where it is broken.
    const offset = (size * BigInt(Math.round(down * 1e6))) / 1_000_000n;
    onPoint(`${hex(address + (offset < size ? offset : size - 1n))} in ${name}`);
  };
  return (
    <div
      role="option"
      aria-selected={isChosen}
      tabIndex={isStop ? 0 : -1}
      data-item
      data-key={id}
      className={`map-row map-${kind}`}
      style={{ height }}
      onFocus={onChoose}
      onClick={onChoose}
      onDoubleClick={onZoomIn}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        onZoomIn();
      }}
      onPointerMove={point}
      onPointerLeave={() => onPoint(undefined)}
    >
      <span className="map-address mono">{hex(address)}</span>
      <span className="map-bar" aria-hidden>
        {scale === 'broken' && <Break />}
        {part !== undefined && (
          <span className="map-band" style={{ top: share(part.address - address), height: share(part.size) }} />
        )}
        {hasMark && <span className="map-mark" style={{ top: share(mark - address) }} />}
      </span>
      <span className="map-words">
        <span className="map-name truncate">{name}</span>
        <span className="map-size mono">{mapSize(size)}</span>
        <span className="map-kind muted truncate">{rowWord(row)}</span>
        <span className="unseen">
          to {hex(endOf(row) - 1n)}
          {scaleNotes[scale]}
        </span>
        {part !== undefined && (
          <span className="map-here mono">
            <Icon name="arrow-left" /> {band?.name}
          </span>
        )}
        {hasMark && (
          <span className="map-here mono">
            <Icon name="arrow-left" /> {hex(mark)}
          </span>
        )}
      </span>
    </div>
  );
}

/** Two waves across the bar: here a part is left out. */
function Break() {
  const wave = (y: number) => `M0 ${y} q6 -5 12 0 t12 0 t12 0 t12 0 t12 0 t12 0`;
  return (
    <svg className="map-break" viewBox="0 0 72 12" preserveAspectRatio="none" aria-hidden>
      <path className="map-break-gap" d={`${wave(3)} V9 ${'q-6 5 -12 0 '.repeat(6)} Z`} />
      <path className="map-break-line" d={wave(3)} />
      <path className="map-break-line" d={wave(9)} />
    </svg>
  );
}
