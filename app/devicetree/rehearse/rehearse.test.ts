import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import { emulatedBoard } from '../../plan/testing/emulated-facts.ts';
import { anyTree } from '../testing/any-tree.ts';
import { baseOf, built, overlayOf } from '../testing/built.ts';
import { isGood, type RehearsalInput, rehearse } from './rehearse.ts';

/** RAM from 0x40000000 to 0x6fffffff with a hole for the reservation, as `emulatedBoard` has it. */
const base = baseOf(`/ {
	#address-cells = <2>; #size-cells = <2>;
	memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
	reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
		buf: buffer@60000000 { reg = <0 0x60000000 0 0x1000000>; no-map; };
	};
	uiomem-buffer { compatible = "ikwzm,uiomem"; minor-number = <1>; memory-region = <&buf>; };
	soc: soc { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0 0 0x70000000 0x8000000>; };
};`);

const board = emulatedBoard;
/** With the module, and the device of the base's node. */
const loaded: BoardFacts = {
  ...board,
  uiomem: { parameters: { uiomem5_size: '4096', uiomem6_size: '0' } },
  devices: [
    {
      name: 'uiomem1',
      major: 240,
      minor: 1,
      address: 0x60000000n,
      size: 0x1000000n,
      cached: true,
      coherent: false,
      shareable: false,
      syncOperation: 'ARM64 Native',
      driverVersion: '1',
      ioctlVersion: 1,
      sync: { mode: 'non-cached', always: false, offset: 0n, size: 0x1000000n, direction: 'both', owner: 'cpu' },
      origin: { kind: 'device-tree', path: '/uiomem-buffer' },
    },
  ],
};

/** What becomes of each node that an overlay says, now and at boot. */
function outcomes(body: string, input: Partial<RehearsalInput> = {}) {
  const overlays = [{ name: 'one.dtso', tree: overlayOf(body, '-q') }];
  const result = rehearse({ base, overlays, board: loaded, ...input });
  const short = (outcome: (typeof result.predictions)[number]['now']) => {
    if (outcome.kind === 'device') return outcome.device.name;
    if (outcome.kind === 'refused') return `${outcome.errno} ${outcome.word}`;
    return outcome.kind;
  };
  return Object.fromEntries(
    result.predictions
      .filter(({ from }) => from !== undefined)
      .map(({ path, now, atBoot }) => [path, [short(now), short(atBoot)]]),
  );
}
const uiomem = (name: string, content: string) => `&soc { ${name} { compatible = "ikwzm,uiomem"; ${content} }; };`;
const range = (address: string, size = '0x1000') => `reg = <${address} ${size}>;`;

