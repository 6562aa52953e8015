/** Addresses of a hardware design, of whatever file tells them. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { endOf, overlaps, spanText } from '../span.ts';
import { type AddressEntry, type AddressMap, mostEntries, type RawMap } from './address-map.ts';
import { readCsv } from './csv.ts';
import { readHwh } from './hwh.ts';
import { readJson } from './json.ts';
import { clean, utf8 } from './text.ts';
import { mostOfHandoff, readXsa } from './xsa.ts';
import { isZip, tooLarge } from './zip.ts';

/**
 * Bytes of a platform. It is held whole, and most of it is the bitstream, whose size is the part’s (AMD UG470 and UG570,
 * Configuration Bitstream Length); this is far more than those tables have, and far less than a page can hold.
 */
export const mostOfPlatform = 512 << 20;

/** Bytes of a table or of JSON: `mostEntries` at several hundred bytes each. */
const mostOfTable = 4 << 20;

/** Notes of one kind; what is wrong everywhere need not be said of each. */
const mostOverlaps = 20;

/**
 * The format is told by what the file has in it, not by its name. `name` may have folders. Throws problems alone, all of them
 * `address-map.…`: `too-large`, `unknown-format`, `wrong-encoding`, `empty`, `too-many`, and those of zip.ts, xsa.ts, hwh.ts,
 * csv.ts, json.ts and number.ts.
 */
export function readAddressMap(name: string, bytes: Uint8Array): AddressMap {
  const file = clean(name.split(/[\\/]/).at(-1) ?? '', 120) || 'the file';
  const { format, raw } = read(file, bytes);
  if (raw.entries.length === 0) {
    throw problem('address-map.empty', `${file} has no address in it.`, {
      hint: 'Assign addresses in the design (in Vivado: Address Editor, Assign All), and export it again.',
      data: { file },
    });
  }
  if (raw.entries.length > mostEntries) {
    throw problem(
      'address-map.too-many',
      `${file} has ${raw.entries.length} addresses; at most ${mostEntries} are read.`,
      {
        hint: 'Give a CSV with the ranges that are needed.',
        data: { file, entries: raw.entries.length, most: mostEntries },
      },
    );
  }
  const entries = raw.entries.toSorted((a, b) => compare(a.address, b.address) || compare(a.size, b.size));
  return { source: { file, format, ...raw.source }, entries, notes: [...raw.notes, ...oddities(entries)] };
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function read(file: string, bytes: Uint8Array): { format: AddressMap['source']['format']; raw: RawMap } {
  if (isZip(bytes)) {
    if (bytes.length > mostOfPlatform) throw tooLarge(file, BigInt(bytes.length), mostOfPlatform);
    return { format: 'xsa', raw: readXsa(file, bytes) };
  }
  if (bytes.length > mostOfHandoff) throw tooLarge(file, BigInt(bytes.length), mostOfHandoff);
  const text = utf8(file, bytes);
  const first = /\S/.exec(text)?.[0];
  if (first === '<') return { format: 'hwh', raw: readHwh(file, text) };
  if (bytes.length > mostOfTable) throw tooLarge(file, BigInt(bytes.length), mostOfTable);
  if (first === '{' || first === '[') return { format: 'json', raw: readJson(file, text) };
  return { format: 'csv', raw: readCsv(file, text) };
}

/** Empty ranges, and those that lie on another that the same master sees. `entries`: in the order of addresses. */
function oddities(entries: readonly AddressEntry[]): string[] {
  const empty = entries
    .filter(({ size }) => size === 0n)
    .map(({ name, address }) => `${name} at ${hex(address)} has no size: no region can be made of it.`);
  const found: string[] = [];
  let open: AddressEntry[] = [];
  let more = 0;
  for (const entry of entries) {
    open = open.filter((each) => endOf(each) > entry.address);
    for (const other of open) {
      if (!overlaps(other, entry) || !seenTogether(other, entry)) continue;
      if (found.length < mostOverlaps) {
        found.push(`${other.name}, ${spanText(other)}, and ${entry.name}, ${spanText(entry)}, overlap.`);
      } else more += 1;
    }
    open.push(entry);
  }
  return [...empty, ...found, ...(more > 0 ? [`${more} more overlaps.`] : [])];
}

/** What one master sees of another’s addresses does not clash; where no master is told there is one view. */
function seenTogether(a: AddressEntry, b: AddressEntry): boolean {
  if (a.masters.length === 0 || b.masters.length === 0) return true;
  return a.masters.some((master) => b.masters.includes(master));
}
