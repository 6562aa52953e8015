/** Fields that are changed: what the text says afterwards, with dtc as the judge, and what it says as before. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseQuantity } from '../../../plan/quantity.ts';
import { applyTextEdits } from '../../mend.ts';
import { built, sortedTree } from '../../testing/built.ts';
import { indexTree } from '../../tree-index.ts';
import { fieldEdits } from './field-edits.ts';
import type { FieldName } from './node-form.ts';
import { board, changedLines, fieldValue, formOf, overlay, read, set } from './testing/form-samples.ts';

const bram = '/soc/uiomem@40000';
const reserved = '/reserved-memory/frames@70000000';
const pool = '/reserved-memory/pool';

function change(text: string, path: string, name: FieldName, value: string | undefined) {
  const done = set(text, path, name, value);
  if (typeof done === 'string') return done;
  // It is a text that dtc takes.
  built(done.text);
  const { gone, come } = changedLines(text, done.text);
  return { gone, come, ...(done.path !== path && { path: done.path }) };
}

test.each<[FieldName, string | undefined, string[], string[]]>([
  [
    'address',
    '0x50000',
    ['bram: uiomem@40000 {', 'reg = <0x40000 0x2000>; /* of the PL */'],
    ['bram: uiomem@50000 {', 'reg = <0x50000 0x2000>; /* of the PL */'],
  ],
  ['size', '64 KiB', ['reg = <0x40000 0x2000>; /* of the PL */'], ['reg = <0x40000 0x10000>; /* of the PL */']],
  ['device-name', 'a "b"', [], ['device-name = "a \\"b\\"";']],
  ['cache', 'off', [], ['cache-off;']],
  ['shareable', 'true', [], ['shareable;']],
  ['shareable', 'false', [], []],
  ['minor-number', '12', ['minor-number = <3>;'], ['minor-number = <12>;']],
  ['minor-number', undefined, ['minor-number = <3>;'], []],
  ['sync-offset', '0x200', ['sync-offset = <0x0 0x1000>;'], ['sync-offset = <0x0 0x200>;']],
  ['sync-size', '4 KiB', [], ['sync-size = <0x0 0x1000>;']],
  ['sync-direction', 'cpu-writes', ['sync-direction = <2>;'], ['sync-direction = <1>;']],
  ['sync-mode', 'dma-coherent', ['sync-mode = <2>; // write-combine'], ['sync-mode = <3>; // write-combine']],
  ['sync-mode', undefined, ['sync-mode = <2>; // write-combine'], ['// write-combine']],
  ['sync-always', 'true', [], ['sync-always;']],
  ['status', 'disabled', ['status = "okay";'], ['status = "disabled";']],
])('%s of a device becomes %s, and no other line changes', (name, value, gone, come) => {
  const done = change(board, bram, name, value);
  expect(done).toEqual({ gone, come, ...(name === 'address' && { path: '/soc/uiomem@50000' }) });
});

test.each<[string, FieldName, string | undefined, string[], string[]]>([
  [
    reserved,
    'label',
    'kept',
    ['frames_reserved: frames@70000000 {', 'memory-region = <&frames_reserved>;'],
    ['kept: frames@70000000 {', 'memory-region = <&kept>;'],
  ],
  [reserved, 'no-map', undefined, ['no-map; // kept from Linux'], ['// kept from Linux']],
  [
    reserved,
    'address',
    undefined,
    ['frames_reserved: frames@70000000 {', 'reg = <0x0 0x70000000 0x0 0x100000>;'],
    ['frames_reserved: frames {', 'size = <0x0 0x100000>;'],
  ],
  [pool, 'label', 'pool', ['pool {'], ['pool: pool {']],
  [
    pool,
    'address',
    '0x60000000',
    ['pool {', 'size = <0x0 0x800000>;'],
    ['pool@60000000 {', 'reg = <0x0 0x60000000 0x0 0x800000>;'],
  ],
  [pool, 'size', '16 MiB', ['size = <0x0 0x800000>;'], ['size = <0x0 0x1000000>;']],
  [pool, 'alignment', '2 MiB', ['alignment = <0x0 0x1000>;'], ['alignment = <0x0 0x200000>;']],
  [
    pool,
    'alloc-ranges',
    '0x40000000 + 256 MiB',
    ['alloc-ranges = <0x0 0x40000000 0x0 0x20000000>;'],
    ['alloc-ranges = <0x0 0x40000000 0x0 0x10000000>;'],
  ],
  [
    pool,
    'alloc-ranges',
    '0 + 1 GiB, 0x800000000 + 1 GiB',
    ['alloc-ranges = <0x0 0x40000000 0x0 0x20000000>;'],
    ['alloc-ranges = <0x0 0x0 0x0 0x40000000>, <0x8 0x0 0x0 0x40000000>;'],
  ],
  [
    pool,
    'compatible',
    'mine shared-dma-pool',
    ['compatible = "shared-dma-pool";'],
    ['compatible = "mine", "shared-dma-pool";'],
  ],
  [pool, 'reusable', 'false', ['reusable;'], []],
  [pool, 'status', 'disabled', [], ['status = "disabled";']],
])('%s: %s becomes %s, and no other line changes', (path, name, value, gone, come) => {
  expect(change(board, path, name, value)).toMatchObject({ gone, come });
});