describe('now, and at boot', () => {
  test('a node whose range is free becomes its device both times', () => {
    expect(outcomes(uiomem('a@1000', range('0x1000')))).toEqual({
      '/soc/a@1000': ['70001000.a', '70001000.a'],
    });
  });

  test('a reservation counts at the next boot', () => {
    const body = `&{/reserved-memory} { new: new@50000000 { reg = <0 0x50000000 0 0x100000>; no-map; }; };
      &{/} { mem { compatible = "ikwzm,uiomem"; memory-region = <&new>; }; };`;
    expect(outcomes(body)).toEqual({ '/mem': ['EINVAL ram', 'mem'] });
    expect(outcomes(body.replace('no-map;', ''))).toEqual({ '/mem': ['EINVAL ram', 'EINVAL ram'] });
    // Where nothing is RAM, a reservation is not needed.
    expect(outcomes(body.replaceAll(/50000000/g, '72000000'))).toEqual({ '/mem': ['mem', 'mem'] });
  });

  test('what lies in a bus that the overlay adds becomes a device at boot', () => {
    const body = `&{/} { bus { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;
      a@78100000 { compatible = "ikwzm,uiomem"; reg = <0 0x78100000 0 0x1000>; }; }; };`;
    expect(outcomes(body)).toEqual({ '/bus/a@78100000': ['no-device', '78100000.a'] });
    // The driver of that bus looks into what it is given, whenever it comes.
    expect(outcomes(body.replace('"simple-bus"', '"simple-pm-bus", "simple-bus"'))).toEqual({
      '/bus/a@78100000': ['78100000.a', '78100000.a'],
    });
    expect(outcomes(body.replace('simple-bus', 'my,bus'))).toEqual({ '/bus/a@78100000': ['no-device', 'no-device'] });
  });

  test('so does what lies in a bus that the overlay enables', () => {
    const off = baseOf(`/ { #address-cells = <1>; #size-cells = <1>;
      bus: bus { compatible = "simple-bus"; ranges; status = "disabled"; #address-cells = <1>; #size-cells = <1>;
        a@78100000 { compatible = "ikwzm,uiomem"; reg = <0x78100000 0x1000>; }; }; };`);
    const overlays = [{ name: 'x', tree: overlayOf('&bus { status = "okay"; };') }];
    const { predictions } = rehearse({ base: off, overlays, board: loaded });
    expect(predictions.map(({ now, atBoot }) => [now.kind, atBoot.kind])).toEqual([['no-device', 'device']]);
  });

  test('a node in /reserved-memory becomes none', () => {
    const body =
      '&{/reserved-memory} { a@72000000 { compatible = "ikwzm,uiomem"; reg = <0 0x72000000 0 0x1000>; no-map; }; };';
    expect(outcomes(body)).toEqual({ '/reserved-memory/a@72000000': ['no-device', 'no-device'] });
  });

  test('a node that is bound stays as it is until the next boot', () => {
    const body = '&{/uiomem-buffer} { device-name = "other"; };';
    expect(outcomes(body)).toEqual({ '/uiomem-buffer': ['as-before', 'other'] });
    expect(outcomes(body, { board })).toEqual({ '/uiomem-buffer': ['other', 'other'] });
    expect(outcomes('&{/uiomem-buffer} { status = "disabled"; };')).toEqual({
      '/uiomem-buffer': ['no-device', 'no-device'],
    });
  });

  test('minors of insmod regions are taken, also where they became no device', () => {
    expect(outcomes(uiomem('a@0', `${range('0')} minor-number = <5>;`))).toEqual({
      '/soc/a@0': ['EINVAL minor', 'EINVAL minor'],
    });
    expect(outcomes(uiomem('a@0', `${range('0')} minor-number = <6>;`))).toEqual({
      '/soc/a@0': ['uiomem6', 'uiomem6'],
    });
  });
});

test.each([
  [
    'RAM',
    '/ { f { target-path = "/"; __overlay__ { a { compatible = "ikwzm,uiomem"; reg = <0 0x41000000 0 0x1000>; }; }; }; };',
    'EINVAL ram',
  ],
  [
    'of another driver',
    '/ { f { target-path = "/"; __overlay__ { a { compatible = "ikwzm,uiomem"; reg = <0 0x9010000 0 0x1000>; }; }; }; };',
    'EBUSY busy',
  ],
  [
    'of a node',
    '/ { f { target-path = "/"; __overlay__ { a { compatible = "ikwzm,uiomem"; reg = <0 0x60800000 0 0x1000>; }; }; }; };',
    'EBUSY overlap',
  ],
  ['outside of the bus', uiomem('a@9000000', range('0x9000000')), 'EINVAL property'],
  ['of no bytes', uiomem('a@0', range('0', '0')), 'EINVAL zero'],
  [
    'past the end',
    '/ { f { target-path = "/"; __overlay__ { a { compatible = "ikwzm,uiomem"; reg = <0xffffffff 0xfffff000 0 0x1000>; }; }; }; };',
    'EINVAL wrap',
  ],
])('a range %s', (_, body, expected) => {
  expect(Object.values(outcomes(body))).toEqual([[expected, expected]]);
});

