/** What lies where in a board's physical memory: drawn, or as a table; to search, to look closer, to make regions of. */
import { useMemo, useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { BoardState } from '../../contract/state.ts';
import { layersOf } from '../../plan/memory-map/layers.ts';
import { type Row, rowsOf, type Segment, segmentsOf, within } from '../../plan/memory-map/segments.ts';
import { endOf, type Span } from '../../plan/span.ts';
import { Button, IconButton } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { printable } from '../components/printable.ts';
import { TextField } from '../components/text-field.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';
import { factsCommand } from '../copied-commands/board.ts';
import { openPanel } from '../dock/dock-store.ts';
import { useLink } from '../host/link.ts';
import { openPlanText } from '../plan/plan-view.ts';
import { rootFolder, useTexts, usualName } from '../plan/text-store.ts';
import { withRegion } from './make-region.ts';
import { MapDetails } from './map-details.tsx';
import { MapDrawing, rowKey } from './map-drawing.tsx';
import { findIn } from './map-search.ts';
import { MapTable } from './map-table.tsx';
import './memory-map.css';
import type { KnownFacts } from '../host/use-facts.ts';

interface Closer extends Span {
  readonly name: string;
  /** Of the row that was looked into. */
  readonly key: string;
}

const closerTo = (row: Row): Closer => ({ name: row.name, key: rowKey(row), address: row.address, size: row.size });

export function MemoryMap({ state, facts }: { state: BoardState; facts: KnownFacts }) {
  const { name } = state.board;
  const [as, setAs] = useState<'map' | 'table'>('map');
  const [closer, setCloser] = useState<readonly Closer[]>([]);
  const [chosen, setChosen] = useState<string | undefined>();
  const [mark, setMark] = useState<bigint | undefined>();
  const whole = useMemo(() => segmentsOf(layersOf(facts.board, facts.profile)), [facts]);
  const range = closer.at(-1);
  const segments = useMemo(
    () => (range === undefined ? whole : within(segmentsOf(layersOf(facts.board, facts.profile, true)), range)),
    [facts, whole, range],
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
        <CopyCommand command={factsCommand(name)} />
      </div>
      {facts.board.iomem === undefined && (
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
              onChoose={(each) => setChosen(rowKey(each))}
              onZoomIn={zoomIn}
              onZoomOut={() => zoomOut(closer.length - 1)}
            />
            {row === undefined ? (
              <p className="map-details muted">
                Choose a range to see its numbers, who says what of it, and what can be made of it.
              </p>
            ) : (
              <Details state={state} facts={facts} row={row} onZoomIn={() => zoomIn(row)} />
            )}
          </div>
        </>
      )}
    </section>
  );
}

function Details({
  state: { board, devices },
  facts,
  row,
  onZoomIn,
}: {
  state: BoardState;
  facts: KnownFacts;
  row: Row;
  onZoomIn(): void;
}) {
  const plan = useTexts(({ texts }) => texts[board.name]);
  const home = useLink(({ link }) => (link.state === 'open' ? link.info.home : rootFolder));
  const made = useMemo(() => withRegion(plan?.text, row, facts.board), [plan, row, facts]);
  const isDevice = row.kind === 'region' && devices?.some(({ device }) => device.name === row.name) === true;
  const { put } = useTexts.getState();
  return (
    <MapDetails
      row={row}
      onZoomIn={onZoomIn}
      onOpen={isDevice ? () => openPanel({ kind: 'device', board: board.name, name: row.name }) : undefined}
      onMakeRegion={
        'text' in made
          ? () => {
              put(board.name, { name: usualName, folder: home, ...plan, text: made.text });
              openPlanText(board.name);
            }
          : undefined
      }
      whyNoRegion={'why' in made ? made.why : undefined}
    />
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
  const [none, setNone] = useState<string | undefined>();
  return (
    <search>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() === '') return;
          const found = findIn(segments, text, chosen?.kind === 'cluster' ? undefined : chosen);
          setNone('none' in found ? found.none : undefined);
          if ('segment' in found)
            onFound(found.segment, found.address === found.segment.address ? undefined : found.address);
        }}
      >
        <TextField
          label="Find"
          inline
          mono
          placeholder="0x70000000 or a name"
          value={text}
          onValue={(value) => {
            setText(value);
            setNone(undefined);
          }}
          error={none}
        />
      </form>
    </search>
  );
}
