/** Each finding in a text that has it and nothing else; its fix leaves a text that has nothing, and that dtc compiles. */
import { describe, expect, it, test } from 'vitest';
import { emulatedBoard } from '../../plan/testing/emulated-facts.ts';
import { readFdt } from '../fdt/read-fdt.ts';
import { compiledByDtc } from '../testing/dtc.ts';
import { indexTree, type TreeIndex } from '../tree-index.ts';
import { treeRules } from './lint-tree.ts';
import { board, edited, file, linted, overlay, smallBoard, type With } from './testing/linted.ts';

interface Case {
  readonly what: string;
  readonly ids: readonly string[];
  readonly text: string;
  readonly more?: With;
  /** A part of the text after all fixes; absent: there is none. */
  readonly mended?: string | readonly string[];
  /** What stays to be found then. */
  readonly left?: readonly string[];
  /** The text that the first finding is placed at. */
  readonly at?: string;
}

const base = (text: string): TreeIndex => {
  const { tree } = readFdt(compiledByDtc(text, '-@'));
  if (tree === undefined) throw new Error('dtc made no tree');
  return indexTree(tree);
};

const uiomem = (properties = '', reg = '<0x0 0x70000000 0x0 0x40000>', name = 'uiomem@70000000') => `
  ${name} {
    compatible = "ikwzm,uiomem";
    reg = ${reg};
    ${properties}
  };`;
const reserved = (inside: string, name = 'reserved-memory') => `
  ${name} {
    #address-cells = <2>;
    #size-cells = <2>;
    ranges;
    ${inside}
  };`;
const frames = 'frames: frames@70000000 { reg = <0x0 0x70000000 0x0 0x1000000>; no-map; };';
const user = `
  uiomem-frames {
    compatible = "ikwzm,uiomem";
    memory-region = <&frames>;
  };`;
const aBase = board('soc: soc { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges; };');