test('shareable devices: what the driver warns of', () => {
  const body = `&soc {
    a@0 { compatible = "ikwzm,uiomem"; reg = <0 0x1000>; shareable; };
    b@0 { compatible = "ikwzm,uiomem"; reg = <0 0x1000>; shareable; };
    c@0 { compatible = "ikwzm,uiomem"; reg = <0 0x1000>; shareable; cache-coherent; };
    d@0 { compatible = "ikwzm,uiomem"; reg = <0 0x1000>; }; };`;
  const { predictions } = rehearse({ base, overlays: [{ name: 'x', tree: overlayOf(body) }], board: loaded });
  const warnings = predictions.slice(1).map(({ now }) => now.kind === 'device' && now.device.warnings);
  expect(warnings).toEqual([
    [],
    [],
    ['cached 1 coherent 1, but 70000000.b on the same range has cached 1 coherent 0'],
    ['shares its range with 70000000.c although 70000000.d is not shareable'],
  ]);
});

test('an overlay that is refused ends it, and is named', () => {
  const overlays = [
    { name: 'good', tree: overlayOf('&soc { x; };') },
    { name: 'bad', tree: overlayOf('&nothing { x; };') },
    { name: 'never', tree: overlayOf('&soc { y; };') },
  ];
  const result = rehearse({ base, overlays, board });
  expect(result.tree).toBeUndefined();
  expect(result.applied.map(({ name, result: { refused } }) => [name, refused?.errno])).toEqual([
    ['good', undefined],
    ['bad', 'EINVAL'],
  ]);
  expect(isGood(result, 'now')).toBe(false);
  expect(result.applied.flatMap(({ lint }) => lint.map(({ id }) => id))).toEqual([]);
});

test('good is what has its device', () => {
  const run = (body: string) => rehearse({ base, overlays: [{ name: 'x', tree: overlayOf(body) }], board: loaded });
  expect(isGood(run(uiomem('a@0', range('0'))), 'now')).toBe(true);
  const reserved = run(`&{/reserved-memory} { n: n@50000000 { reg = <0 0x50000000 0 0x1000>; no-map; }; };
    &soc { a { compatible = "ikwzm,uiomem"; memory-region = <&n>; }; };`);
  expect([isGood(reserved, 'now'), isGood(reserved, 'atBoot')]).toEqual([false, true]);
});

test('without facts the tree itself tells what is RAM, and it is said', () => {
  const { predictions, notRun } = rehearse({
    base,
    overlays: [
      { name: 'x', tree: overlayOf('&{/} { a { compatible = "ikwzm,uiomem"; reg = <0 0x41000000 0 0x1000>; }; };') },
    ],
  });
  expect(predictions.map(({ now }) => now.kind)).toEqual(['device', 'refused']);
  expect(notRun).toContainEqual(expect.stringContaining('System RAM is taken from'));
});

test('any trees, and any overlay: an answer and no exception', () => {
  const target = built('/dts-v1/; / { compatible = "ikwzm,uiomem"; };').root.properties;
  fc.assert(
    fc.property(anyTree, anyTree, (one, other) => {
      const overlay = { ...one.root, name: '__overlay__', properties: new Map([...one.root.properties, ...target]) };
      const fragment = {
        name: 'f',
        properties: new Map([['target-path', new Uint8Array([0x2f, 0])]]),
        children: [overlay],
      };
      const tree = { ...one, root: { ...one.root, children: [fragment, ...one.root.children] } };
      for (const facts of [undefined, loaded])
        rehearse({
          base: other,
          overlays: [
            { name: 'any', tree },
            { name: 'same', tree: one },
          ],
          board: facts,
        });
    }),
  );
});

test('what is wrong with the merged tree is told, and not what was wrong with the base', () => {
  const run = (body: string) =>
    rehearse({ base, overlays: [{ name: 'x', tree: overlayOf(body) }], board }).findings.map(({ id }) => id);
  expect(run('&soc { a@1 { reg = <2 1>; }; };')).toEqual(['device-tree.unit-address']);
  expect(run('&soc { x; };')).toEqual([]);
  const flawed = baseOf('/ { a@5 { }; soc: b { }; };');
  const overlays = [{ name: 'x', tree: overlayOf('&soc { c@6 { }; };') }];
  expect(rehearse({ base: flawed, overlays, board }).findings.map(({ path }) => path)).toEqual(['/b/c@6']);
});
