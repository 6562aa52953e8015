/** Sharing and splitting a range: what comes of it in the plan, by random drafts and by those that people make. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readPlan } from '../document.ts';
import { applyEdits } from '../edit.ts';
import { lint } from '../lint.ts';
import { cachePolicy } from '../schema.ts';
import { endOf, overlaps } from '../span.ts';
import { afterLoading, emulatedBoard } from '../testing/emulated-facts.ts';
import { goesWrong, togetherBy } from './mixing.ts';
import { readDraft, type ShareDraft, shareDraft } from './share-draft.ts';
import { draftOfRange, nextUser, sharePlan } from './share-plan.ts';
import { commonParts, mixedPairs, overlapsOf } from './sharers.ts';
import { splitEdits, splitOf } from './split.ts';

const page = 4096n;

const blank = 'version: 1\n\n# Two cameras.\nregions: [] # none yet\n';
const two = `version: 1
name: cameras   # both of them
regions:
  # The first.
  - device: uiomem0
    address: 0x70000000   # by the floor plan
    size: 0x100000
    content: memory
  - device: uiomem3
    address: 0x7008_0000
    size: 1 MiB
    cache: off
  - device: uiomem5
    address: 0x60000000
    size: 64K
`;

const draft = (users: readonly Partial<ShareDraft['users'][number]>[], more: Partial<ShareDraft> = {}): ShareDraft => ({
  address: '0x70000000',
  size: '1 MiB',
  users: users.map((user, index) => ({
    device: `uiomem${index}`,
    about: '',
    load: 'insmod',
    cache: 'noncoherent',
    ...user,
  })),
  reason: '',
  ...more,
});

const shared = (text: string, of: ShareDraft) => sharePlan(text, readDraft(of, page).users, of.reason, undefined);

const judged = (made: ReturnType<typeof shared>) =>
  made?.findings.filter(({ id }) => id === 'region.shared-differently') ?? [];

describe('a draft', () => {
  it('becomes regions with one range, that are shareable', () => {
    const made = shared(blank, draft([{ about: 'camera, writes' }, { direction: 'device-writes' }]));
    expect(made?.text).toBe(`version: 1

# Two cameras.
regions: # none yet
  - device: uiomem0
    address: "0x70000000"
    size: 1 MiB
    cache: noncoherent
    shareable: true
    about: camera, writes
  - device: uiomem1
    address: "0x70000000"
    size: 1 MiB
    cache: noncoherent
    shareable: true
    sync: { direction: device-writes }
`);
    expect(made?.findings).toEqual([]);
  });

  it('changes of regions that are there only what it must', () => {
    const made = shared(two, draft([{}, { device: 'uiomem3', part: { offset: '512 KiB', size: '512 KiB' } }]));
    const changed = made?.text.split('\n').filter((line) => !two.split('\n').includes(line));
    expect(changed).toEqual([
      '    shareable: true',
      '    size: 512 KiB',
      '    cache: noncoherent',
      '    shareable: true',
    ]);
  });

  it('region.shared-differently: wants a reason, which the plan keeps as an override', () => {
    const mixed = draft([{}, { cache: 'off' }, { cache: 'off' }]);
    expect(readDraft(mixed, page).faults).toEqual([
      expect.objectContaining({ id: 'region.shared-differently', field: 'reason' }),
    ]);
    expect(judged(shared(blank, mixed)).map(({ id, severity }) => [id, severity])).toEqual([
      ['region.shared-differently', 'error'],
      ['region.shared-differently', 'error'],
    ]);
    const reasoned = { ...mixed, reason: 'The second one is read after a reset alone.' };
    expect(readDraft(reasoned, page).faults).toEqual([]);
    const made = shared(blank, reasoned);
    expect(judged(made).map(({ severity, overridden }) => [severity, overridden])).toEqual([
      ['warning', reasoned.reason],
      ['warning', reasoned.reason],
    ]);
    expect(readPlan(made?.text ?? '').plan?.overrides?.map(({ region }) => region)).toEqual(['uiomem1', 'uiomem2']);
  });

  it.each<[string, ShareDraft, Partial<ReturnType<typeof readDraft>['faults'][number]>]>([
    ['plan.bad-number', draft([{}, {}], { address: '0x7000000g' }), { field: 'address' }],
    ['plan.bad-number', draft([{}, {}], { size: '' }), { field: 'size' }],
    ['plan.bad-number', draft([{}, { part: { offset: 'half', size: '4K' } }]), { field: 'offset', user: 1 }],
    ['region.unaligned', draft([{}, {}], { address: '0x70000800' }), { field: 'address' }],
    ['region.unaligned', draft([{}, { part: { offset: '0', size: '5000' } }]), { field: 'part-size', user: 1 }],
    ['region.zero-size', draft([{}, {}], { size: '0' }), { field: 'size' }],
    ['share.part-outside', draft([{}, { part: { offset: '512K', size: '1M' } }]), { field: 'offset', user: 1 }],
    ['share.part-outside', draft([{}, { part: { offset: '0', size: '0' } }]), { field: 'part-size', user: 1 }],
    ['share.one-user', draft([{}]), { field: 'users' }],
    ['region.not-an-insmod-name', draft([{}, { device: 'uiomem8' }]), { field: 'device', user: 1 }],
    ['region.duplicate-device', draft([{}, { device: 'uiomem0' }]), { field: 'device', user: 1 }],
    ['plan.wrong-value', draft([{}, { device: 'a b' }]), { field: 'device', user: 1 }],
    ['plan.wrong-value', draft([{}, { about: 'x'.repeat(201) }]), { field: 'about', user: 1 }],
  ])('%s: is told at its field (%#)', (id, of, where) => {
    expect(readDraft(of, page).faults).toEqual([expect.objectContaining({ id, ...where })]);
  });
});

test('devices that touch, directly or by way of another, are one range, and what the plan says goes first', () => {
  const ranges = overlapsOf(readPlan(two).plan, undefined);
  expect(ranges).toEqual([
    {
      address: 0x7000_0000n,
      size: 0x18_0000n,
      sharers: [expect.objectContaining({ device: 'uiomem0' }), expect.objectContaining({ device: 'uiomem3' })],
    },
  ]);
  const [range] = ranges;
  expect(range && commonParts(range.sharers)).toEqual([{ address: 0x7008_0000n, size: 0x8_0000n }]);
  const begun = range && draftOfRange(range, readPlan(two).plan);
  expect(begun?.users.map(({ device, cache, part }) => [device, cache, part])).toEqual([
    ['uiomem0', 'noncoherent', { offset: '0x0', size: '1 MiB' }],
    ['uiomem3', 'off', { offset: '0x80000', size: '1 MiB' }],
  ]);
  expect(begun && nextUser(begun, readPlan(two).plan, undefined)?.device).toBe('uiomem1');
});

test('what is loaded and in no plan is told of as it is, and beside a plan that does without it', () => {
  const { plan: before } = readPlan(
    'version: 1\nregions:\n  - {device: uiomem0, address: 0x70000000, size: 1M}\n  - {device: uiomem1, address: 0x70080000, size: 1M}\n',
  );
  if (before === undefined) throw new Error('no plan');
  const board = afterLoading(before, { ...emulatedBoard, uiomemNodes: [] });
  const of = (plan: string) =>
    overlapsOf(readPlan(plan).plan, board).map(({ sharers }) =>
      sharers.map(({ device, of: whose }) => `${device} ${whose}`),
    );
  expect(of('version: 1\n')).toEqual([['uiomem0 loaded', 'uiomem1 loaded']]);
  expect(of('version: 1\nregions:\n  - {device: uiomem0, address: 0x70000000, size: 4096}\n')).toEqual([
    ['uiomem0 loaded', 'uiomem1 loaded'],
  ]);
  expect(of(two)).toEqual([
    ['uiomem0 plan', 'uiomem3 plan'],
    ['uiomem0 loaded', 'uiomem1 loaded'],
  ]);
});

describe('a split', () => {
  const rangeOf = (text: string) => overlapsOf(readPlan(text).plan, undefined)[0];

  it('ends each where the next begins', () => {
    const range = rangeOf(two);
    const split = range && splitOf(range, page);
    expect(split).toEqual({
      parts: [
        { device: 'uiomem0', address: 0x7000_0000n, size: 0x8_0000n },
        { device: 'uiomem3', address: 0x7008_0000n, size: 0x10_0000n },
      ],
    });
    const { plan } = readPlan(two);
    if (split === undefined || !('parts' in split) || plan === undefined) throw new Error('no split');
    const text = applyEdits(two, splitEdits(split.parts, plan));
    expect(text.split('\n').filter((line) => !two.split('\n').includes(line))).toEqual(['    size: 512 KiB']);
    expect(rangeOf(text)).toBeUndefined();
  });

  it('says why it cannot be', () => {
    const onePage =
      'version: 1\nregions:\n  - {device: uiomem0, address: 4096, size: 4096}\n  - {device: uiomem1, address: 4096, size: 4096}\n';
    const range = rangeOf(onePage);
    expect(range && splitOf(range, page)).toEqual({ why: expect.stringContaining('at least a page') });
    const foreign = range && { ...range, sharers: range.sharers.map((each) => ({ ...each, of: 'loaded' as const })) };
    expect(foreign && splitOf(foreign, page)).toEqual({ why: expect.stringContaining('not in the plan') });
  });
});

test('equal policies go well together, and every pair of different ones says what goes wrong', () => {
  for (const one of cachePolicy.options) {
    expect(togetherBy[one]).toMatch(/\.$/);
    for (const other of cachePolicy.options) {
      const said = goesWrong({ device: 'a', cache: one }, { device: 'b', cache: other });
      expect(said.length > 0).toBe(one !== other);
      expect(goesWrong({ device: 'b', cache: other }, { device: 'a', cache: one })).toEqual(said);
    }
  }
});

const pages = (most: number) => fc.integer({ min: 1, max: most }).map((count) => BigInt(count) * page);
const anyDraft = fc
  .record({
    start: fc.integer({ min: 1, max: 1 << 20 }),
    size: pages(64),
    users: fc.array(
      fc.record({
        cache: fc.constantFrom(...cachePolicy.options),
        about: fc.constantFrom('', 'a camera', 'says: "so" # or not', '- x', "it's"),
        direction: fc.constantFrom(undefined, 'cpu-writes' as const, 'device-writes' as const),
        part: fc.option(fc.tuple(pages(64), pages(64)), { nil: undefined }),
      }),
      { minLength: 2, maxLength: 8 },
    ),
    names: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8, maxLength: 8 }),
  })
  .map(
    ({ start, size, users, names }): ShareDraft => ({
      address: String(BigInt(start) * page),
      size: String(size),
      reason: 'It was asked for, at random.',
      users: users.map(({ direction, part, ...user }, index) => ({
        ...user,
        device: `uiomem${names[index]}`,
        load: 'insmod' as const,
        ...(direction !== undefined && { direction }),
        ...(part !== undefined &&
          part[0] + part[1] <= size && { part: { offset: String(part[0]), size: String(part[1]) } }),
      })),
    }),
  );

test('any draft comes back from the plan as it was, and nothing is refused for its overlaps', () => {
  fc.assert(
    fc.property(anyDraft, fc.constantFrom(blank, two, 'version: 1\n'), (of, text) => {
      const reading = readDraft(shareDraft.parse(of), page);
      expect(reading.faults).toEqual([]);
      const made = shared(text, of);
      const document = readPlan(made?.text ?? '');
      expect(document.findings).toEqual([]);
      for (const user of reading.users) {
        const region = document.plan?.regions.find(({ device }) => device === user.device);
        expect(region).toMatchObject({
          address: user.address,
          size: user.size,
          cache: user.cache,
          shareable: true,
          ...(user.about !== '' && { about: user.about }),
        });
        if (user.direction !== undefined) expect(region?.sync?.direction).toBe(user.direction);
      }
      const own = reading.users.map(({ device }) => device);
      const errors = lint(document).findings.filter(
        ({ severity, path }) =>
          severity === 'error' && own.includes(document.plan?.regions[Number(path[1])]?.device ?? ''),
      );
      expect(errors).toEqual([]);
      expect(mixedPairs(reading.users).length > 0).toBe(document.plan?.overrides !== undefined);
      // What the text said beside them is there as it was.
      for (const line of text.split('\n').filter((each) => each.includes('# '))) {
        expect(made?.text).toContain(line.slice(line.indexOf('# ')));
      }
    }),
  );
});

test('any split leaves each some whole pages of the range, and none in common', () => {
  fc.assert(
    fc.property(anyDraft, (of) => {
      const text = shared('version: 1\n', of)?.text ?? '';
      const { plan } = readPlan(text);
      for (const range of overlapsOf(plan, undefined)) {
        const split = splitOf(range, page);
        if ('why' in split) {
          expect(range.size / page).toBeLessThan(BigInt(range.sharers.length));
          continue;
        }
        for (const [index, part] of split.parts.entries()) {
          expect([part.address % page, part.size % page, part.size > 0n]).toEqual([0n, 0n, true]);
          expect(part.address >= range.address && endOf(part) <= endOf(range)).toBe(true);
          for (const other of split.parts.slice(0, index)) expect(overlaps(part, other)).toBe(false);
        }
        if (plan === undefined) throw new Error('no plan');
        const after = readPlan(applyEdits(text, splitEdits(split.parts, plan))).plan;
        for (const { device, address, size } of split.parts) {
          expect(after?.regions).toContainEqual(expect.objectContaining({ device, address, size, shareable: false }));
        }
      }
    }),
  );
});
