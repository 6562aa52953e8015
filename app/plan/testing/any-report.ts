/** Any report, with texts as hostile boards and people write them. */
import fc from 'fast-check';
import type { AccountStep } from '../report/account.ts';
import type { Report } from '../report/report.ts';

/** What markup, tables and terminals would act on, mixed with whatever there is. */
const hostile = fc.constantFrom(
  '<script>alert(1)</script>',
  '</code></pre><img src=x onerror=alert(1)>',
  '</style><b>',
  '<!-- ',
  ']]>',
  '&lt;',
  '&#x3c;',
  '"\' onclick="x',
  '| a | b |\n|---|---|',
  '\\|',
  '`',
  '```\n# out',
  '````',
  '~~~',
  '[x](javascript:alert(1))',
  'https://example.org/',
  'www.example.org',
  '# head',
  '- item',
  '1. item',
  '=====',
  '$x$',
  '\u001b]0;title\u0007',
  '\u0000',
  '\r',
  '\r\n',
  '\n\n',
  '\t',
  '\u202etxet',
  '\ud800',
  '\u0085',
  '  ',
);

export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 12 })), {
    maxLength: 5,
  })
  .map((parts) => parts.join(''));

const may = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
/** Without what is absent, as a codec leaves it. */
const record = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K] | undefined> }): fc.Arbitrary<T> =>
  fc
    .record(shape as { [K in keyof T]: fc.Arbitrary<T[K]> })
    .map((all) => Object.fromEntries(Object.entries(all as object).filter(([, value]) => value !== undefined)) as T);
const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });
const count = fc.nat({ max: 100_000 });
const address = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const size = fc.bigInt({ min: 1n, max: 2n ** 40n });

const step: fc.Arbitrary<AccountStep> = record<AccountStep>({
  index: fc.nat({ max: 20 }),
  title: anyText,
  where: may(fc.constantFrom('workstation', 'board')),
  shell: may(anyText),
  result: fc.constantFrom('done', 'failed', 'not-done', 'unknown'),
  milliseconds: may(count),
  output: may(fc.record({ text: anyText, cut: count })),
  failure: may(anyText),
  undo: may(
    record<NonNullable<AccountStep['undo']>>({
      result: fc.constantFrom('undone', 'failed'),
      milliseconds: may(count),
      failure: may(anyText),
    }),
  ),
});

type Part<K extends keyof Report> = NonNullable<Report[K]>;
type Apply = Report['apply'];

const finding = record<NonNullable<Apply['findings']>[number]>({
  id: anyText,
  severity: fc.constantFrom('error', 'warning', 'info'),
  path: few(anyText),
  place: may(fc.record({ line: count, column: count, endLine: count, endColumn: count })),
  message: anyText,
  why: anyText,
  hint: may(anyText),
  overridden: may(anyText),
});

const apply = record<Apply>({
  format: fc.constant(1),
  id: anyText,
  bootId: anyText,
  by: anyText,
  began: anyText,
  ended: may(anyText),
  tool: may(anyText),
  helper: may(anyText),
  logFrom: may(count),
  plan: record<Apply['plan']>({ name: anyText, text: may(anyText), sha256: may(anyText) }),
  findings: may(few(finding)),
  module: may(
    record<NonNullable<Apply['module']>>({
      from: fc.constantFrom('built-in', 'folder', 'file', 'loaded'),
      sha256: may(anyText),
      srcversion: may(anyText),
      vermagic: may(anyText),
      compilers: few(anyText),
    }),
  ),
  steps: few(step),
  outcome: fc.constantFrom('applied', 'failed', 'cancelled', 'unfinished'),
  problem: may(record<NonNullable<Apply['problem']>>({ id: anyText, message: anyText, hint: may(anyText) })),
  rollBack: may(
    record<NonNullable<Apply['rollBack']>>({
      why: fc.constantFrom('failed', 'asked'),
      by: anyText,
      began: may(anyText),
      ended: may(anyText),
      result: fc.constantFrom('done', 'failed', 'unfinished'),
    }),
  ),
});

const kernel = record<Report['board']['kernel']>({
  release: anyText,
  build: anyText,
  machine: anyText,
  vermagic: may(anyText),
  compiler: may(anyText),
});

const board = record<Report['board']>({
  name: anyText,
  model: may(anyText),
  compatible: few(anyText),
  bootId: anyText,
  emulated: fc.boolean(),
  kernel,
  mode: fc.constantFrom('helper', 'shell'),
  pageSize: fc.constant(4096),
  cacheLine: may(fc.constant(64)),
  addressBits: may(fc.constant(40)),
  fpga: few(fc.record({ kind: anyText, name: anyText, state: anyText })),
});

type Place = NonNullable<Part<'verification'>['regions'][number]['plan']>;
const place = record<Place>({ address, size, cache: anyText, shareable: may(fc.boolean()) });

const region = record<Part<'verification'>['regions'][number]>({
  device: anyText,
  status: fc.constantFrom('same', 'different', 'missing', 'extra'),
  nextBoot: may(fc.constantFrom('same', 'differs', 'none')),
  fields: few(fc.record({ field: anyText, wanted: anyText, found: anyText })),
  plan: may(place),
  now: may(place),
});

const line = fc.record({
  line: fc.record({ sequence: count, level: fc.nat({ max: 7 }), microseconds: count, text: anyText }),
  explanation: may(
    record<NonNullable<Part<'kernel'>['lines'][number]['explanation']>>({
      id: anyText,
      weight: fc.constantFrom('cause', 'note'),
      meaning: anyText,
      hint: may(anyText),
      fix: fc.constant(undefined),
      said: fc.constant({}),
    }),
  ),
});

export const anyReport: fc.Arbitrary<Report> = record<Report>({
  format: fc.constant(1),
  written: anyText,
  tool: anyText,
  apply,
  source: fc.constantFrom('workstation', 'journal'),
  unknown: few(anyText),
  withheld: fc.nat({ max: 3 }),
  board,
  map: may(few(fc.record({ address, size, kind: anyText, name: anyText, from: anyText }))),
  iomem: may(few(fc.record({ start: address, end: address, name: anyText, depth: fc.nat({ max: 3 }) }))),
  loaded: may(
    record<Part<'loaded'>>({
      driver: may(anyText),
      version: may(anyText),
      srcversion: may(anyText),
      parameters: fc.dictionary(anyText, anyText, { maxKeys: 3, noNullPrototype: true }),
    }),
  ),
  verification: may(
    fc.record({
      against: fc.constantFrom('applied' as const, 'file' as const),
      sha256: anyText,
      ok: fc.boolean(),
      regions: few(region),
    }),
  ),
  kernel: may(fc.record({ since: fc.constantFrom('apply' as const, 'boot' as const), lines: few(line), left: count })),
  files: may(
    few(
      fc.record({
        path: anyText,
        kind: anyText,
        sha256: anyText,
        state: fc.constantFrom('ours' as const, 'changed' as const, 'other' as const, 'unfinished' as const),
        replaced: fc.boolean(),
      }),
    ),
  ),
});
