/** Trees that a link, a disk or a hand has broken: findings and what is left, never an exception. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasErrors } from '../finding.ts';
import { compiledByDtc } from '../testing/dtc.ts';
import { plainTree } from '../testing/plain-tree.ts';
import { sampleTrees } from '../testing/sample-trees.ts';
import { readFdt } from './read-fdt.ts';
import { writeFdt } from './write-fdt.ts';

const whole = Object.values(sampleTrees).map(({ text, options = [] }) => compiledByDtc(text, ...options));
const anyWhole = fc.constantFrom(...whole);

/** What was read is a tree that can be written, and is then a sound one. */
function checkLeft(bytes: Uint8Array): ReturnType<typeof readFdt> {
  const result = readFdt(bytes);
  const { tree, findings } = result;
  if (tree === undefined) expect(hasErrors(findings)).toBe(true);
  for (const { message } of findings) expect(message).toMatch(/\.$/);
  if (tree !== undefined) {
    const back = readFdt(writeFdt(tree));
    expect(back.findings).toEqual([]);
    expect(back.tree && plainTree(back.tree)).toEqual(plainTree(tree));
  }
  return result;
}

test('cut off at any byte', () => {
  for (const bytes of whole.filter(({ length }) => length < 1000)) {
    for (let size = 0; size < bytes.length; size += 1)
      expect(hasErrors(checkLeft(bytes.subarray(0, size)).findings)).toBe(true);
  }
});

test('bits turned over', () => {
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 7 })), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(anyWhole, flips, (bytes, turned) => {
      const broken = bytes.slice();
      for (const [at, bit] of turned) broken[at % broken.length] = (broken[at % broken.length] ?? 0) ^ (1 << bit);
      checkLeft(broken);
    }),
    { numRuns: 1000 },
  );
});

test('words of the header and tokens changed for others', () => {
  const word = fc.constantFrom(0, 1, 2, 3, 4, 9, 0x10, 0x11, 0x38, 0x1000, 0x7fffffff, 0x80000000, 0xffffffff);
  const changes = fc.array(fc.tuple(fc.oneof(fc.nat({ max: 14 }), fc.nat()), word), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(anyWhole, changes, (bytes, changed) => {
      const broken = bytes.slice();
      const view = new DataView(broken.buffer);
      for (const [at, value] of changed) view.setUint32((at % (broken.length >> 2)) * 4, value);
      checkLeft(broken);
    }),
    { numRuns: 1000 },
  );
});

test('words that have changed places, and pieces that are missing or there twice', () => {
  const piece = fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 16 }));
  fc.assert(
    fc.property(anyWhole, piece, fc.constantFrom('swap', 'remove', 'repeat'), (bytes, [one, other, words], how) => {
      const at = (one % (bytes.length >> 2)) * 4;
      const to = (other % (bytes.length >> 2)) * 4;
      const moved = [...bytes.subarray(at, at + words * 4)];
      const broken = [...bytes];
      if (how === 'swap') {
        const size = Math.min(moved.length, bytes.length - to);
        broken.splice(at, size, ...bytes.subarray(to, to + size));
        broken.splice(to, size, ...moved.slice(0, size));
      } else
        broken.splice(
          how === 'remove' ? at : to,
          how === 'remove' ? moved.length : 0,
          ...(how === 'remove' ? [] : moved),
        );
      checkLeft(new Uint8Array(broken));
    }),
    { numRuns: 1000 },
  );
});

test('any bytes behind the header’s magic', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      checkLeft(new Uint8Array([0xd0, 0x0d, 0xfe, 0xed, ...bytes]));
    }),
    { numRuns: 1000 },
  );
});
