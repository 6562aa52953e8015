/** A memory map to look into: drawn or as a table, searched, zoomed; what can be done with a range is its user's. */
import { type ReactNode, useMemo, useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Facts } from '../../plan/facts.ts';
import { type Layer, layersOf } from '../../plan/memory-map/layers.ts';
import { type Row, rowsOf, type Segment, segmentsOf, within } from '../../plan/memory-map/segments.ts';
import { endOf, type Span } from '../../plan/span.ts';
import { Button, IconButton } from '../components/button.tsx';
import { printable } from '../components/printable.ts';
import { TextField } from '../components/text-field.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';
import { type Band, MapDrawing, rowKey } from './map-drawing.tsx';
import { findIn } from './map-search.ts';
import { MapTable } from './map-table.tsx';
import './memory-map.css';

interface Closer extends Span {
  readonly name: string;
  /** Of the row that was looked into. */
  readonly key: string;
}

const closerTo = (row: Row): Closer => ({ name: row.name, key: rowKey(row), address: row.address, size: row.size });
const none: readonly Layer[] = [];

export function MapView({
  name,
  facts,
  more = none,
  band,
  actions,
  details,
}: {
  /** Of the board. */
  name: string;
  facts: Pick<Facts, 'board' | 'profile'>;
  /** What is drawn besides what the facts say; the same while nothing in it changes. */
  more?: readonly Layer[];
  band?: Band | undefined;
  /** Beside the title. */
  actions?: ReactNode;
  details(row: Row, zoomIn: () => void): ReactNode;
}) {
  const { board, profile } = facts;
  const [as, setAs] = useState<'map' | 'table'>('map');
  const [closer, setCloser] = useState<readonly Closer[]>([]);
  const [chosen, setChosen] = useState<string | undefined>();
  const [mark, setMark] = useState<bigint | undefined>();
  const whole = useMemo(() => segmentsOf([...layersOf(board, profile), ...more]), [board, profile, more]);
  const range = closer.at(-1);
  const segments = useMemo(
    () => (range === undefined ? whole : within(segmentsOf([...layersOf(board, profile, true), ...more]), range)),
    [board, profile, more, whole, range],
  );
  const rows = useMemo(() => (range === undefined ? rowsOf(segments) : segments), [segments, range]);
  const row = rows.find((each) => rowKey(each) === chosen);

  const zoomIn = (into: Row) => {
    const isAll = range !== undefined && into.address === range.address && into.size === range.size;
    if (isAll) return;
    setCloser([...closer, closerTo(into)]);
    setChosen(undefined);
  };
  /** Back to `depth` ranges; the one that was left is chosen. */
  const zoomOut = (depth: number) => {
    const left = closer[depth];
    if (left === undefined) return;
    setCloser(closer.slice(0, depth));
    setChosen(left.key);
  };
  const show = (segment: Segment, address: bigint | undefined) => {
    const inside = rowsOf(whole).find((each) => each.address <= segment.address && endOf(each) >= endOf(segment));
    if (inside?.kind === 'cluster') setCloser([closerTo(inside)]);
    else setCloser([]);
    setChosen(rowKey(segment));
    setMark(address);
  };
  return (
    <section className="stack" aria-label="Memory map">
      <div className="section-head row-wrap">
        <h3>Memory map</h3>
        <MapSearch segments={whole} chosen={row} onFound={show} />
        <span className="grow" />
        <ToggleGroup<'map' | 'table'>
          label="Show the memory map as"
          value={as}
          options={[
            { value: 'map', label: 'Map' },
            { value: 'table', label: 'Table' },
          ]}
          onValue={setAs}
        />
        {actions}
      </div>
      {board.iomem === undefined && (
        <p className="muted">
          The kernel hid its addresses (/proc/iomem shows zeros without root): what Linux uses is unknown, and nothing
          is free for certain.
        </p>
      )}
      {as === 'table' ? (
        <MapTable label={`Memory of ${name}`} segments={whole} />
      ) : (
        <>
          {closer.length > 0 && (
            <nav className="row row-wrap" aria-label="Zoom">
              <IconButton icon="zoom-out" label="Zoom out" onClick={() => zoomOut(closer.length - 1)} />
              <Button kind="quiet" onClick={() => zoomOut(0)}>
                Whole map
              </Button>
              {closer.map((each, index) => (
                <span key={`${each.address}-${each.size}`} className="row">
                  <span aria-hidden>›</span>
                  {index === closer.length - 1 ? (
                    <b aria-current="location">{printable(each.name)}</b>
                  ) : (
                    <Button kind="quiet" onClick={() => zoomOut(index + 1)}>
                      {printable(each.name)}
                    </Button>
                  )}
                </span>
              ))}
            </nav>
          )}
          <div className="map">
            <MapDrawing
              label={range === undefined ? `Memory of ${name}` : `${printable(range.name)}, ${hex(range.address)}`}
              rows={rows}
              chosen={row && chosen}
              mark={mark}
              band={band}
              onChoose={(each) => setChosen(rowKey(each))}
              onZoomIn={zoomIn}
              onZoomOut={closer.length === 0 ? undefined : () => zoomOut(closer.length - 1)}
            />
            {row === undefined ? (
              <p className="map-details muted">
                Choose a range to see its numbers, who says what of it, and what can be made of it.
              </p>
            ) : (
              details(row, () => zoomIn(row))
            )}
          </div>
        </>
      )}
    </section>
  );
}

function MapSearch({
  segments,
  chosen,
  onFound,
}: {
  segments: readonly Segment[];
  chosen: Row | undefined;
  onFound(segment: Segment, address: bigint | undefined): void;
}) {
  const [text, setText] = useState('');
  const [missed, setMissed] = useState<string | undefined>();
  const search = () => {
    if (text.trim() === '') return;
    const found = findIn(segments, text, chosen?.kind === 'cluster' ? undefined : chosen);
    setMissed('none' in found ? found.none : undefined);
    if ('segment' in found) onFound(found.segment, found.address === found.segment.address ? undefined : found.address);
  };
  return (
    <search className="row">
      <TextField
        label="Find"
        inline
        mono
        placeholder="0x70000000 or a name"
        value={text}
        onValue={(value) => {
          setText(value);
          setMissed(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          // A dialog around it does not take it for its own.
          event.preventDefault();
          search();
        }}
        error={missed}
      />
    </search>
  );
}
