/** Trees for property tests: any shape, names that share ends, values of any bytes. */
import fc from 'fast-check';
import type { DeviceTree, TreeNode } from '../tree.ts';

/** Of those that dtc accepts in a text too (Devicetree Specification 0.4, 2.2.1 and 2.2.4.1). */
const ends = ['reg', 'clock-names', 'names', 'x', '#address-cells', 'ranges', 'status', 'phandl', 'a,b', 'q?', '0'];
const propertyName = fc
  .tuple(fc.constantFrom('', '', 'assigned-', 'my', '#'), fc.constantFrom(...ends))
  .map(([start, end]) => start + end);
const nodeName = fc
  .tuple(
    fc.constantFrom('soc', 'serial', 'a', 'node-0', 'x,y_z.w+1'),
    fc.constantFrom('', '', '@0', '@9000000', '@1,0'),
  )
  .map(([base, unit]) => base + unit);

const value: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constant(new Uint8Array()),
  fc.uint8Array({ maxLength: 12 }),
  fc
    .array(fc.integer({ min: 0, max: 3 }), { maxLength: 8 })
    .map((cells) => new Uint8Array(cells.flatMap((cell) => [0, 0, 0, cell]))),
  fc
    .array(fc.string({ unit: 'grapheme-ascii', maxLength: 6 }), { minLength: 1, maxLength: 3 })
    .map((texts) => new TextEncoder().encode(texts.map((text) => `${text}\0`).join(''))),
);

const { node } = fc.letrec<{ node: TreeNode }>((tie) => ({
  node: fc
    .record({
      name: nodeName,
      properties: fc.uniqueArray(fc.tuple(propertyName, value), { selector: ([name]) => name, maxLength: 5 }),
      children: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant([]),
        fc.uniqueArray(tie('node'), { selector: ({ name }) => name, maxLength: 4 }),
      ),
    })
    .map(({ name, properties, children }) => ({ name, properties: new Map(properties), children })),
}));

export const anyTree: fc.Arbitrary<DeviceTree> = fc.record({
  reservations: fc.array(
    fc.record({
      address: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      size: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
    }),
    { maxLength: 2 },
  ),
  bootCpu: fc.integer({ min: 0, max: 3 }),
  root: node.map((root) => ({ ...root, name: '' })),
});
