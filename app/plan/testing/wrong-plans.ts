/** Plans with faults, and what lint says of each against the emulated board (emulated-facts.ts). */

export const plan = (regions: string, module = '') => `version: 1\n${module}regions:\n${regions}`;
export const region = (keys: string) => plan(`  - { device: uiomem0, address: 0x70000000, size: 1M, ${keys} }\n`);
export const simple = (device: string, address: string, size: string, more = '') =>
  `  - { device: ${device}, address: ${address}, size: ${size}${more} }\n`;
export const shared = ', shareable: true';
const node = (device: string, address: string, size: string, more = '') =>
  `  - { device: ${device}, load: device-tree, address: ${address}, size: ${size}${more} }\n`;

/** What it is about, the text, and `id marked-text` of each finding. */
export const wrongPlans: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
  ['text that does not parse', 'version: 1\nregions: [\n', ['plan.syntax']],
  ['an empty file', '# nothing\n', ['plan.empty']],
  [
    'aliases that multiply',
    `a: &a [x, x, x, x, x, x, x, x]\n${[...'bcdefgh'].map((name, at) => `${name}: &${name} [${`*${'abcdefg'[at]}, `.repeat(8)}]\n`).join('')}`,
    ['plan.syntax'],
  ],
  ['a list', '- 1\n', ['plan.wrong-value']],
  ['a key twice', 'version: 1\nversion: 1\n', ['plan.duplicate-key v']],
  ['another format', 'version: 2\n', ['plan.wrong-value 2']],
  ['no version', 'regions: []\n', ['plan.missing-key']],
  ['an unknown key', region('chache: off'), ['plan.unknown-key chache']],
  ['an unknown key at the top', 'version: 1\nregion: []\n', ['plan.unknown-key region']],
  ['a number that is none', plan(simple('uiomem0', '0x7000000g', '1M')), ['plan.bad-number 0x7000000g']],
  ['a fraction', plan(simple('uiomem0', '0x70000000', '1.5')), ['plan.wrong-value 1.5']],
  ['a negative number', plan(simple('uiomem0', '-4096', '1M')), ['plan.bad-number -4096']],
  [
    'a number over 64 bits',
    plan(simple('uiomem0', '0x10000000000000000', '1M')),
    ['plan.bad-number 0x10000000000000000'],
  ],
  ['a choice that is none', region('cache: of'), ['plan.wrong-value of']],
  ['a device name with a slash', plan(simple('../sda', '0x70000000', '1M')), ['plan.wrong-value ../sda']],
  ['an unaligned address', plan(simple('uiomem0', '0x70000800', '1M')), ['region.unaligned 0x70000800']],
  ['an unaligned size', plan(simple('uiomem0', '0x70000000', '1000')), ['region.unaligned 1000']],
  ['size 0', plan(simple('uiomem0', '0x70000000', '0')), ['region.zero-size 0']],
  ['address 0', plan(simple('uiomem0', '0', '1M')), ['region.zero-address 0']],
  ['a wrap', plan(simple('uiomem0', '0xfffffffffffff000', '0x2000')), ['region.wraps 0x2000']],
  [
    'the last byte of a bank',
    plan(simple('uiomem0', '0x5fffffff', '1')),
    ['region.overlaps-ram 0x5fffffff', 'region.unaligned 0x5fffffff', 'region.unaligned 1'],
  ],
  ['the last page of a bank', plan(simple('uiomem0', '0x5ffff000', '0x1000')), ['region.overlaps-ram 0x5ffff000']],
  ['System RAM', plan(simple('uiomem0', '0x48000000', '1M')), ['region.overlaps-ram 0x48000000']],
  [
    'RAM in the middle, and both nodes of the board',
    plan(simple('uiomem0', '0x3f000000', '2G')),
    ['region.overlaps-region 0x3f000000', 'region.overlaps-region 0x3f000000', 'region.overlaps-ram 0x3f000000'],
  ],
  [
    'overlapping regions',
    plan(simple('uiomem0', '0x70000000', '2M') + simple('uiomem2', '0x70100000', '1M')),
    ['region.overlaps-region 0x70100000'],
  ],
  [
    'one shareable of two',
    plan(simple('uiomem0', '0x70000000', '1M') + simple('uiomem2', '0x70000000', '2M', shared)),
    ['region.shared-by-one 0x70000000'],
  ],
  [
    'shared with other caches',
    plan(
      simple('uiomem0', '0x70000000', '1M', shared) +
        simple('uiomem2', '0x70000000', '1M', `${shared}, cache: coherent`),
    ),
    ['region.shared-differently coherent'],
  ],
  [
    'an override with a reason, of what is there and of what is not',
    `${plan(
      simple('uiomem0', '0x70000000', '1M', `${shared}, content: registers`) +
        simple('uiomem2', '0x71000000', '1M', ', content: registers'),
    )}overrides:
  - { finding: region.registers-cached, region: uiomem2, reason: the bridge keeps the order of writes }
  - { finding: region.shared-differently, reason: no two share anything here }
  - { finding: region.overlaps-ram, reason: I know what I am doing }
`,
    [
      'region.registers-cached device',
      'region.registers-cached device',
      'plan.override-unused region.shared-differently',
      'plan.override-not-possible region.overlaps-ram',
    ],
  ],
  ['a node of the board', plan(simple('uiomem0', '0x78000000', '1M')), ['region.overlaps-region 0x78000000']],
  ['a claimed range', plan(simple('uiomem0', '0x09000000', '4096')), ['region.overlaps-claimed 0x09000000']],
  [
    'a claimed range, shareable',
    plan(simple('uiomem0', '0x09000000', '4096', shared)),
    ['region.overlaps-claimed 0x09000000'],
  ],
  ['a BAR that no driver uses', plan(simple('uiomem0', '0x8000000000', '1M')), []],
  [
    'memory of a device, coherent',
    plan(simple('uiomem0', '0x8000000000', '1M', ', cache: coherent')),
    ['region.coherence-by-port coherent'],
  ],
  [
    'nine regions',
    plan([0, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => simple(`uiomem${n}`, `0x7${n === 8 ? 'a' : n}000000`, '1M')).join('')),
    ['region.not-an-insmod-name uiomem8', 'regions.too-many uiomem9', 'region.not-an-insmod-name uiomem9'],
  ],
  [
    'a duplicate index',
    plan(simple('uiomem0', '0x70000000', '1M') + simple('uiomem0', '0x70100000', '1M')),
    ['region.duplicate-device uiomem0'],
  ],
  [
    'a duplicate name of the device tree',
    plan(node('plmem', '0x78000000', '16M') + node('plmem', '0x7c000000', '16M')),
    ['region.duplicate-device plmem', 'region.node-differs 0x7c000000'],
  ],
  [
    'a duplicate minor',
    plan(simple('uiomem3', '0x70000000', '1M') + node('plmem', '0x78000000', '16M', ', minor: 3')),
    ['region.duplicate-minor 3'],
  ],
  [
    'a minor that a node of the board asks for',
    plan(simple('uiomem1', '0x70000000', '1M')),
    ['region.duplicate-minor uiomem1'],
  ],
  ['a minor over 255', region('minor: 256'), ['plan.wrong-value 256']],
  ['a minor for insmod', region('minor: 5'), ['region.minor-of-insmod 5']],
  ['a name that insmod cannot make', plan(simple('plbram', '0x70000000', '1M')), ['region.not-an-insmod-name plbram']],
  ['registers with a cache', region('content: registers'), ['region.registers-cached device']],
  [
    'registers, write-combine',
    region('content: registers, cache: off, sync: { mode: write-combine }'),
    ['region.registers-cached write-combine'],
  ],
  ['a sync range outside', region('sync: { offset: 0x10000, size: 0xF8000 }'), ['sync.outside-region 0xF8000']],
  ['a sync range one byte too far', region('sync: { offset: 1, size: 1M }'), ['sync.outside-region 1M']],
  ['a sync offset without its size', region('sync: { offset: 0x10000 }'), ['sync.outside-region 0x10000']],
  [
    'a sync range that wraps',
    region('sync: { offset: 0xfffffffffffff000, size: 0x1000 }'),
    ['sync.outside-region 0xfffffffffffff000'],
  ],
  ['uncached memory as Device memory', region('cache: off'), ['region.device-memory off']],
  ['past a coherent cache', region('cache: coherent, sync: { always: true }'), ['region.bypasses-coherence true']],
  ['a folder without its path', plan('  []\n', 'module: { from: folder }\n'), ['module.path-missing folder']],
  ['a path for nothing', plan('  []\n', 'module: { from: built-in, path: x }\n'), ['module.path-unused x']],
  ['headers for nothing', plan('  []\n', 'module: { from: file, path: x.ko, headers: y }\n'), ['module.path-unused y']],
  [
    'a place to build for nothing',
    plan('  []\n', 'module: { from: file, path: x.ko, on: board }\n'),
    ['module.path-unused board'],
  ],
  ['loaded, but nothing is', plan('  []\n', 'module: { from: loaded }\n'), ['module.not-loaded loaded']],
  ['a node that is not there', plan(node('other', '0x7c000000', '1M')), ['region.node-missing other']],
  [
    'a node of another name',
    plan(node('buffer', '0x60000000', '16M')),
    ['region.node-missing buffer', 'region.overlaps-region 0x60000000'],
  ],
  [
    'a node that says otherwise',
    plan(node('plmem', '0x78000000', '1M', ', cache: coherent')),
    ['region.node-differs 1M', 'region.node-differs coherent'],
  ],
];
