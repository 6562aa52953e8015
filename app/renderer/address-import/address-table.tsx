/** The entries of a design to choose from, each with what lies there already. */
import { useMemo, useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { AddressEntry, AddressMap } from '../../plan/address-map/address-map.ts';
import { type Lying, whatLiesThere } from '../../plan/address-map/what-lies-there.ts';
import { readPlan } from '../../plan/document.ts';
import { layersOf } from '../../plan/memory-map/layers.ts';
import { endOf } from '../../plan/span.ts';
import { Badge, type Tone } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { printable } from '../components/printable.ts';
import { Select } from '../components/select.tsx';
import { type Column, Table } from '../components/table.tsx';
import { TextField } from '../components/text-field.tsx';
import { sizeWord } from '../frame/words.ts';
import type { KnownFacts } from '../host/use-facts.ts';

type Kind = 'all' | AddressEntry['kind'];

/** More at once help nobody, and make each key in the filter slow. */
const mostRows = 200;

const looks: Readonly<Record<Lying['grade'], { readonly tone: Tone; readonly icon: string }>> = {
  clash: { tone: 'warn', icon: 'warning' },
  has: { tone: 'accent', icon: 'check' },
  told: { tone: 'plain', icon: 'info' },
};

const matches = ({ name, masters, about = '', address }: AddressEntry, wanted: string): boolean =>
  [name, ...masters, about, hex(address)].some((text) => text.toLowerCase().includes(wanted));

export function AddressTable({
  board,
  map,
  chosen,
  onChosen,
  planText,
  facts,
}: {
  board: string;
  map: AddressMap;
  chosen: ReadonlySet<AddressEntry>;
  onChosen(chosen: ReadonlySet<AddressEntry>): void;
  planText: string;
  /** Absent: nothing is known of the board. */
  facts: KnownFacts | undefined;
}) {
  const [filter, setFilter] = useState('');
  const [kind, setKind] = useState<Kind>('all');
  const { plan } = useMemo(() => readPlan(planText), [planText]);
  const layers = useMemo(() => (facts === undefined ? [] : layersOf(facts.board, facts.profile)), [facts]);
  const found = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    const all = map.entries.filter((entry) => (kind === 'all' || entry.kind === kind) && matches(entry, wanted));
    // What Linux can reach is what regions are made of.
    return all.toSorted((a, b) => Number(b.byProcessor) - Number(a.byProcessor));
  }, [map, filter, kind]);
  const rows = found.slice(0, mostRows);
  const lying = useMemo(
    () => new Map(found.slice(0, mostRows).map((entry) => [entry, whatLiesThere(entry, plan, layers)])),
    [found, plan, layers],
  );
  const choose = (entries: readonly AddressEntry[], isChosen: boolean) => {
    const next = new Set(chosen);
    for (const entry of entries) isChosen ? next.add(entry) : next.delete(entry);
    onChosen(next);
  };
  const areAll = rows.length > 0 && rows.every((entry) => chosen.has(entry));
  const columns: readonly Column<AddressEntry>[] = [
    {
      title: 'Name',
      cell: (entry) => (
        <>
          <label className="import-choice">
            <input
              type="checkbox"
              checked={chosen.has(entry)}
              onChange={(event) => choose([entry], event.target.checked)}
            />
            <span>{printable(entry.name)}</span>
          </label>
          {entry.about !== undefined && <p className="import-about small muted">{printable(entry.about)}</p>}
        </>
      ),
    },
    { title: 'Kind', cell: (entry) => (entry.ofProcessor ? 'memory (PS)' : entry.kind) },
    {
      title: 'Range',
      mono: true,
      cell: (entry) => (
        <>
          {hex(entry.address)} –<br />
          {entry.size === 0n ? 'empty' : hex(endOf(entry) - 1n)}
        </>
      ),
    },
    { title: 'Size', mono: true, right: true, cell: ({ size }) => sizeWord(size) },
    {
      title: 'Seen by',
      cell: ({ masters }) => (
        <span className="import-masters small">
          {masters.map((master) => (
            <span key={master}>
              <Master name={printable(master)} />
            </span>
          ))}
        </span>
      ),
    },
    {
      title: 'Lies there already',
      cell: (entry) => (
        <span className="import-lying">
          {lying.get(entry)?.map(({ grade, text }) => (
            <Badge key={text} {...looks[grade]}>
              {printable(text)}
            </Badge>
          ))}
        </span>
      ),
    },
  ];
  return (
    <>
      <div className="row row-wrap">
        <TextField label="Filter" inline placeholder="a name, an address" value={filter} onValue={setFilter} />
        <Select<Kind>
          label="Kind"
          value={kind}
          options={[
            { value: 'all', label: 'all' },
            { value: 'memory', label: 'memory' },
            { value: 'registers', label: 'registers' },
          ]}
          onValue={setKind}
        />
        <Button disabled={rows.length === 0} onClick={() => choose(rows, !areAll)}>
          {areAll ? 'Choose none of them' : 'Choose all of them'}
        </Button>
        <span role="status" className="small muted">
          {found.length < map.entries.length && `${found.length} of ${map.entries.length} match. `}
          {chosen.size === 0 ? 'None is chosen.' : `${chosen.size} chosen.`}
        </span>
      </div>
      {facts === undefined && (
        <p className="small muted">
          Nothing is known of {board} itself: connect it, and the table also tells what lies there on the board.
        </p>
      )}
      <div className="import-table">
        <Table
          label="Addresses of the design"
          columns={columns}
          rows={rows}
          rowKey={({ path, name }) => `${path} ${name}`}
        />
      </div>
      {found.length > rows.length && (
        <p className="small muted">{found.length - rows.length} more match: say more in the filter.</p>
      )}
    </>
  );
}

/** Its block, and its port: in two lines where there is no room for one. */
function Master({ name }: { name: string }) {
  const [block, ...port] = name.split('/');
  return port.length === 0 ? (
    block
  ) : (
    <>
      {block}/<wbr />
      {port.join('/')}
    </>
  );
}
