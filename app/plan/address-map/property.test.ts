/** Any map reads back the same from each format; any damage is a problem with an id, never another error. */
import fc from 'fast-check';
import { strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import { ProblemError } from '../../../remote-helper/rpc/problem.ts';
import { exactSize } from '../quantity.ts';
import { addressFile, platform } from '../testing/address-files.ts';
import { readAddressMap } from './read.ts';

interface Said {
  readonly name: string;
  readonly address: bigint;
  readonly size: bigint;
  readonly kind: 'memory' | 'registers';
  readonly master: string;
}

const hex = (value: bigint) => `0x${value.toString(16)}`;
const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,30}$/);

const entry = fc
  .record({
    address: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    size: fc.oneof(
      fc.bigInt({ min: 1n, max: 1n << 33n }),
      fc.nat(30).map((shift) => 1n << BigInt(shift)),
    ),
    kind: fc.constantFrom('memory' as const, 'registers' as const),
    master: word.map((name) => `ps_${name}`),
  })
  .map((each) => ({ ...each, size: each.address + each.size > 1n << 64n ? (1n << 64n) - each.address : each.size }));

const maps = fc
  .uniqueArray(word, { minLength: 1, maxLength: 20 })
  .chain((names) => fc.tuple(...names.map((name) => entry.map((said): Said => ({ name, ...said })))));

const bySpan = (a: Said, b: Said) =>
  a.address === b.address
    ? a.size < b.size
      ? -1
      : a.size > b.size
        ? 1
        : a.name < b.name
          ? -1
          : 1
    : a.address < b.address
      ? -1
      : 1;

function readBack(file: string, bytes: Uint8Array): Said[] {
  return readAddressMap(file, bytes)
    .entries.map(({ name, address, size, kind, masters }) => ({ name, address, size, kind, master: masters.join(' ') }))
    .sort(bySpan);
}

const shuffled = <Value>(values: readonly Value[], order: readonly number[]): Value[] =>
  values
    .map((value, index) => ({ value, at: order[index] ?? 0 }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);

function csv(map: readonly Said[], order: readonly number[], separator: string, isBySize: boolean): string {
  const columns = shuffled<readonly [string, (said: Said) => string]>(
    [
      ['Name', ({ name }) => `"${name}"`],
      ['Base Address', ({ address }) => hex(address)],
      isBySize
        ? ['Range', ({ size }) => exactSize(size).replace(' bytes', '')]
        : ['High', ({ address, size }) => hex(address + size - 1n)],
      ['MemType', ({ kind }) => (kind === 'memory' ? 'MEMORY' : 'REGISTER')],
      ['Master', ({ master }) => master],
    ],
    order,
  );
  return [columns.map(([title]) => title), ...map.map((said) => columns.map(([, cell]) => cell(said)))]
    .map((cells) => cells.join(separator))
    .join('\r\n');
}

function json(map: readonly Said[], isList: boolean): string {
  // A number of 64 bits is one in JSON, whatever JavaScript makes of it.
  const body = ({ address, size, kind, master }: Said) =>
    `"base": ${address}, "size": "${hex(size)}", "kind": "${kind}", "master": "${master}"`;
  return isList
    ? `[${map.map((said) => `{"name": "${said.name}", ${body(said)}}`).join(',\n')}]`
    : `{${map.map((said) => `"${said.name}": {${body(said)}}`).join(',\n')}}`;
}

function hwh(map: readonly Said[]): string {
  const modules = [...Map.groupBy(map, ({ master }) => master)].map(([master, ranges]) => {
    const lines = ranges.map(
      ({ name, address, size, kind }) =>
        `<MEMRANGE INSTANCE="${name}" ADDRESSBLOCK="B" BASEVALUE="${hex(address)}" HIGHVALUE="${hex(address + size - 1n)}" MEMTYPE="${kind === 'memory' ? 'MEMORY' : 'REGISTER'}" IS_DATA="TRUE"/>`,
    );
    return `<MODULE INSTANCE="${master}" MODCLASS="PROCESSOR" MODTYPE="microblaze"><MEMORYMAP>\n${lines.join('\n')}</MEMORYMAP></MODULE>`;
  });
  return `<?xml version="1.0"?>\n<EDKSYSTEM>\n<MODULES>${modules.join('')}</MODULES></EDKSYSTEM>`;
}

test('a map reads back the same from CSV, JSON, .hwh and .xsa', () => {
  fc.assert(
    fc.property(
      maps,
      fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
      fc.constantFrom(',', ';', '\t'),
      fc.boolean(),
      (map, order, separator, flag) => {
        const wanted = [...map].sort(bySpan);
        expect(readBack('x.csv', strToU8(csv(map, order, separator, flag)))).toEqual(wanted);
        expect(readBack('x.json', strToU8(json(map, flag)))).toEqual(wanted);
        expect(readBack('x.hwh', strToU8(hwh(map)))).toEqual(wanted);
        expect(readBack('x.xsa', platform({ 'x.hwh': hwh(map) }))).toEqual(wanted);
      },
    ),
    { numRuns: 150 },
  );
});

const originals = [
  addressFile('zynq-7000.hwh'),
  addressFile('address-editor.csv'),
  strToU8('[{"name":"a","base":"0x1000","size":"4K","masters":["x","y"]},{"name":"b","base":4096,"high":8191}]'),
  platform({ 'x.hwh': addressFile('zynq-7000.hwh'), 'y.hwh': addressFile('zynqmp.hwh'), 'sysdef.xml': '<P/>' }),
];

const damage = fc.record({
  original: fc.constantFrom(...originals),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    fc.constantFrom('"', '<', ',', '{', ']', '0x', '\n', '&').map((text) => strToU8(text)),
  ),
  how: fc.constantFrom('cut', 'replace', 'overwrite', 'insert'),
});

function damaged({
  original,
  from,
  to,
  put,
  how,
}: typeof damage extends fc.Arbitrary<infer Value> ? Value : never): Uint8Array {
  const a = Math.floor(from * original.length);
  const b = Math.max(a, Math.floor(to * original.length));
  const end = { cut: original.length, replace: b, overwrite: a + put.length, insert: a }[how] ?? a;
  return new Uint8Array([...original.subarray(0, a), ...put, ...original.subarray(end)]);
}

function isReadOrRefused(bytes: Uint8Array): boolean {
  try {
    return readAddressMap('x', bytes).entries.length > 0;
  } catch (thrown) {
    if (thrown instanceof ProblemError && thrown.id.startsWith('address-map.') && thrown.problem.hint !== undefined)
      return true;
    throw thrown;
  }
}

test('damage is a problem, never another error', () => {
  fc.assert(
    fc.property(damage, (how) => isReadOrRefused(damaged(how))),
    { numRuns: 2_000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isReadOrRefused), { numRuns: 1_000 });
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => isReadOrRefused(strToU8(`name,base,size\n${text}`))),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(fc.json(), (text) => isReadOrRefused(strToU8(text))),
    { numRuns: 1_000 },
  );
});
