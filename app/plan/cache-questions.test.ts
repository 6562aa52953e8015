import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { direction, mappingMode } from '../../remote-helper/contract/device.ts';
import { hex } from '../../remote-helper/contract/quantity.ts';
import {
  answersOf,
  type CacheAnswers,
  cacheChoice,
  cacheEdits,
  cacheValues,
  isChosen,
  snoopAnswers,
  writers,
} from './cache-questions.ts';
import { readPlan } from './document.ts';
import { applyEdits } from './edit.ts';
import type { Facts } from './facts.ts';
import { readForm } from './form-text.ts';
import { lint } from './lint.ts';
import { chooseProfile } from './profiles/choose.ts';
import { readProfile } from './profiles/read.ts';
import { cachePolicy } from './schema.ts';
import { portWords, whyNotSnooped } from './snooping.ts';
import { corpusFacts, corpusFiles } from './testing/corpus.ts';

const boards = join(import.meta.dirname, '../../resources/boards');
const profiles = readdirSync(boards)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readProfile(readFileSync(join(boards, name), 'utf8'), name));
const corpus = new Map(
  Object.keys(corpusFiles).map((name): [string, Facts] => {
    const board = corpusFacts(name);
    return [name, { board, profile: chooseProfile(profiles, board)?.profile }];
  }),
);
const factsOf = (name: string): Facts => {
  const facts = corpus.get(name);
  if (facts === undefined) throw new Error(`no facts of ${name}`);
  return facts;
};

const anyAnswers: fc.Arbitrary<CacheAnswers> = fc.record({
  content: fc.constantFrom('memory', 'registers'),
  writer: fc.constantFrom(...writers),
  snoops: fc.constantFrom(...snoopAnswers),
});
const maybe = <Value>(each: fc.Arbitrary<Value>) => fc.option(each, { nil: undefined });
const anyRegion = fc.record({
  address: fc.constantFrom(0x7000_0000n, 0xa000_0000n, 0xfffc_0000n, 0x4_0000_0000n),
  content: maybe(fc.constantFrom('memory', 'registers')),
  cache: maybe(fc.constantFrom(...cachePolicy.options)),
  mode: maybe(fc.constantFrom(...mappingMode.options)),
  always: maybe(fc.boolean()),
  direction: maybe(fc.constantFrom(...direction.options)),
  offset: maybe(fc.constant('0x1000')),
  flow: fc.boolean(),
});

function planText(given: Parameters<Parameters<typeof anyRegion.map>[0]>[0]): string {
  const { address, content, cache, mode, always, direction: way, offset, flow } = given;
  const sync = Object.entries({ mode, always, offset, direction: way }).filter(([, value]) => value !== undefined);
  const attributes = flow
    ? `\n    sync: { ${sync.map(([key, value]) => `${key}: ${value}`).join(', ')} } # attributes`
    : `\n    sync:${sync.map(([key, value]) => `\n      ${key}: ${value}`).join('')}`;
  return `# head
version: 1
regions:
  - device: uiomem0
    address: "${hex(address)}" # as measured
    size: 64 KiB${content === undefined ? '' : `\n    content: ${content}`}${
      cache === undefined ? '' : `\n    cache: ${cache} # asked`
    }${sync.length === 0 ? '' : attributes}
