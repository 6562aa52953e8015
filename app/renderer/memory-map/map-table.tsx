/** The same as a table: every range, none joined and none left out. */
import { hex } from '../../../remote-helper/contract/hex.ts';
import type { Segment } from '../../plan/memory-map/segments.ts';
import { endOf } from '../../plan/span.ts';
import { printable } from '../components/printable.ts';
import { type Column, Table } from '../components/table.tsx';
import { sizeWord } from '../frame/words.ts';
import { kindWords } from './kind-words.ts';

const columns: readonly Column<Segment>[] = [
  { title: 'From', mono: true, cell: ({ address }) => hex(address) },
  { title: 'To', mono: true, cell: (segment) => hex(endOf(segment) - 1n) },
  { title: 'Size', mono: true, right: true, cell: ({ size }) => sizeWord(size) },
  { title: 'Name', cell: ({ name }) => printable(name) },
  { title: 'What', cell: ({ kind }) => kindWords[kind] },
  { title: 'By', cell: ({ layers }) => printable(layers[0]?.from ?? '') },
];

export function MapTable({ label, segments }: { label: string; segments: readonly Segment[] }) {
  return <Table label={label} columns={columns} rows={segments} rowKey={({ address }) => String(address)} />;
}