describe('a reservation', () => {
  it('takes the place of reg, and the name its unit address', () => {
    expect(change(board, bram, 'memory-region', pool)).toEqual({
      gone: ['pool {', 'bram: uiomem@40000 {', 'reg = <0x40000 0x2000>; /* of the PL */'],
      come: ['pool: pool {', 'bram: uiomem {', 'memory-region = <&pool>; /* of the PL */'],
      path: '/soc/uiomem',
    });
  });

  it('is another one: the reference alone changes', () => {
    expect(change(board, '/frames', 'memory-region', pool)).toEqual({
      gone: ['pool {', 'memory-region = <&frames_reserved>;'],
      come: ['pool: pool {', 'memory-region = <&pool>;'],
    });
  });

  it('that is let go leaves its range to reg', () => {
    expect(change(board, '/frames', 'memory-region', undefined)).toEqual({
      gone: ['frames {', 'memory-region = <&frames_reserved>;'],
      come: ['frames@70000000 {', 'reg = <0x0 0x70000000 0x0 0x100000>;'],
      path: '/frames@70000000',
    });
  });

  it('gives way to an address, with its size', () => {
    expect(change(board, '/frames', 'address', '0x78000000')).toMatchObject({
      come: ['frames@78000000 {', 'reg = <0x0 0x78000000 0x0 0x100000>;'],
    });
  });

  it('of the board is named by its label', () => {
    const base = indexTree(built(board, '-@'));
    const path = '/fragment@0/__overlay__/bus/bram@a0000000';
    const done = set(overlay, path, 'memory-region', reserved, base);
    expect(done).toMatchObject({ path: '/fragment@0/__overlay__/bus/bram' });
    const text = typeof done === 'string' ? '' : done.text;
    expect(text).toContain('bram { compatible = "ikwzm,uiomem"; memory-region = <&frames_reserved>; shareable; };');
    expect(set(overlay, path, 'memory-region', pool, base)).toBe('device-tree.edit-no-label');
  });
});