const cases: Case[] = [
  // Cells
  {
    what: 'a reg of 32-bit cells below a root of 64-bit cells',
    ids: ['cells-mismatch'],
    text: board(uiomem('', '<0x70000000 0x40000>')),
    mended: 'reg = <0x0 0x70000000 0x0 0x40000>;',
    at: '<0x70000000 0x40000>',
  },
  {
    what: 'a reg of 64-bit cells below a root of 32-bit cells, which is cut into two',
    ids: ['cells-mismatch'],
    text: smallBoard(uiomem()),
    mended: 'reg = <0x70000000 0x40000>;',
  },
  {
    what: 'a reg of 64-bit cells that 32 bits do not hold',
    ids: ['cells-mismatch'],
    text: smallBoard(uiomem('', '<0x4 0x0 0x0 0x40000>', 'uiomem@400000000')),
  },
  { what: 'a reg of half an entry', ids: ['cells-mismatch'], text: board(uiomem('', '<0x0 0x70000000 0x0>')) },
  {
    what: 'ranges that are cut off',
    ids: ['cells-mismatch', 'not-visible'],
    text: board(`bus@0 {
      compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x0 0x0>;
      uiomem@1000 { compatible = "ikwzm,uiomem"; reg = <0x1000 0x1000>; };
    };`),
  },
  // Names
  {
    what: 'another address in the name',
    ids: ['unit-address'],
    text: board(uiomem('', undefined, 'uiomem@80000000')),
    mended: 'uiomem@70000000 {',
    at: 'uiomem@80000000',
  },
  {
    what: '0x in the name, and capitals',
    ids: ['unit-spelling'],
    text: board(uiomem('', '<0x0 0xfffc0000 0x0 0x40000>', 'uiomem@0xFFFC0000')),
    mended: 'uiomem@fffc0000 {',
  },
  {
    what: 'zeros before the address of a name, beyond 32 bits',
    ids: ['unit-spelling'],
    text: board(uiomem('', '<0x4 0x0 0x0 0x40000>', 'uiomem@0400000000')),
    mended: 'uiomem@400000000 {',
  },
  {
    what: 'no address in the name',
    ids: ['unit-missing'],
    text: board(uiomem('', undefined, 'plmem')),
    mended: 'plmem@70000000 {',
  },
  {
    what: 'an address in the name that another node has',
    ids: ['unit-address', 'overlap', 'name-taken'],
    text: board(uiomem() + uiomem('', undefined, 'uiomem@1')),
  },
  { what: 'an address and no reg', ids: ['unit-without-reg'], text: board('frame@1 { };') },
  // Buses
  {
    what: 'a bus that does not say its cells',
    ids: ['cells-missing'],
    text: board(`bus { compatible = "simple-bus"; ranges; ${uiomem()} };`),
    mended: ['#address-cells = <2>;', '#size-cells = <2>;'],
  },
  {
    what: 'a bus that does not say its cells, below a root of 32-bit ones',
    ids: ['cells-missing'],
    text: smallBoard(`bus { compatible = "simple-bus"; ranges; ${uiomem('', '<0x70000000 0x1000>')} };`),
    mended: ['#address-cells = <1>;', '#size-cells = <1>;'],
  },
  {
    what: 'a bus without ranges',
    ids: ['ranges-missing'],
    text: board(`bus { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ${uiomem()} };`),
    mended: 'ranges;',
  },
  {
    what: 'a bus that passes other addresses',
    ids: ['not-visible'],
    text: board(`bus@40000000 {
      compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges = <0x40000000 0x0 0x40000000 0x10000000>;
      uiomem@70000000 { compatible = "ikwzm,uiomem"; reg = <0x70000000 0x1000>; };
    };`),
  },
  {
    what: 'a node below what is no bus',
    ids: ['no-device'],
    text: board(`chosen { #address-cells = <2>; #size-cells = <2>; ranges; ${uiomem()} };`),
  },
  // Reservations
  {
    what: 'reserved_memory',
    ids: ['reserved-memory-name', 'memory-region-nowhere'],
    text: board(reserved(frames, 'reserved_memory') + user),
    mended: 'reserved-memory {',
  },
  {
    what: 'reserved-memory without its three',
    ids: ['reserved-memory-cells'],
    text: board(`reserved-memory { ${frames} }; ${user}`),
    mended: ['#address-cells = <2>;', '#size-cells = <2>;', 'ranges;'],
  },
  {
    what: 'reserved-memory of 32 bits below a root of 64',
    ids: ['reserved-memory-cells', 'reserved-memory-cells'],
    text: board(
      'reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; a@1000 { reg = <0x1000 0x1000>; no-map; }; };',
    ),
  },
  {
    what: 'reserved-memory below a bus',
    ids: ['reserved-memory-place', 'memory-region-nowhere'],
    text: board(
      `bus { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges; ${reserved(frames)} }; ${user}`,
    ),
  },
  {
    what: 'a memory-region that Linux maps',
    ids: ['memory-region-mapped'],
    text: board(reserved('frames: frames@70000000 { reg = <0x0 0x70000000 0x0 0x1000000>; };') + user),
    mended: 'no-map;',
  },
  {
    what: 'reusable and no-map',
    ids: ['reusable-no-map'],
    text: board(reserved(frames.replace('no-map;', 'no-map; reusable;')) + user),
    mended: 'no-map;',
  },
  {
    what: 'a memory-region elsewhere',
    ids: ['memory-region-nowhere'],
    text: board(`frames: frames@70000000 { reg = <0x0 0x70000000 0x0 0x1000000>; no-map; }; ${user}`),
  },
  {
    what: 'a memory-region of a number that no node has',
    ids: ['memory-region-nowhere'],
    text: board(user.replace('<&frames>', '<77>')),
  },
  {
    what: 'a memory-region that is switched off',
    ids: ['memory-region-nowhere'],
    text: board(reserved(frames.replace('no-map;', 'no-map; status = "disabled";')) + user),
  },
  {
    what: 'a device inside /reserved-memory',
    ids: ['uiomem-in-reserved-memory'],
    text: board(reserved(uiomem('no-map;\n    device-name = "frames";\n    cache-coherent;'))),
    mended: ['memory-region = <&frames_reserved>;', 'frames_reserved: uiomem@70000000 {'],
  },
  {
    what: 'a size of one cell',
    ids: ['reservation-value', 'reservation-value'],
    text: board(reserved('a { size = <0x1000>; alignment = <0x0 0x3000>; no-map; };')),
  },
  { what: 'a reservation of nothing', ids: ['reservation-empty'], text: board(reserved('a { no-map; };')) },
  {
    what: 'reservations that overlap',
    ids: ['reservations-overlap'],
    text: board(reserved(`${frames} b@70800000 { reg = <0x0 0x70800000 0x0 0x1000000>; no-map; };`)),
  },
  // The binding
  {
    what: 'an older compatible',
    ids: ['compatible-misspelt'],
    text: board(uiomem().replace('ikwzm,uiomem', 'ikwzm,uiomem-1.0')),
    mended: 'compatible = "ikwzm,uiomem";',
  },
  {
    what: 'a misspelt compatible',
    ids: ['compatible-misspelt'],
    text: board(uiomem().replace('ikwzm,uiomem', 'ikwzm,uio-mem')),
    mended: 'compatible = "ikwzm,uiomem";',
  },
  {
    what: 'a property of another name',
    ids: ['uiomem-unknown'],
    text: board(uiomem('sync-dirction = <2>;')),
    mended: 'sync-direction = <2>;',
  },
  {
    what: 'a flag that says no',
    ids: ['uiomem-flag-value'],
    text: board(uiomem('cache-coherent = <0>;')),
    mended: 'compatible = "ikwzm,uiomem";',
  },
  {
    what: 'a flag that says yes',
    ids: ['uiomem-flag-value'],
    text: board(uiomem('cache-coherent = "yes";')),
    mended: 'cache-coherent;',
  },
  { what: 'a minor number of 256', ids: ['uiomem-range'], text: board(uiomem('minor-number = <256>;')), at: '<256>' },
  { what: 'direction 3', ids: ['uiomem-range'], text: board(uiomem('sync-direction = <3>;')) },
  { what: 'mode 0', ids: ['uiomem-range'], text: board(uiomem('sync-mode = <0>;')) },
  { what: 'a mode of two cells', ids: ['uiomem-type'], text: board(uiomem('sync-mode = <0 2>;')) },
  { what: 'an offset of three cells', ids: ['uiomem-type'], text: board(uiomem('sync-offset = <0 0 0>;')) },
  { what: 'a name that is a number', ids: ['uiomem-type'], text: board(uiomem('device-name = <7>;')) },
  { what: 'a name with a slash', ids: ['uiomem-range'], text: board(uiomem('device-name = "a/b";')) },
  { what: 'a name of two dots', ids: ['uiomem-range'], text: board(uiomem('device-name = "..";')) },
  {
    what: 'two caches',
    ids: ['cache-flags'],
    text: board(uiomem('cache-coherent;\n    cache-noncoherent;')),
    mended: 'cache-noncoherent;',
  },
  { what: 'no range', ids: ['uiomem-no-range'], text: board('plmem { compatible = "ikwzm,uiomem"; };') },
  {
    what: 'two ranges',
    ids: ['uiomem-two-ranges'],
    text: board(reserved(frames) + uiomem('memory-region = <&frames>;')),
  },
  // Ranges
  {
    what: 'the sync range of an example in circulation',
    ids: ['sync-range'],
    text: board(uiomem('sync-offset = <0x10000>;\n    sync-size = <0xF0000>;')),
    mended: 'sync-size = <0x30000>;',
    at: '<0xF0000>',
  },
  {
    what: 'a sync range that wraps in 64 bits',
    ids: ['sync-range'],
    text: board(uiomem('sync-offset = <0x0 0x1000>;\n    sync-size = <0xffffffff 0xfffff000>;')),
    mended: 'sync-size = <0x0 0x3f000>;',
  },
  {
    what: 'an address for a sync offset',
    ids: ['sync-range'],
    text: board(uiomem('sync-offset = <0x70010000>;\n    sync-size = <0x1000>;')),
    mended: 'sync-offset = <0x10000>;',
  },
  {
    what: 'a sync range of a reservation',
    ids: ['sync-range'],
    text: board(reserved(frames) + user.replace('};', '  sync-size = <0x2000000>;\n  };')),
    mended: 'sync-size = <0x1000000>;',
  },
  {
    what: 'half a page',
    ids: ['unaligned'],
    text: board(uiomem('', '<0x0 0x70000800 0x0 0x40000>', 'uiomem@70000800')),
  },
  { what: 'a size of 0', ids: ['empty-range'], text: board(uiomem('', '<0x0 0x70000000 0x0 0x0>')) },
  {
    what: 'a range to behind the end',
    ids: ['range-wraps'],
    text: board(uiomem('', '<0xffffffff 0xfffff000 0x0 0x2000>', 'uiomem@fffffffffffff000')),
  },
  {
    what: 'larger pages',
    ids: ['unaligned'],
    text: board(uiomem('', '<0x1 0x70001000 0x0 0x10000>', 'uiomem@170001000')),
    more: { board: { ...emulatedBoard, pageSize: 65536, uiomemNodes: [], devices: [] } },
  },
  {
    what: 'memory of the tree',
    ids: ['overlaps-memory-node'],
    text: board(`memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x0 0x40000000>; }; ${uiomem()}`),
  },
  // Modes
  {
    what: 'Device memory',
    ids: ['device-memory'],
    text: board(uiomem('cache-off;')),
    mended: 'sync-mode = <2>;',
  },
  {
    what: 'a coherent device past the cache',
    ids: ['bypasses-coherence'],
    text: board(uiomem('cache-coherent;\n    sync-always;')),
    mended: 'cache-coherent;',
  },
  {
    what: 'a direction of which one sync does nothing',
    ids: ['direction-for-cpu'],
    text: board(uiomem('sync-direction = <1>;')),
  },
  // Identities
  {
    what: 'a minor number twice',
    ids: ['minor-taken'],
    text: board(
      uiomem('minor-number = <0>;') + uiomem('minor-number = <0>;', '<0x0 0x60000000 0x0 0x1000>', 'uiomem@60000000'),
    ),
    mended: 'minor-number = <1>;',
  },
  {
    what: 'a name twice',
    ids: ['name-taken'],
    text: board(
      uiomem('device-name = "a";') + uiomem('device-name = "a";', '<0x0 0x60000000 0x0 0x1000>', 'uiomem@60000000'),
    ),
  },
  {
    what: 'a phandle twice',
    ids: ['phandle'],
    text: board('a { phandle = <7>; }; b { phandle = <7>; };'),
  },
  // Overlap
  {
    what: 'a range twice',
    ids: ['overlap'],
    text: board(uiomem() + uiomem('', '<0x0 0x70010000 0x0 0x1000>', 'uiomem@70010000')),
  },
  {
    what: 'a range of which one is shareable',
    ids: ['shared-by-one'],
    text: board(uiomem('shareable;') + uiomem('', '<0x0 0x70010000 0x0 0x1000>', 'uiomem@70010000')),
    mended: 'shareable;',
  },
  {
    what: 'a range of which one is shareable, with another cache',
    ids: ['shared-by-one'],
    text: board(
      uiomem('shareable;\n    cache-coherent;') + uiomem('', '<0x0 0x70010000 0x0 0x1000>', 'uiomem@70010000'),
    ),
  },
  {
    what: 'a shared range of two caches',
    ids: ['shared-differently'],
    text: board(
      uiomem('shareable;') +
        uiomem('shareable;\n    cache-coherent;', '<0x0 0x70010000 0x0 0x1000>', 'uiomem@70010000'),
    ),
  },
  // Status
  { what: 'a node that is switched off', ids: ['uiomem-disabled'], text: board(uiomem('status = "disabled";')) },
  {
    what: 'a status that is none',
    ids: ['bad-status'],
    text: board(uiomem('status = "enabled";')),
    mended: 'status = "okay";',
  },
  {
    what: 'a bus that is switched off',
    ids: ['uiomem-disabled'],
    text: board(
      `bus { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges; status = "disabled"; ${uiomem()} };`,
    ),
  },
  // Overlays
  {
    what: 'no /plugin/ before a label of the base',
    ids: ['no-root', 'unknown-label', 'plugin-missing'],
    text: overlay('&soc', uiomem()).replace('/plugin/;\n', ''),
    mended: '/plugin/;',
  },
  {
    what: 'no /plugin/ before fragments by hand',
    ids: ['plugin-missing'],
    text: '/dts-v1/;\n\n/ {\n\tfragment@0 {\n\t\ttarget-path = "/";\n\t\t__overlay__ {\n\t\t};\n\t};\n};\n',
    mended: '/plugin/;',
  },
  {
    what: 'a label of no base',
    ids: ['base-label'],
    text: overlay('&sco', uiomem()),
    more: { base: base(aBase) },
    mended: '&soc {',
    at: '&sco',
  },
  {
    what: 'a base without symbols',
    ids: ['base-symbols'],
    text: overlay('&uart0', 'status = "okay";'),
    more: {
      base: indexTree(readFdt(compiledByDtc(board('aliases { uart0 = "/serial"; }; serial { };'))).tree as never),
    },
    mended: '&{/serial} {',
  },
  {
    what: 'a base without symbols, of which a value needs one',
    ids: ['base-symbols'],
    text: overlay('&uart0', 'clocks = <&uart0>;'),
    more: {
      base: indexTree(readFdt(compiledByDtc(board('aliases { uart0 = "/serial"; }; serial { };'))).tree as never),
    },
  },
  {
    what: 'a path of another board',
    ids: ['base-path'],
    text: overlay('&{/amba}', uiomem()),
    more: { base: base(aBase) },
  },
  {
    what: 'an overlay for a base of other cells',
    ids: ['cells-mismatch'],
    text: overlay('&{/}', uiomem()),
    more: { base: base(smallBoard('')) },
    mended: 'reg = <0x70000000 0x40000>;',
  },
  {
    what: 'a reservation at run time',
    ids: ['run-time-reservation'],
    text: overlay('&{/}', reserved(frames) + user),
    more: { runTime: true, base: base(aBase) },
  },
  {
    what: 'a bus at run time',
    ids: ['run-time-bus'],
    text: overlay(
      '&{/}',
      `bus { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges; ${uiomem()} };`,
    ),
    more: { runTime: true },
    mended: '"simple-pm-bus", "simple-bus"',
  },
  // This board
  {
    what: 'System RAM',
    ids: ['overlaps-ram'],
    text: board(uiomem('', '<0x0 0x50000000 0x0 0x40000>', 'uiomem@50000000')),
    more: { board: emulatedBoard },
  },
  {
    what: 'what a driver has',
    ids: ['overlaps-claimed'],
    text: board(uiomem('', '<0x0 0x9000000 0x0 0x1000>', 'uiomem@9000000')),
    more: { board: emulatedBoard },
  },
  {
    what: 'more bits than the board has',
    ids: ['beyond-address-width'],
    text: board(uiomem('', '<0x10000 0x0 0x0 0x1000>', 'uiomem@1000000000000')),
    more: { board: emulatedBoard },
  },
];