# tail
`;
}

const at = ['regions', 0];
const form = (text: string) => {
  const read = readForm(text);
  if (read === undefined) throw new Error(`no form: ${text}`);
  return read;
};
const ofCache = [
  'region.registers-cached',
  'region.device-memory',
  'region.bypasses-coherence',
  'region.coherence-by-port',
];

test('the table', () => {
  const told = Object.fromEntries(
    writers.map((writer) => [
      writer,
      snoopAnswers.map((snoops) => {
        const { cache, direction: way } = cacheChoice({ content: 'memory', writer, snoops });
        return way === undefined ? cache : `${cache} ${way}`;
      }),
    ]),
  );
  // In the order no, yes, unknown.
  expect(told).toEqual({
    turns: ['noncoherent both', 'coherent both', 'noncoherent both'],
    cpu: ['noncoherent cpu-writes', 'coherent cpu-writes', 'noncoherent cpu-writes'],
    device: ['noncoherent device-writes', 'coherent device-writes', 'noncoherent device-writes'],
    'any-time': ['off', 'coherent', 'off'].map((each) => (each === 'coherent' ? 'coherent both' : each)),
    alone: ['noncoherent both', 'noncoherent both', 'noncoherent both'],
  });
});

test('every combination gives one answer, with its consequence in a sentence and its reasons', () => {
  fc.assert(
    fc.property(anyAnswers, maybe(fc.constant('Nothing snoops there.')), (answers, whyNot) => {
      const { consequence, reasons, cache, content } = cacheChoice(answers, whyNot);
      expect(content).toBe(answers.content);
      expect(cachePolicy.options).toContain(cache);
      expect([consequence, ...reasons]).toEqual(
        [consequence, ...reasons].map(() => expect.stringMatching(/^[A-Z].*\.$/)),
      );
      if (whyNot !== undefined) expect(cache).not.toBe('coherent');
    }),
  );
});

describe('what is answered', () => {
  test('stands in the plan, is read back as it is, and leaves the rest of the text alone', () => {
    fc.assert(
      fc.property(anyRegion, anyAnswers, (given, answers) => {
        const before = planText(given);
        const after = applyEdits(before, cacheEdits(form(before), at, cacheChoice(answers)));
        const values = cacheValues(form(after), at);
        const told = { before, after, answers };
        expect({ ...told, findings: readPlan(after).findings }).toEqual({ ...told, findings: [] });
        expect({ ...told, chosen: isChosen(answers, values) }).toEqual({ ...told, chosen: true });
        expect({ ...told, again: cacheEdits(form(after), at, cacheChoice(answers)) }).toEqual({ ...told, again: [] });
        // Another way to the same is as good; what it says is the same.
        const back = answersOf(values);
        expect({ ...told, back: back !== undefined }).toEqual({ ...told, back: true });
        if (back !== undefined) expect(cacheChoice(back).cache).toBe(cacheChoice(answers).cache);
        expect(after.match(/# (head|tail|as measured)/g)).toEqual(before.match(/# (head|tail|as measured)/g));
        expect(form(after).written([...at, 'sync', 'offset'])).toBe(form(before).written([...at, 'sync', 'offset']));
        expect(after).not.toMatch(/sync: *(\{ *\} *)?(#.*)?\n(?! {6})/);
      }),
      { numRuns: 400 },
    );
  });

  test('is never a fault of the cache to lint, on no board', () => {
    const names = Object.keys(corpusFiles);
    fc.assert(
      fc.property(anyRegion, anyAnswers, fc.constantFrom(undefined, ...names), (given, answers, name) => {
        const facts = name === undefined ? undefined : factsOf(name);
        const before = planText(given);
        const region = readPlan(before).plan?.regions[0];
        const after = applyEdits(
          before,
          cacheEdits(form(before), at, cacheChoice(answers, whyNotSnooped(region, facts))),
        );
        const found = lint(readPlan(after), facts).findings.filter(({ id }) => ofCache.includes(id));
        // That a coherent region is one for ports that snoop is a remark, and true.
        expect({ after, name, found: found.filter(({ severity }) => severity !== 'info') }).toEqual({
          after,
          name,
          found: [],
        });
      }),
      { numRuns: 500 },
    );
  });
});

test('what a plan says is taken for answers that give it, or for another choice', () => {
  fc.assert(
    fc.property(anyRegion, (given) => {
      const text = planText(given);
      const values = cacheValues(form(text), at);
      const answers = answersOf(values);
      if (answers !== undefined) expect(cacheEdits(form(text), at, cacheChoice(answers))).toEqual([]);
    }),
  );
  const read = (lines: string) =>
    answersOf(cacheValues(form(`regions:\n  - device: uiomem0\n${lines.replaceAll(/^/gm, '    ')}\n`), at));
  expect(read('size: 1M')).toEqual({ content: 'memory', writer: 'turns', snoops: 'no' });
  expect(read('sync: { direction: device-writes }')).toEqual({ content: 'memory', writer: 'device', snoops: 'no' });
  expect(read('cache: coherent')).toEqual({ content: 'memory', writer: 'turns', snoops: 'yes' });
  expect(read('cache: off\nsync: { mode: write-combine }')).toMatchObject({ writer: 'any-time', snoops: 'no' });
  expect(read('content: registers\ncache: off')).toMatchObject({ content: 'registers' });
  expect(read('cache: off')).toBeUndefined();
  expect(read('content: registers')).toBeUndefined();
  expect(read('cache: coherent\nsync: { always: true }')).toBeUndefined();
  expect(read('cache: sometimes')).toBeUndefined();
});

test('what a board’s manual says of its ports', () => {
  const { plan } = readPlan(planText({ ...blank, address: 0xa000_0000n }));
  const why = (name: string, index = 0) => whyNotSnooped(plan?.regions[index], factsOf(name));
  expect(why('zynqmp')).toMatch(/goes through no port of the board, so nothing snoops\.$/);
  expect(why('emulated-arm64-6.1')).toBeUndefined();
  expect(whyNotSnooped(undefined, factsOf('zynqmp'))).toBeUndefined();
  expect(portWords(factsOf('zynqmp').profile).map(({ name, text }) => [name, text.split('.')[0]])).toEqual([
    ['S_AXI_ACE_FPD', 'snoops'],
    ['S_AXI_HPC0_FPD, S_AXI_HPC1_FPD', 'snoops on a condition'],
    ['S_AXI_ACP_FPD', 'snoops on a condition'],
    ['S_AXI_HP0_FPD to S_AXI_HP3_FPD', 'does not snoop'],
    ['S_AXI_LPD', 'does not snoop'],
  ]);
  expect(portWords(undefined)).toEqual([]);
});

const blank = {
  content: undefined,
  cache: undefined,
  mode: undefined,
  always: undefined,
  direction: undefined,
  offset: undefined,
  flow: false,
};
