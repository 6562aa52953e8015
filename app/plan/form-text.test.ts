import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlan } from './document.ts';
import type { PlanPath } from './finding.ts';
import { readForm, withValue } from './form-text.ts';

const text = `# head
version: 1
regions:
  - device: uiomem0 # the buffer
    address: 0x70000000
    size: "1 MiB"
    shareable: false
    sync: { mode: non-cached }
`;

test('values are shown as they are written', () => {
  const form = readForm(text);
  const at = (key: string) => form?.written(['regions', 0, key]);
  expect(['device', 'address', 'size', 'shareable', 'sync', 'cache'].map(at)).toEqual([
    'uiomem0',
    '0x70000000',
    '1 MiB',
    'false',
    undefined,
    undefined,
  ]);
  expect([form?.count(['regions']), form?.count(['overrides']), form?.written(['regions', 7, 'size'])]).toEqual([
    1,
    0,
    undefined,
  ]);
});

test.each([
  ['nothing', '', true],
  ['a comment', '# later\n', true],
  ['what does not parse', 'regions: [\n', false],
  ['a list', '- a\n', false],
  ['a word', 'hello\n', false],
])('%s is a form: %s', (_, given, is) => {
  expect(readForm(given) !== undefined).toBe(is);
});

test('what is not said any more leaves no empty mapping', () => {
  expect(withValue(text, ['regions', 0, 'sync', 'mode'], undefined)).toBe(
    text.replace('    sync: { mode: non-cached }\n', ''),
  );
  expect(withValue(text, ['regions', 0, 'cache'], undefined)).toBe(text);
  expect(withValue(text, ['persist', 'boot'], undefined)).toBe(text);
});

/** Plans as people write them: block and flow, comments above, behind and between, keys in any order. */
const comment = fc.constantFrom('', '', ' # kept from Linux', ' # 1 of 2: see the manual');
const above = fc.constantFrom('', '', '# as measured\n');
const size = fc.constantFrom('1 MiB', '"0x10000"', '4096', "'64 KiB'");
const keys: Readonly<Record<string, fc.Arbitrary<string>>> = {
  address: fc.constantFrom('0x70000000', '"0x400000000"', '1879048192'),
  size,
  content: fc.constantFrom('memory', 'registers'),
  cache: fc.constantFrom('noncoherent', "'off'", 'coherent'),
  shareable: fc.constantFrom('true', 'false'),
  source: fc.constantFrom('"design_1.xsa: axi_bram_ctrl_0"', 'by hand'),
};
const sync = fc.dictionary(fc.constantFrom('mode', 'offset', 'size', 'direction'), size, {
  minKeys: 1,
  noNullPrototype: true,
});

const region = fc
  .record({
    values: fc.record(keys, { requiredKeys: ['address', 'size'], noNullPrototype: true }),
    sync: fc.option(sync, { nil: undefined }),
    order: fc.nat(5),
    flow: fc.boolean(),
    notes: fc.array(fc.tuple(above, comment), { minLength: 8, maxLength: 8 }),
  })
  .map(({ values, sync: attributes, order, flow, notes }) => (index: number) => {
    const entries = Object.entries(values);
    const turned = [...entries.slice(order % entries.length), ...entries.slice(0, order % entries.length)];
    const flowSync =
      attributes &&
      `{ ${Object.entries(attributes)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', ')} }`;
    const all = [['device', `uiomem${index}`], ...turned, ...(flowSync === undefined ? [] : [['sync', flowSync]])];
    if (flow) return `  - { ${all.map(([key, value]) => `${key}: ${value}`).join(', ')} }${notes[0]?.[1]}\n`;
    return all
      .map(([key, value], at) => {
        const [before, behind] = notes[at] ?? ['', ''];
        const lead = at === 0 ? '  - ' : '    ';
        return `${at === 0 ? '' : before && `    ${before}`}${lead}${key}: ${value}${behind}\n`;
      })
      .join('');
  });

const plans = fc
  .record({ head: above, regions: fc.array(region, { minLength: 1, maxLength: 3 }), tail: above, gap: fc.boolean() })
  .map(({ head, regions, tail, gap }) => ({
    count: regions.length,
    text: `${head}version: 1\n${gap ? '\n' : ''}regions:\n${regions.map((each, index) => each(index)).join(gap ? '\n' : '')}${tail}`,
  }));

const change = fc.oneof(
  fc.record({
    key: fc.constantFrom('address', 'size', 'source'),
    value: fc.constantFrom('0x78000000', '2 MiB', '', ': #', 'yes', "it's 5"),
  }),
  fc.record({ key: fc.constantFrom('shareable'), value: fc.boolean() }),
  fc.record({ key: fc.constantFrom('content', 'cache', 'source', 'shareable'), value: fc.constant(undefined) }),
  fc.record({ key: fc.constantFrom('sync.mode', 'sync.offset'), value: fc.constantFrom('as-is', '4096', undefined) }),
);

/** Every value of the plan but for those below a path, as they are written. */
function others(plan: string, count: number, but: PlanPath): unknown[] {
  const form = readForm(plan);
  const names = ['device', ...Object.keys(keys), 'sync.mode', 'sync.offset', 'sync.size', 'sync.direction'];
  return Array.from({ length: count }, (_, index) => names.map((name) => ['regions', index, ...name.split('.')]))
    .flat()
    .filter((path) => path.join() !== but.join())
    .map((path) => form?.written(path));
}

const comments = (plan: string) => plan.match(/#.*$/gm) ?? [];

test('a value is read back as it was given, and only the lines that must change do', () => {
  fc.assert(
    fc.property(plans, change, fc.nat(2), ({ text: before, count }, { key, value }, at) => {
      const path = ['regions', at % count, ...key.split('.')];
      const after = withValue(before, path, value);
      const told = { before, after };
      const form = readForm(after);
      expect({ ...told, read: form?.written(path) }).toEqual({ ...told, read: value?.toString() });
      expect({ ...told, others: others(after, count, path) }).toEqual({ ...told, others: others(before, count, path) });
      expect({ ...told, errors: readPlan(after).findings.filter(({ id }) => id === 'plan.syntax') }).toEqual({
        ...told,
        errors: [],
      });
      const [old, now] = [before.split('\n'), after.split('\n')];
      // One line is written anew, or put in; one goes, with the comment behind what it said.
      const fresh = now.filter((line) => !old.includes(line));
      const gone = old.filter((line) => !now.includes(line));
      expect({ ...told, fresh: fresh.length <= 1, gone: gone.length <= 1 }).toEqual({
        ...told,
        fresh: true,
        gone: true,
      });
      const lost = comments(before).length - comments(after).length;
      expect({ ...told, lost: lost <= (value === undefined ? 1 : 0) }).toEqual({ ...told, lost: true });
    }),
    { numRuns: 500 },
  );
});
