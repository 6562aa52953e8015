import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIomem } from './iomem.ts';

test('addresses, names with separators in them, and depth', () => {
  const text = `00000000-3fffffff : System RAM
  00080000-00ffffff : Kernel code
  01000000-011fffff : reserved
40000000-4003ffff : uiomem: 0-1 : x
400000000-40003ffff : 400000000.uiomem_plmem`;
  expect(parseIomem(text)).toEqual([
    { start: 0n, end: 0x3fffffffn, name: 'System RAM', depth: 0 },
    { start: 0x80000n, end: 0xffffffn, name: 'Kernel code', depth: 1 },
    { start: 0x1000000n, end: 0x11fffffn, name: 'reserved', depth: 1 },
    { start: 0x40000000n, end: 0x4003ffffn, name: 'uiomem: 0-1 : x', depth: 0 },
    { start: 0x400000000n, end: 0x40003ffffn, name: '400000000.uiomem_plmem', depth: 0 },
  ]);
});

test('hidden addresses are unknown, not a board without memory', () => {
  expect(parseIomem('00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n')).toBeUndefined();
  expect(parseIomem('')).toBeUndefined();
});

test('reads back what the kernel prints', () => {
  const line = fc.record({
    start: fc.bigInt({ min: 0n, max: 2n ** 63n }),
    length: fc.bigInt({ min: 1n, max: 2n ** 40n }),
    name: fc.stringMatching(/^[\w.:-][\w .:-]*$/),
    depth: fc.nat(4),
  });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), (lines) => {
      const wanted = lines.map(({ start, length, name, depth }) => ({ start, end: start + length, name, depth }));
      const text = wanted.map(
        ({ start, end, name, depth }) =>
          `${'  '.repeat(depth)}${start.toString(16).padStart(8, '0')}-${end.toString(16).padStart(8, '0')} : ${name}`,
      );
      expect(parseIomem(text.join('\n'))).toEqual(wanted);
    }),
  );
});
