/** Plans of every kind that the schema allows, those with errors too. */
import fc from 'fast-check';
import type { Plan } from '../../schema.ts';

const u64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
/** The words of languages and headers that a name could meet, and what is close to them. */
const device = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.,:+-]{0,62}$/),
  fc.constantFrom(
    'uiomem0',
    'uiomem1',
    'null',
    'eof',
    '400000000.uiomem_plmem',
    'a.b',
    'a-b',
    'a_b',
    'A_b',
    'a_b_2',
    '_',
  ),
);
const sync = fc.record(
  {
    mode: fc.constantFrom('as-is', 'non-cached', 'write-combine', 'dma-coherent'),
    always: fc.boolean(),
    direction: fc.constantFrom('both', 'cpu-writes', 'device-writes'),
  },
  { requiredKeys: [] },
);
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('*/ #error', '"""', '/* ', 'ends in \\', '??/', 'two\nlines', '\u202e turned', '\u2028', "'"),
);

export const anyPlan: fc.Arbitrary<Plan> = fc.record(
  {
    version: fc.constant(1),
    name,
    module: fc.constant({ from: 'built-in', info: true } as const),
    regions: fc.array(
      fc.record(
        {
          device,
          load: fc.constantFrom('insmod', 'device-tree'),
          address: u64,
          size: u64,
          content: fc.constantFrom('memory', 'registers'),
          cache: fc.constantFrom('noncoherent', 'coherent', 'off'),
          shareable: fc.boolean(),
          sync,
        },
        { requiredKeys: ['device', 'load', 'address', 'size', 'content', 'cache', 'shareable'] },
      ),
      { maxLength: 10 },
    ),
  },
  { requiredKeys: ['version', 'module', 'regions'], noNullPrototype: true },
);
