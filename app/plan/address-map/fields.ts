/** What a row of a table, or an object, calls the parts of an entry: the usual names, in any order and spelling. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import { exactSize } from '../quantity.ts';
import type { AddressEntry } from './address-map.ts';
import { addressMissing, checkEnd, numberAt, type Place, sizeMissing, sizeTo } from './number.ts';
import { clean, cleanName } from './text.ts';

/**
 * Without spaces, signs and capitals. Those of Vivado’s Address Editor are among them (UG994: name, interface, slave segment, master
 * base address, range, master high address), and those of a hardware handoff.
 */
const spellings = {
  name: 'name instance slave cell peripheral block module device label region',
  address:
    'base baseaddress baseaddr address addr offset offsetaddress start startaddress startaddr from masterbaseaddress basevalue physicaladdress',
  high: 'high highaddress highaddr end endaddress endaddr last lastaddress to masterhighaddress highvalue',
  size: 'size range length len bytes sizebytes',
  kind: 'kind memtype type usage content',
  master: 'master masters space addressspace masterinterface',
  segment: 'slavesegment segment addressblock',
  interface: 'interface slaveinterface slavebusinterface',
  about: 'about description comment remark',
} as const;

export type Field = keyof typeof spellings;
export type Fields = Partial<Record<Field, string>>;

const fieldOf: ReadonlyMap<string, Field> = new Map(
  Object.entries(spellings).flatMap(([field, words]) =>
    words.split(' ').map((word) => [word, field as Field] as const),
  ),
);

/** `Base Address (hex)` is an address; undefined for what is none of an entry’s. */
export function fieldNamed(heading: string): Field | undefined {
  return fieldOf.get(
    heading
      .replace(/[([].*/, '')
      .toLowerCase()
      .replace(/[^a-z]/g, ''),
  );
}

/** What is to be told of all rows in one sentence. */
export interface Doubts {
  /** Names of those whose kind is by their name alone. */
  readonly guessed: string[];
  readonly notes: string[];
}

/** Throws `address-map.address-missing`, `address-map.size-missing`, `address-map.ends-before-start` and those of numberAt. */
export function entryOf(where: Place, fields: Fields, doubts: Doubts): AddressEntry {
  const name = nameOf(fields) || `line ${where.line}`;
  const place: Place = { ...where, name };
  const said = (field: Field) => fields[field]?.trim() ?? '';
  if (said('address') === '') throw addressMissing(place);
  const address = numberAt(place, 'the address', said('address'));
  const size = sizeOf(place, address, said('size'), said('high'), doubts);
  checkEnd(place, address, size);
  if (looksHex(said('address'), address)) {
    doubts.notes.push(
      `${name}: the address ${said('address')} is read as a decimal number, ${hex(address)}; hexadecimal ones begin with 0x.`,
    );
  }
  const told = kindSaid(said('kind')) ?? kindSaid(said('segment'));
  if (told === undefined) doubts.guessed.push(name);
  return {
    name,
    address,
    size,
    kind: told ?? (/b?ram|ddr|ocm|mem/i.test(name) ? 'memory' : 'registers'),
    masters:
      said('master') === ''
        ? []
        : said('master')
            .split(/[,;]\s*/)
            .map(cleanName),
    byProcessor: true,
    ofProcessor: /ddr|ocm/i.test(said('segment')),
    ...(said('about') !== '' && { about: clean(said('about'), 300) }),
    path: `line ${where.line}`,
  };
}

/** Vivado’s `/axi_gpio_0/S_AXI` is `axi_gpio_0` where S_AXI is the interface. */
function nameOf({ name = '', interface: port = '', segment = '' }: Fields): string {
  const parts = name.trim().split('/');
  if (parts[0] !== '' || parts.length < 2) return cleanName(name);
  const path = parts.slice(1);
  while (path.length > 1 && [port.trim(), segment.trim()].includes(path.at(-1) ?? '')) path.pop();
  return cleanName(path.join('/'));
}

function sizeOf(place: Place, address: bigint, size: string, high: string, { notes }: Doubts): bigint {
  const name = place.name ?? '';
  if (size === '' && high === '') throw sizeMissing(place);
  const bySize = size === '' ? undefined : numberAt(place, 'the size', size);
  const last = high === '' ? undefined : numberAt(place, 'the last address', high);
  if (last === undefined) return bySize ?? 0n;
  const byLast = sizeTo(place, address, last);
  if (bySize !== undefined && bySize !== byLast) {
    notes.push(
      `${name}: its size is ${exactSize(bySize)}, and by its last address ${exactSize(byLast)}; the size counts.`,
    );
  } else if (last % 0x1000n === 0n && last > address) {
    notes.push(
      `${name}: ${hex(last)} is taken for its last byte. If it is the first byte behind it, give the size instead.`,
    );
  }
  return bySize ?? byLast;
}

/** Digits alone that make whole pages when they are read as hexadecimal, and none as decimal. */
const looksHex = (text: string, value: bigint): boolean =>
  /^[0-9_]{5,16}$/.test(text) && value % 0x1000n !== 0n && BigInt(`0x${text.replaceAll('_', '')}`) % 0x1000n === 0n;

/** Words of a column; and Vivado’s own names of segments (`Mem0`, `Reg`, `HP0_DDR_LOWOCM`). */
function kindSaid(text: string): AddressEntry['kind'] | undefined {
  if (/^mem|^ram|ddr|ocm/i.test(text)) return 'memory';
  return /^reg/i.test(text) ? 'registers' : undefined;
}

/** The doubts as notes. */
export function doubtNotes({ guessed, notes }: Doubts): string[] {
  if (guessed.length === 0) return notes;
  const some = guessed.slice(0, 5).join(', ');
  const more = guessed.length > 5 ? ` and ${guessed.length - 5} more` : '';
  return [
    ...notes,
    `The file does not tell memory from registers for ${some}${more}: a name with ram, ddr, ocm or mem is taken for memory, any other for registers.`,
  ];
}
