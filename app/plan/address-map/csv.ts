/** A table of addresses: one of a spreadsheet, or what Vivado exports (`assign_bd_address -export_gui_to_file`, UG835). */
import { parse } from 'csv-parse/browser/esm/sync';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { AddressEntry, RawMap } from './address-map.ts';
import { type Doubts, doubtNotes, entryOf, type Field, type Fields, fieldNamed } from './fields.ts';
import { clean, cleanName } from './text.ts';

/** Above the line that names the columns there may be a title and remarks. */
const mostLinesAbove = 50;

const columnsOf = (cells: readonly string[]): (Field | undefined)[] => cells.map(fieldNamed);

const isHead = (columns: readonly (Field | undefined)[]): boolean =>
  columns.includes('name') && columns.includes('address') && (columns.includes('size') || columns.includes('high'));

/**
 * Columns by the names in the first line that has all it takes. Throws `address-map.unknown-format`, `address-map.columns-missing`,
 * `address-map.bad-csv`, and what entryOf throws.
 */
export function readCsv(file: string, text: string): RawMap {
  const delimiter = delimiterOf(file, text);
  const records = recordsOf(file, text, delimiter);
  const head = records.findIndex(({ record }) => isHead(columnsOf(record)));
  const columns = columnsOf(records[head]?.record ?? []);
  const doubts: Doubts = { guessed: [], notes: [] };
  const entries: AddressEntry[] = [];
  let master: string | undefined;
  for (const { record, info } of records.slice(head + 1)) {
    const fields: Fields = {};
    for (const [index, field] of columns.entries()) {
      // Of two columns that mean the same the first counts, unless it is empty.
      if (field !== undefined) fields[field] ||= record[index] ?? '';
    }
    if (record.every((cell) => cell.trim() === '') || record[0]?.trim().startsWith('#') === true) continue;
    if (isHeading(fields)) {
      master = masterOf(fields.name ?? '');
      continue;
    }
    const place = { file, line: info.lines };
    entries.push(entryOf(place, { ...(master !== undefined && { master }), ...fields }, doubts));
  }
  return { source: {}, entries, notes: doubtNotes(doubts) };
}

/** The Address Editor has a row for each network and address space, above those of its segments. */
const isHeading = ({ name = '', address = '', size = '', high = '' }: Fields): boolean =>
  `${address}${size}${high}`.trim() === '' && /^\s*(\/|network\b|excluded|unassigned|unmapped)/i.test(name);

/** `/processing_system7_0/Data (32 address bits : 0x40000000 [ 1G ])` */
function masterOf(heading: string): string | undefined {
  const path = /^\s*\/([^\s(]+)/.exec(heading)?.[1];
  return path && cleanName(path);
}

/** That by which a line names columns; numbers have none of these in them, names seldom. */
function delimiterOf(file: string, text: string): string {
  const lines = text.split(/\r\n|\r|\n/, mostLinesAbove);
  const split = [',', ';', '\t'].flatMap((delimiter) =>
    lines.map((line) => ({
      delimiter,
      columns: columnsOf(line.split(delimiter)).filter((field) => field !== undefined),
    })),
  );
  const head = split.find(({ columns }) => isHead(columns));
  if (head !== undefined) return head.delimiter;
  const near = split.find(({ columns }) => new Set(columns).size >= 2);
  if (near === undefined) {
    throw problem(
      'address-map.unknown-format',
      `${file} is none of .xsa, .hwh, CSV and JSON: no line of it names columns of addresses.`,
      {
        hint: 'A CSV begins with a line such as name,base,size. Of a Vivado design give the .xsa or .hwh.',
        data: { file, line: 1, found: clean(lines[0] ?? '', 80) },
      },
    );
  }
  const missing = [
    ...(near.columns.includes('name') ? [] : ['name']),
    ...(near.columns.includes('address') ? [] : ['base']),
    ...(near.columns.includes('size') || near.columns.includes('high') ? [] : ['size or high']),
  ];
  throw problem('address-map.columns-missing', `${file} has no column for ${missing.join(', and for ')}.`, {
    hint: 'Name the columns in the first line, such as name,base,size.',
    data: { file, missing, found: near.columns },
  });
}

function recordsOf(file: string, text: string, delimiter: string) {
  try {
    return parse(text, {
      delimiter,
      info: true,
      bom: false,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (thrown) {
    const { lines, message } = thrown as { lines?: number; message: string };
    const line = lines ?? 1;
    throw problem('address-map.bad-csv', `${file}, line ${line}: ${clean(message, 200)}.`, {
      hint: 'Each quote that opens a cell needs one that closes it.',
      data: { file, line },
      cause: thrown,
    });
  }
}