describe('a property', () => {
  const path = '/fragment@0/__overlay__/bus/bram@a0000000';
  const lineWith = (name: FieldName, value: string | undefined) => {
    const done = set(overlay, path, name, value);
    return typeof done === 'string' ? done : changedLines(overlay, done.text).come[0];
  };

  it('of a node on one line is put on that line', () => {
    expect(lineWith('cache', 'off')).toBe(
      'bram@a0000000 { compatible = "ikwzm,uiomem"; reg = <0 0xa0000000 0 0x40000>; cache-off; shareable; };',
    );
    expect(lineWith('shareable', undefined)).toBe(
      'bram@a0000000 { compatible = "ikwzm,uiomem"; reg = <0 0xa0000000 0 0x40000>; };',
    );
  });

  it('that is taken away and said again is where it was', () => {
    const without = set(overlay, path, 'shareable', undefined);
    expect(typeof without === 'string' ? without : set(without.text, path, 'shareable', 'true')).toEqual({
      text: overlay,
      path,
    });
  });

  it('goes beside one that shares its line, and what is behind it there stays', () => {
    const shared = board.replace(/minor-number = <3>;\s+sync-direction/, 'minor-number = <3>; sync-direction');
    const line = 'minor-number = <3>; sync-direction = <2>;';
    const two = shared.replace('sync-mode = <2>; // write-combine', '');
    expect(change(two, bram, 'sync-mode', 'non-cached')).toEqual({ gone: [], come: ['sync-mode = <1>;'] });
    const end = two.replace(/\n\s+sync-offset = <0x0 0x1000>;/, '');
    expect(change(end, bram, 'sync-mode', 'non-cached')).toEqual({ gone: [line], come: [`${line} sync-mode = <1>;`] });
    const without = set(shared, bram, 'sync-direction', undefined);
    expect(without).toMatchObject({ text: shared.replace(' sync-direction = <2>;', '') });
  });

  it('keeps the cells that stay as they are written', () => {
    const text = board.replace('<0x0 0x1000>;\n\t\t\tstatus', '<(1 - 1) 0x1000>;\n\t\t\tstatus');
    expect(change(text, bram, 'sync-offset', '0x200')).toMatchObject({ come: ['sync-offset = <(1 - 1) 0x200>;'] });
  });

  it('of which several say the same is one afterwards', () => {
    const text = board.replace('minor-number = <3>;', 'cache-coherent;\n\t\t\tcache-off;\n\t\t\tminor-number = <3>;');
    expect(fieldValue(formOf(text, bram), 'cache')).toBe('off');
    expect(change(text, bram, 'cache', 'noncoherent')).toEqual({
      gone: ['cache-coherent;', 'cache-off;'],
      come: ['cache-noncoherent;'],
    });
    expect(change(text, bram, 'cache', undefined)).toEqual({ gone: ['cache-coherent;', 'cache-off;'], come: [] });
  });

  it('that is written for other cells is shown as it is, and written anew', () => {
    const text = board.replace('<0x40000 0x2000>', '<0x0 0x40000 0x0 0x2000>');
    expect(fieldValue(formOf(text, bram), 'address')).toBe('<0x0 0x40000 0x0 0x2000>');
    expect(change(text, bram, 'address', '0x50000')).toMatchObject({
      come: ['bram: uiomem@50000 {', 'reg = <0x50000 0x2000>; /* of the PL */'],
    });
  });

  it('that an included text says is said anew in this one', () => {
    const text = '#include "soc.dtsi"\n&bram {\n\tshareable;\n};\n';
    const files = { 'soc.dtsi': board };
    const { edits, refusal } = fieldEdits(read(text, files), bram, 'minor-number', '4');
    expect(refusal).toBeUndefined();
    expect(applyTextEdits(text, edits ?? [])).toBe(
      '#include "soc.dtsi"\n&bram {\n\tshareable;\n\tminor-number = <4>;\n};\n',
    );
    expect(fieldEdits(read(text, files), bram, 'minor-number', undefined).refusal?.id).toBe(
      'device-tree.edit-elsewhere',
    );
  });

  it('in lines that end as on Windows has such an end, too', () => {
    const windows = board.replaceAll('\n', '\r\n');
    const done = set(windows, bram, 'shareable', 'true');
    expect(done).toMatchObject({ text: windows.replace('of the PL */\r\n', 'of the PL */\r\n\t\t\tshareable;\r\n') });
  });

  it('of a macro’s cells is written where the macro stood', () => {
    const text = `#define SIZE 0x2000\n${board.replace('<0x40000 0x2000>', '<0x40000 SIZE>')}`;
    expect(set(text, bram, 'size', '4 KiB')).toMatchObject({ text: text.replace('0x40000 SIZE', '0x40000 0x1000') });
    const both = `#define REG 0x40000 0x2000\n${board.replace('<0x40000 0x2000>', '<REG>')}`;
    expect(set(both, bram, 'size', '4 KiB')).toMatchObject({ text: both.replace('<REG>', '<0x40000 0x1000>') });
  });
});

