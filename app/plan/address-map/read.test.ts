/** Designs and tables as they are written, and what is refused, each by its id. */
import { strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import { addressFile, platform } from '../testing/address-files.ts';
import { mostEntries } from './address-map.ts';
import { readAddressMap } from './read.ts';

/** `axi_gpio_0 0x41200000 0x10000 registers processing_system7_0/M_AXI_GP0` */
const told = (name: string, bytes: Uint8Array | string) =>
  readAddressMap(name, typeof bytes === 'string' ? strToU8(bytes) : bytes).entries.map(
    ({ name: entry, address, size, kind, masters, ofProcessor }) =>
      [
        entry,
        `0x${address.toString(16)}`,
        `0x${size.toString(16)}`,
        ofProcessor ? `${kind} of the processor` : kind,
        ...masters,
      ].join(' '),
  );

function refused(name: string, bytes: Uint8Array | string) {
  try {
    return readAddressMap(name, typeof bytes === 'string' ? strToU8(bytes) : bytes);
  } catch (thrown) {
    return problemOf(thrown);
  }
}

const zynq = [
  'processing_system7_0 0x0 0x20000000 memory of the processor axi_dma_0/M_AXI_MM2S axi_dma_0/M_AXI_S2MM',
  'axi_bram_ctrl_0 0x40000000 0x2000 memory processing_system7_0/M_AXI_GP0',
  'axi_dma_0 0x40400000 0x10000 registers processing_system7_0/M_AXI_GP0',
  'axi_gpio_0 0x41200000 0x10000 registers processing_system7_0/M_AXI_GP0',
];

test('a Zynq-7000 design tells memories and registers, and who sees them', () => {
  expect(told('zynq-7000.hwh', addressFile('zynq-7000.hwh'))).toEqual(zynq);
  const { source, notes, entries } = readAddressMap('/exports/zynq-7000.hwh', addressFile('zynq-7000.hwh'));
  expect({ source, notes }).toEqual({
    source: {
      file: 'zynq-7000.hwh',
      format: 'hwh',
      tool: 'Vivado 2023.2',
      design: 'design_1',
      part: 'xc7z020clg400-1',
    },
    notes: [],
  });
  expect(entries.map(({ about, path }) => [about, path]).slice(0, 2)).toEqual([
    ['Memory of the processor system (HP0_DDR_LOWOCM), as logic sees it: Linux may use it.', 'zynq-7000.hwh, line 16'],
    ['axi_bram_ctrl 4.1.', 'zynq-7000.hwh, line 25'],
  ]);
});

test('masters that see a slave alike share an entry, and those that see it elsewhere have one each', () => {
  expect(told('zynqmp.hwh', addressFile('zynqmp.hwh'))).toEqual([
    'dlmb 0x0 0x10000 memory microblaze_0/DLMB',
    'zynq_ultra_ps_e_0/HPC0_DDR_LOW 0x0 0x80000000 memory of the processor dma/M_AXI_S2MM',
    'bram 0xa0000000 0x40000 memory zynq_ultra_ps_e_0/M_AXI_HPM0_FPD zynq_ultra_ps_e_0/M_AXI_HPM1_FPD',
    'dma 0xa0040000 0x10000 registers zynq_ultra_ps_e_0/M_AXI_HPM0_FPD',
    'stream_fifo 0xc0000000 0x10000 registers microblaze_0/M_AXI_DP',
    'zynq_ultra_ps_e_0/HPC0_LPS_OCM 0xff000000 0x1000000 registers dma/M_AXI_S2MM',
    'stream_fifo 0x400000000 0x10000 registers zynq_ultra_ps_e_0/M_AXI_HPM1_FPD',
    'zynq_ultra_ps_e_0/HPC0_DDR_HIGH 0x800000000 0x80000000 memory of the processor dma/M_AXI_S2MM',
  ]);
  const { entries, notes } = readAddressMap('zynqmp.hwh', addressFile('zynqmp.hwh'));
  expect(notes).toEqual(['One range is left out: of instructions alone.']);
  expect(entries.find(({ address }) => address === 0xc000_0000n)?.about).toBe(
    'axi_fifo_mm_s 4.2. zynq_ultra_ps_e_0 does not see it: Linux may find something else at this address.',
  );
  expect(
    entries.filter(({ byProcessor }) => byProcessor).map(({ name, address }) => `${name} ${address >> 28n}`),
  ).toEqual(['bram 10', 'dma 10', 'stream_fifo 64']);
});

test('a platform is its handoff', () => {
  const bytes = platform({ 'design_1.hwh': addressFile('zynq-7000.hwh') });
  expect(told('whatever.bin', bytes)).toEqual(zynq);
  expect(readAddressMap('design_1.xsa', bytes).source).toMatchObject({ file: 'design_1.xsa', format: 'xsa' });
});

test('of several handoffs the top is read, by what names it or by what the processor sees', () => {
  const inner = '<EDKSYSTEM VIVADOVERSION="2023.2"><MODULES/></EDKSYSTEM>';
  const both = { 'a/inner.hwh': inner, 'zynq.hwh': addressFile('zynq-7000.hwh') };
  const notes = (more: Record<string, string>) => readAddressMap('x.xsa', platform({ ...both, ...more })).notes;
  expect(notes({})).toEqual(['Of 2 block designs zynq.hwh is read: its processor sees the most ranges.']);
  expect(
    notes({
      'sysdef.xml': '<Project><File Type="HW_HANDOFF" Name="zynq.hwh" BD_TYPE="DEFAULT_BD"/></Project>',
    }),
  ).toEqual(['Of 2 block designs zynq.hwh is read: sysdef.xml names it the top.']);
  expect(
    notes({
      'sysdef.xml': '<Project',
      'xsa.json': '{"files":[{"name":"a/inner.hwh","kind":"REFERENCE_BD"},{"name":"zynq.hwh","kind":"DEFAULT_BD"}]}',
    }),
  ).toEqual(['Of 2 block designs zynq.hwh is read: xsa.json names it the top.']);
  // What it names is read, be it the emptier one.
  expect(
    refused('x.xsa', platform({ ...both, 'sysdef.xml': '<P><File Name="inner.hwh" BD_TYPE="DEFAULT_BD"/></P>' })),
  ).toMatchObject({ id: 'address-map.empty' });
});

test('Vivado’s table has networks, spaces and paths', () => {
  expect(told('address-editor.csv', addressFile('address-editor.csv'))).toEqual([
    'processing_system7_0 0x0 0x20000000 memory of the processor axi_dma_0/Data_MM2S',
    'axi_bram_ctrl_0 0x40000000 0x2000 memory processing_system7_0/Data',
    'axi_dma_0 0x40400000 0x10000 registers processing_system7_0/Data',
    'axi_gpio_0 0x41200000 0x10000 registers processing_system7_0/Data',
  ]);
});

test('columns have any order, separator and usual name', () => {
  const expected = ['gpio 0xa0000000 0x10000 registers', 'ram 0xa0010000 0x10000 memory'];
  for (const text of [
    'name,base,size,kind\ngpio,0xA0000000,64K,registers\nram,0xA0010000,64 KiB,memory\n',
    '\ufeffSize;Base Address (hex);Instance;Usage\r\n0x10000;0xA000_0000;gpio;reg\r\n0x10000;0xa0010000;ram;mem\r\n',
    'High\tStart\tSlave\tType\n0xA000FFFF\t0xA0000000\tgpio\tREGISTER\n0xA001FFFF\t0xA0010000\tram\tMEMORY\n',
    '# Made by hand\n\n"name", "offset", "range", "kind"\n"gpio","0xA0000000","65536","registers"\n# a remark\nram,0xA0010000,64k,ram\n',
  ]) {
    expect(told('map.csv', text)).toEqual(expected);
  }
});

test('JSON is a list of objects, or an object of a name for each, with numbers of 64 bits', () => {
  expect(
    told('map.json', '[{"name":"high","base":18446744073709547520,"size":4096,"kind":"memory","masters":["a","b"]}]'),
  ).toEqual(['high 0xfffffffffffff000 0x1000 memory a b']);
  expect(told('map.json', `[{"name":"${'['.repeat(40)}\\"[", "base":0, "size":"4K", "kind":"memory"}]`)).toEqual([
    `${'['.repeat(40)}"[ 0x0 0x1000 memory`,
  ]);
  expect(told('map.json', '{"gpio":{"base":"0xA0000000","size":"64K","kind":"registers"}}')).toEqual([
    'gpio 0xa0000000 0x10000 registers',
  ]);
  expect(
    told('map.json', '{"made":"by hand","entries":[{"instance":"gpio","start":"0x1000","end":"0x1fff"}]}'),
  ).toEqual(['gpio 0x1000 0x1000 registers']);
});

test('what is odd and harmless is told, and kept', () => {
  const { entries, notes } = readAddressMap(
    'map.csv',
    strToU8(
      [
        'name,base,size,end',
        'bram_0,0xA0000000,64K,',
        'gpio,0xA0008000,4K,',
        'nothing,0xA0100000,0,',
        'round,0xA0200000,,0xA0201000',
        'two,0xA0300000,4K,0xA0301fff',
        'decimal,40000000,4K,',
      ].join('\n'),
    ),
  );
  expect(entries.map(({ name }) => name)).toEqual(['decimal', 'bram_0', 'gpio', 'nothing', 'round', 'two']);
  expect(notes).toEqual([
    'round: 0xa0201000 is taken for its last byte. If it is the first byte behind it, give the size instead.',
    'two: its size is 4 KiB, and by its last address 8 KiB; the size counts.',
    'decimal: the address 40000000 is read as a decimal number, 0x2625a00; hexadecimal ones begin with 0x.',
    'The file does not tell memory from registers for bram_0, gpio, nothing, round, two and 1 more: a name with ram, ddr, ocm or mem is taken for memory, any other for registers.',
    'nothing at 0xa0100000 has no size: no region can be made of it.',
    'bram_0, 0xa0000000 to 0xa000ffff (64 KiB), and gpio, 0xa0008000 to 0xa0008fff (4 KiB), overlap.',
  ]);
});

test('what one master sees does not clash with what another sees', () => {
  const overlap = (second: string) =>
    readAddressMap(
      'x.json',
      strToU8(
        `[{"name":"a","base":0,"size":"1M","kind":"memory","master":"cpu"},{"name":"b","base":0,"size":"4K","kind":"memory","master":"${second}"}]`,
      ),
    ).notes;
  expect(overlap('dma')).toEqual([]);
  expect(overlap('dma, cpu')).toHaveLength(1);
});

const hwh = (ranges: string) =>
  `<EDKSYSTEM>\n<MODULE INSTANCE="ps" MODCLASS="PROCESSOR" MODTYPE="processing_system7"><MEMORYMAP>\n${ranges}\n</MEMORYMAP></MODULE></EDKSYSTEM>`;

test.each<[what: string, id: string, name: string, bytes: Uint8Array | string, data: object]>([
  [
    'a picture',
    'address-map.unknown-format',
    'x.png',
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 0]),
    { file: 'x.png' },
  ],
  ['a text', 'address-map.unknown-format', 'x.txt', 'Dear reader,\nthis is no map.\n', { found: 'Dear reader,' }],
  ['nothing', 'address-map.unknown-format', 'x.csv', '', { line: 1 }],
  ['other XML', 'address-map.unknown-format', 'x.xml', '<component/>', { file: 'x.xml' }],
  ['UTF-16', 'address-map.wrong-encoding', 'x.csv', new Uint8Array([0xff, 0xfe, 0x6e, 0]), { line: 1 }],
  [
    'Latin-1',
    'address-map.wrong-encoding',
    'x.csv',
    new Uint8Array([...strToU8('name,base,size\n'), 0xe4, 0x2c]),
    { line: 2 },
  ],
  ['XML that ends', 'address-map.bad-xml', 'x.hwh', '<EDKSYSTEM>\n  <MODULES>', { line: 2 }],
  ['XML that is wrong', 'address-map.bad-xml', 'x.hwh', '<EDKSYSTEM>\n<A b=1/></EDKSYSTEM>', { line: 2, column: 6 }],
  ['no entries', 'address-map.empty', 'x.hwh', hwh(''), { file: 'x.hwh' }],
  ['no rows', 'address-map.empty', 'x.csv', 'name,base,size\n', { file: 'x.csv' }],
  ['an empty list', 'address-map.empty', 'x.json', '[]', { file: 'x.json' }],
  [
    'no address in a handoff',
    'address-map.address-missing',
    'x.hwh',
    hwh('<MEMRANGE INSTANCE="g"/>'),
    { line: 3, name: 'g' },
  ],
  [
    'no end in a handoff',
    'address-map.size-missing',
    'x.hwh',
    hwh('<MEMRANGE INSTANCE="g" BASEVALUE="0x0"/>'),
    { line: 3 },
  ],
  ['no address in a table', 'address-map.address-missing', 'x.csv', 'name,base,size\ng,,4K\n', { line: 2, name: 'g' }],
  ['no address in JSON', 'address-map.address-missing', 'x.json', '[{"name":"g",\n"size":1}]', { line: 1, name: 'g' }],
  ['no size', 'address-map.size-missing', 'x.csv', 'name,base,size\ng,0x1000,\n', { line: 2 }],
  [
    'no column of sizes',
    'address-map.columns-missing',
    'x.csv',
    'name,base\ng,0x1000\n',
    { missing: ['size or high'] },
  ],
  [
    'an end before the start',
    'address-map.ends-before-start',
    'x.hwh',
    hwh('<MEMRANGE INSTANCE="g" BASEVALUE="0x2000" HIGHVALUE="0x1000"/>'),
    { base: '0x2000', high: '0x1000' },
  ],
  [
    '65 bits',
    'address-map.number-too-large',
    'x.csv',
    'name,base,size\ng,0x10000000000000000,4K\n',
    { value: '0x10000000000000000' },
  ],
  [
    'an end behind 64 bits',
    'address-map.number-too-large',
    'x.csv',
    'name,base,size\ng,0xfffffffffffff000,8K\n',
    { line: 2 },
  ],
  [
    'a word for a number',
    'address-map.bad-number',
    'x.csv',
    'name,base,size\ng,A0000000h,8K\n',
    { value: 'A0000000h' },
  ],
  ['a fraction', 'address-map.bad-number', 'x.json', '{"g":{"base":0.5,"size":"4K"}}', { value: '0.5' }],
  ['an open quote', 'address-map.bad-csv', 'x.csv', 'name,base,size\n"g,0x1000,4K\n', { file: 'x.csv' }],
  ['JSON that ends', 'address-map.bad-json', 'x.json', '[{"name":"g",\n"base":', { line: 2 }],
  ['words without quotes', 'address-map.bad-json', 'x.json', '[{name:"g"}]', { line: 1, column: 3 }],
  ['deep JSON', 'address-map.bad-json', 'x.json', '['.repeat(200_000), { line: 1, column: 17 }],
  ['a list of numbers', 'address-map.not-an-entry', 'x.json', '[\n1]', { line: 2 }],
  [
    'too many',
    'address-map.too-many',
    'x.csv',
    `name,base,size,kind\n${'g,0,1,reg\n'.repeat(mostEntries + 1)}`,
    { most: mostEntries },
  ],
  ['a table of 5 MiB', 'address-map.too-large', 'x.csv', `name,base,size\n${' '.repeat(5 << 20)}`, { most: 4 << 20 }],
  ['a text of 65 MiB', 'address-map.too-large', 'x.hwh', new Uint8Array((64 << 20) + 1).fill(0x3c), { most: 64 << 20 }],
])('%s: %s', (_, id, name, bytes, data) => {
  const found = refused(name, bytes);
  expect(found).toMatchObject({ id, message: expect.stringMatching(/\.$/), hint: expect.any(String), data });
  // No file is so wrong that a sentence about it would be endless.
  expect(
    JSON.stringify(found, (_key, value) => (typeof value === 'bigint' ? String(value) : value)).length,
  ).toBeLessThan(1500);
});
