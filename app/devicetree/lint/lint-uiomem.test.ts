/** What is found in uiomem nodes: the binding, their ranges on a board, their names. */
import { expect, test } from 'vitest';
import { emulatedBoard } from '../../plan/testing/emulated-facts.ts';
import { frames, judgeEach, reserved, uiomem, user } from './testing/judged-case.ts';
import { board, edited, linted } from './testing/linted.ts';

judgeEach([
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
]);

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