describe('a name', () => {
  it('that said another address stays', () => {
    const other = board.replace('uiomem@40000', 'uiomem@41000');
    expect(change(other, '/soc/uiomem@41000', 'address', '0x50000')).toMatchObject({
      come: ['reg = <0x50000 0x2000>; /* of the PL */'],
    });
  });

  it('stays where a path that is written elsewhere leads to it, and where another has it', () => {
    const path = board
      .replace('&bram', '')
      .replace('status = "okay";', 'status = "okay"; user = <&{/soc/uiomem@40000}>;');
    expect(change(path, bram, 'address', '0x50000')).not.toHaveProperty('path');
    const two = board.replace('/* Two banks. */', 'uiomem@50000 { };');
    expect(change(two, bram, 'address', '0x50000')).not.toHaveProperty('path');
  });
});

test.each<[string, FieldName, string, string]>([
  [bram, 'address', 'here', 'device-tree.edit-number'],
  [bram, 'minor-number', '-1', 'device-tree.edit-number'],
  [bram, 'address', '0x100000000', 'device-tree.beyond-cells'],
  [bram, 'size', '8 GiB', 'device-tree.beyond-cells'],
  [bram, 'minor-number', '0x100000000', 'device-tree.beyond-cells'],
  [bram, 'cache', 'on', 'device-tree.edit-choice'],
  [bram, 'sync-mode', 'as-is', 'device-tree.edit-choice'],
  [bram, 'sync-direction', '2', 'device-tree.edit-choice'],
  [bram, 'shareable', 'yes', 'device-tree.edit-choice'],
  [bram, 'status', 'fail', 'device-tree.edit-choice'],
  [bram, 'memory-region', '/reserved-memory/none', 'device-tree.edit-choice'],
  [bram, 'device-name', 'a\nb', 'device-tree.edit-text'],
  [bram, 'no-map', 'true', 'device-tree.edit-no-node'],
  ['/gone', 'address', '0', 'device-tree.edit-no-node'],
  [pool, 'alloc-ranges', '0x1000', 'device-tree.edit-number'],
  [pool, 'label', '1st', 'device-tree.edit-label'],
  [pool, 'label', 'bram', 'device-tree.edit-label'],
])('%s: %s is not %j: %s', (path, name, value, id) => {
  expect(set(board, path, name, value)).toBe(id);
});

test('what leaves a node without its range, or a reference without its label, is refused', () => {
  expect(set(board, bram, 'address', undefined)).toBe('device-tree.edit-range');
  expect(set(board, reserved, 'label', undefined)).toBe('device-tree.edit-label-used');
  const dynamic = board.replace('reg = <0x0 0x70000000 0x0 0x100000>', 'size = <0x0 0x100000>');
  expect(set(dynamic, '/frames', 'memory-region', undefined)).toBe('device-tree.edit-range');
  // Below a bus that counts addresses of its own.
  const below = board.replace('reg = <0x40000 0x2000>;', 'memory-region = <&frames_reserved>;');
  expect(set(below, bram, 'memory-region', undefined)).toBe('device-tree.edit-range');
});

test('in a text that is wrong around it nothing is changed, and without the cells no address', () => {
  const broken = board.replace('minor-number = <3>;', 'minor-number = <3>');
  expect(set(broken, bram, 'shareable', 'true')).toBe('device-tree.syntax');
  expect(typeof set(broken, '/frames', 'shareable', 'true')).toBe('object');
  const below = '/dts-v1/; /plugin/; &amba { u@1000 { compatible = "ikwzm,uiomem"; reg = <0x1000 0x1000>; }; };';
  expect(set(below, '/fragment@0/__overlay__/u@1000', 'address', '0x2000')).toBe('device-tree.edit-cells');
  const macro = `#define MINOR minor-number = <3>\n${board.replace('minor-number = <3>', 'MINOR')}`;
  expect(set(macro, bram, 'minor-number', '4')).toBe('device-tree.edit-macro');
});

const cellStyle = fc.constantFrom<(value: bigint) => string>(
  (value) => `0x${value.toString(16)}`,
  (value) => value.toString(),
);
const gap = fc.constantFrom(' ', '  ', '\n\t\t', ' /* x */ ');
const pages = fc.bigInt({ min: 1n, max: 0xf_ffffn }).map((page) => page << 12n);
const small = fc.bigInt({ min: 0n, max: 0xffn });
const wordsOf = (...words: string[]) => fc.constantFrom(...words);

