/** What is found in any tree or overlay. */
import { expect, test } from 'vitest';
import { readFdt } from '../fdt/read-fdt.ts';
import { compiledByDtc } from '../testing/dtc.ts';
import { indexTree } from '../tree-index.ts';
import { treeRules } from './lint-tree.ts';
import { aBase, base, frames, judgeEach, reserved, uiomem, user } from './testing/judged-case.ts';
import { board, linted, overlay, smallBoard, type With } from './testing/linted.ts';

judgeEach([
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
]);

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