const ofCase = ({ findings }: { readonly findings: readonly { readonly id: string }[] }) =>
  findings.map(({ id }) => id.replace('device-tree.', ''));

describe.each(cases)('$what', ({ ids, text, more, mended, left = [], at }) => {
  const before = linted(text, more);

  it('is found, and nothing else', () => {
    expect(ofCase(before).sort()).toEqual([...ids].sort());
    for (const { place, message, why } of before.findings) {
      expect(place?.file).toBe(file);
      expect(`${message} ${why}`).not.toMatch(/undefined|\[object|NaN/);
      expect(message).toMatch(/\.$/);
    }
    const [first] = before.findings;
    if (at !== undefined) expect(text.slice(first?.place?.start, first?.place?.end)).toBe(at);
  });

  it(mended === undefined ? 'has no one answer' : 'is mended by its fix', () => {
    const fixes = before.findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
    if (mended === undefined) return expect(fixes).toEqual([]);
    // One at a time, as a person takes them.
    let changed = text;
    for (let left = fixes.length; left > 0; left -= 1) {
      const fix = linted(changed, more).findings.find((each) => each.fix !== undefined)?.fix;
      if (fix === undefined) break;
      changed = edited(changed, fix.edits);
    }
    const after = linted(changed, more);
    expect({ changed, ids: ofCase(after) }).toEqual({ changed, ids: left });
    for (const part of [mended].flat()) expect(changed).toContain(part);
    // What was not touched is as it was.
    expect(compiledByDtc(changed, '-@').length).toBeGreaterThan(0);
  });
});

test('every rule is named once, and says what it needs', () => {
  expect(new Set(treeRules.map(({ about }) => about)).size).toBe(treeRules.length);
  const { notRun } = linted(overlay('&soc', uiomem()));
  expect(notRun.filter((each) => each.includes('the tree that the overlay is for'))).toHaveLength(5);
});

test('what a kernel that runs cannot take is an error for one that does, a warning where nobody knows, and nothing before a boot', () => {
  const bus = 'bus { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;';
  const text = overlay(
    '&{/}',
    `${reserved(frames)} ${bus} ${uiomem('', '<0x0 0x60000000 0x0 0x1000>', 'uiomem@60000000')} };`,
  );
  const severities = (runTime: boolean | undefined) =>
    linted(text, { runTime, base: base(aBase) }).findings.map(({ id, severity }) => `${severity} ${id}`);
  const both = ['device-tree.run-time-reservation', 'device-tree.run-time-bus'];
  expect(severities(true)).toEqual(both.map((id) => `error ${id}`));
  expect(severities(undefined)).toEqual(both.map((id) => `warning ${id}`));
  expect(severities(false)).toEqual([]);
});

test('a path that is written elsewhere keeps its node from being renamed', () => {
  const text = board(`alias = &{/uiomem@80000000}; ${uiomem('', undefined, 'uiomem@80000000')}`);
  expect(linted(text).findings.map(({ id, fix }) => [id, fix])).toEqual([['device-tree.unit-address', undefined]]);
});

test('of a property that is said twice the last is changed', () => {
  const text = board(`${uiomem('sync-size = <0x1000>;', undefined, 'node: uiomem@70000000')}`).replace(
    /$/,
    '\n&node {\n\tsync-size = <0x100000>;\n};\n',
  );
  const [found] = linted(text).findings;
  expect(edited(text, found?.fix?.edits ?? [])).toBe(text.replace('<0x100000>', '<0x40000>'));
});

test('of RAM that a reservation keeps back in part the rest is told', () => {
  const kept = reserved('a@50100000 { reg = <0x0 0x50100000 0x0 0x100000>; no-map; };');
  const text = board(kept + uiomem('', '<0x0 0x50000000 0x0 0x300000>', 'uiomem@50000000'));
  const [found] = linted(text, { board: emulatedBoard }).findings;
  expect(found?.message).toMatch(
    /in part System RAM: 0x50000000 to 0x500fffff \(1 MiB\) and 0x50200000 to 0x502fffff \(1 MiB\)\.$/,
  );
});

test('a status of the root switches nothing off', () => {
  const text = board(uiomem()).replace('#address', 'status = "disabled";\n\t#address');
  expect(linted(text).findings).toEqual([]);
});

test('what the base says of a node that an overlay goes on with need not be said again', () => {
  const there = base(board('reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; };'));
  const text = overlay(
    '&{/}',
    'reserved-memory { frames@30000000 { reg = <0x0 0x30000000 0x0 0x100000>; no-map; }; };',
  );
  const found = (more: With) => linted(text, more).findings.map(({ id }) => id);
  expect(found({ base: there, runTime: false })).toEqual([]);
  expect(found({ base: base(board('')), runTime: false })).toEqual(['device-tree.reserved-memory-cells']);
});