/** Values that a field takes, by its name. */
const taken: readonly (readonly [FieldName, fc.Arbitrary<string>])[] = [
  ['address', pages.map((value) => `0x${value.toString(16)}`)],
  ['size', pages.map((value) => `0x${value.toString(16)}`)],
  ['device-name', fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 })],
  ['cache', wordsOf('off', 'noncoherent', 'coherent')],
  ['shareable', wordsOf('true')],
  ['minor-number', small.map(String)],
  ['sync-offset', pages.map((value) => `0x${value.toString(16)}`)],
  ['sync-size', pages.map((value) => `0x${value.toString(16)}`)],
  ['sync-direction', wordsOf('both', 'cpu-writes', 'device-writes')],
  ['sync-mode', wordsOf('non-cached', 'write-combine', 'dma-coherent')],
  ['sync-always', wordsOf('true')],
  ['status', wordsOf('okay', 'disabled')],
];

/** A node written by somebody: properties in any order, numbers in any notation, space and comments between. */
const anyNode = fc
  .record({
    style: cellStyle,
    gap,
    address: pages,
    size: pages,
    more: fc.shuffledSubarray([
      'device-name = "here";',
      'cache-coherent;',
      'shareable;',
      'minor-number = <7>;',
      'sync-offset = <0x0 0x1000>;',
      'sync-size = <0x1000>;',
      'sync-direction = <1>;',
      'sync-mode = <2>;',
      'sync-always;',
      'status = "okay";',
      'clock-names = "x"; // of another',
    ]),
    front: fc.boolean(),
    line: fc.constantFrom('\n\t', ' '),
  })
  .map(({ style, gap: space, address, size, more, front, line }) => {
    const own = ['compatible = "ikwzm,uiomem";', `reg = <0${space}${style(address)} 0${space}${style(size)}>;`];
    // A comment to the end of its line takes what follows on that line.
    const properties = (front ? [...more, ...own] : [...own, ...more]).map((each) =>
      each.includes('//') ? `${each}\n` : each,
    );
    const name = `mem@${address.toString(16)}`;
    return {
      path: `/${name}`,
      text: `/dts-v1/;\n/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\t/* before */\n\tl: ${name} {${line}${properties.join(line)}${line}}; // behind\n};\n`,
    };
  });

const same = (a: string | undefined, b: string | undefined) =>
  a === b || (a !== undefined && b !== undefined && parseQuantity(a) === parseQuantity(b));

test('any node: what is set is read, dtc says so too, nothing else changes, and set back all is as it was', () => {
  const anyChange = fc.constantFrom(...taken).chain(([name, values]) => values.map((value) => [name, value] as const));
  fc.assert(
    fc.property(anyNode, anyChange, ({ text, path }, [name, value]) => {
      const before = fieldValue(formOf(text, path), name);
      const done = set(text, path, name, value);
      if (typeof done === 'string') throw new Error(done);
      const form = formOf(done.text, done.path);
      const now = fieldValue(form, name);
      expect(same(now, value) ? value : now).toBe(value);
      const told = sortedTree(built(text));
      const tree = sortedTree(built(done.text));
      const properties = form.fields.find((each) => each.name === name)?.name === 'cache' ? ['cache-'] : [name, 'reg'];
      const isOther = (key: string) => !properties.some((each) => key.includes(`:${each}`));
      const others = (all: Record<string, string>, at: string) =>
        Object.entries(all).flatMap(([key, bytes]) => (isOther(key) ? [[key.replace(at, ''), bytes]] : []));
      expect(others(tree, done.path)).toEqual(others(told, path));
      // Comments and the space between are the text's own.
      for (const kept of ['/* before */', '// behind', '/* x */', '// of another']) {
        expect(done.text.split(kept)).toHaveLength(text.split(kept).length);
      }
      expect(set(done.text, done.path, name, before)).toEqual({ text, path });
    }),
    { numRuns: 100 },
  );
});
