/** Regions as sources and back, with dtc as the judge of the sources. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readPlan } from '../../plan/document.ts';
import { applyEdits } from '../../plan/edit.ts';
import { cachePolicy, type Region } from '../../plan/schema.ts';
import { lintTree } from '../lint/lint-tree.ts';
import { readSource } from '../source/read-source.ts';
import { built } from '../testing/built.ts';
import { indexTree } from '../tree-index.ts';
import { commentText } from './node-text.ts';
import { planEdits } from './plan-edits.ts';
import { readRegions } from './read-regions.ts';
import { overlaySource, type RegionForm, regionSource } from './region-source.ts';

const region = (device: string, address: bigint, more: Partial<Region> = {}): Region => ({
  device,
  load: 'device-tree',
  address,
  size: 0x10_0000n,
  content: 'memory',
  cache: 'noncoherent',
  shareable: false,
  ...more,
});

const baseText = (cells: number) =>
  `/dts-v1/; / { #address-cells = <${cells}>; #size-cells = <${cells}>; amba: amba { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges; }; };`;

/** The source read by the reader of this program; of an overlay with the base that it is for, of an include with the board's. */
function readBack(text: string, form: RegionForm) {
  const isInclude = form.form === 'system-user';
  const board = baseText(form.reserve?.cells.address ?? 2);
  const source = readSource('made', text, (name) =>
    name === 'system-conf.dtsi' && isInclude ? { file: name, text: board } : undefined,
  );
  const base = form.form === 'overlay' ? indexTree(built(board, '-@')) : undefined;
  const read = readRegions({ tree: source.tree, source, base });
  const { findings } = lintTree({ tree: source.tree, source, base });
  return { ...read, findings: [...source.findings, ...read.findings, ...findings] };
}

const wide = { address: 2, size: 2 };
const forms: readonly [string, RegionForm][] = [
  ['an overlay', { form: 'overlay' }],
  ['an overlay below a label', { form: 'overlay', below: { label: 'amba', cells: wide } }],
  ['an overlay below the root', { form: 'overlay', below: { path: '/', cells: wide } }],
  ['an overlay below a path', { form: 'overlay', below: { path: '/amba', cells: wide } }],
  ['an overlay with reservations', { form: 'overlay', reserve: { cells: wide } }],
  ['PetaLinux’s file', { form: 'system-user' }],
  [
    'PetaLinux’s file below a label, with reservations',
    { form: 'system-user', below: { label: 'amba', cells: wide }, reserve: { cells: wide } },
  ],
  ['a tree', { form: 'tree' }],
  ['a tree with reservations', { form: 'tree', reserve: { cells: wide } }],
];

describe('a source', () => {
  it('is an overlay with a bus of its own', () => {
    expect(
      overlaySource([
        region('frames', 0x8_0000_0000n, { about: 'written */ by\na camera', sync: { direction: 'device-writes' } }),
      ]),
    ).toBe(`/dts-v1/;
/plugin/;

&{/} {
	uiomem-bus {
		compatible = "simple-pm-bus", "simple-bus";
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;

		/* written * / by a camera */
		frames@800000000 {
			compatible = "ikwzm,uiomem";
			device-name = "frames";
			reg = <0x8 0x0 0x0 0x100000>;
			cache-noncoherent;
			sync-direction = <2>;
		};
	};
};
`);
  });

  it('is PetaLinux’s file, with reservations in the cells of the root', () => {
    const form: RegionForm = {
      form: 'system-user',
      below: { label: 'amba_pl', cells: { address: 1, size: 1 } },
      reserve: { cells: { address: 1, size: 1 } },
    };
    expect(regionSource([region('frames', 0x3000_0000n)], form).text).toBe(`/include/ "system-conf.dtsi"

/ {
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;

		frames_reserved: frames@30000000 {
			reg = <0x30000000 0x100000>;
			no-map;
		};
	};
};

&amba_pl {
	frames {
		compatible = "ikwzm,uiomem";
		device-name = "frames";
		memory-region = <&frames_reserved>;
		cache-noncoherent;
	};
};
`);
  });

  it('is none where an address does not go into the cells', () => {
    const { text, findings } = regionSource([region('high', 0x1_0000_0000n)], {
      form: 'overlay',
      below: { path: '/', cells: { address: 1, size: 1 } },
    });
    expect([text, findings.map(({ id }) => id)]).toEqual([undefined, ['device-tree.beyond-cells']]);
  });

  it('keeps ranges that meet by one reservation', () => {
    const meeting = [region('a', 0x5000_0000n), region('b', 0x5008_0000n)];
    const { text } = regionSource(meeting, { form: 'tree', reserve: { cells: wide } });
    expect(text?.match(/reg = .*/g)).toEqual([
      'reg = <0x0 0x50000000 0x0 0x180000>;',
      'reg = <0x0 0x50000000 0x0 0x100000>;',
      'reg = <0x0 0x50080000 0x0 0x100000>;',
    ]);
  });

  it.each(forms)('that dtc takes without a word: %s', (_what, form) => {
    const regions = [
      region('frames', 0x8_0000_0000n, { about: 'of a camera', shareable: true }),
      region('0view', 0x8_0001_0000n, { size: 0x1_0000n, cache: 'coherent', shareable: true }),
      region('regs', 0x4_0000_0000n, { cache: 'off', minor: 7, sync: { mode: 'write-combine' } }),
    ];
    const text = regionSource(regions, form).text ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-regions-'));
    try {
      const board = form.form === 'system-user' ? baseText(2) : '';
      writeFileSync(join(folder, 'system-conf.dtsi'), board);
      writeFileSync(join(folder, 'a.dts'), text);
      // How many cells the target of an overlay has no overlay tells, and two devices may share a range.
      const quiet = [
        'avoid_default_addr_size',
        'ranges_format',
        'avoid_unnecessary_addr_size',
        'unique_unit_address',
        'reg_format',
      ];
      const said = execFileSync(
        'sh',
        ['-c', `dtc ${quiet.map((each) => `-Wno-${each}`).join(' ')} -@ -I dts -O dtb -o a.dtb a.dts 2>&1`],
        { cwd: folder, encoding: 'utf8' },
      );
      expect(said).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(readBack(text, form).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

const page = 4096n;
const pages = (most: number) => fc.integer({ min: 1, max: most }).map((count) => BigInt(count) * page);
const words = fc.constantFrom(
  'of a camera',
  'written */ by',
  'a\nb',
  '// no',
  '/* odd',
  '   spaces  ',
  'é ü',
  '*',
  '"quoted"',
  'x;};{',
  '#define A',
);
const anyRegions: fc.Arbitrary<Region[]> = fc
  .uniqueArray(
    fc.record({
      device: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.,:+-]{0,40}$/),
      load: fc.constant('device-tree' as const),
      address: fc.bigInt({ min: 1n, max: 2n ** 40n }).map((at) => at * page),
      size: pages(64),
      content: fc.constant('memory' as const),
      cache: fc.constantFrom(...cachePolicy.options),
      shareable: fc.boolean(),
      minor: fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined }),
      about: fc.option(words, { nil: undefined }),
      sync: fc.option(
        fc
          .record(
            {
              mode: fc.constantFrom('non-cached' as const, 'write-combine' as const, 'dma-coherent' as const),
              always: fc.constant(true),
              offset: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
              size: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
              direction: fc.constantFrom('both' as const, 'cpu-writes' as const, 'device-writes' as const),
            },
            { requiredKeys: [] },
          )
          .filter((sync) => Object.keys(sync).length > 0),
        { nil: undefined },
      ),
    }),
    { selector: ({ device }) => device, minLength: 1, maxLength: 6 },
  )
  .chain((regions) =>
    // Some share a range, or a part of one.
    fc.array(fc.tuple(fc.nat({ max: 5 }), fc.boolean()), { maxLength: 3 }).map((shares) =>
      regions.map((each, at) => {
        const other = shares[at] === undefined ? undefined : regions[shares[at][0] % regions.length];
        return other === undefined
          ? each
          : { ...each, address: other.address, size: shares[at]?.[1] ? other.size : each.size };
      }),
    ),
  );

/** What a comment keeps of a text, and without what is not said. */
function asRead({ about, minor, sync, ...rest }: Region): Region {
  const told = about === undefined ? '' : commentText(about);
  return {
    ...rest,
    ...(minor !== undefined && { minor }),
    ...(sync !== undefined && { sync }),
    ...(told !== '' && { about: told }),
  };
}

test.each(forms)('names that are one when they are cut or spelled as nodes stay two: %s', (_what, form) => {
  const long = 'a-name-of-more-than-thirty-one-letters';
  const regions = [
    region(`${long}-1`, 0x8_0000_0000n, { shareable: true }),
    region(`${long}-2`, 0x8_0000_0000n, { shareable: true }),
    region('a+b', 0x9_0000_0000n),
    region('a:b', 0x9_0010_0000n),
  ];
  const { text } = regionSource(regions, form);
  const read = readBack(text ?? '', form).regions.map(({ region: each }) => each.device);
  expect(read.sort()).toEqual(regions.map(({ device }) => device).sort());
});

test('any regions come back from any form of source as they were', () => {
  fc.assert(
    fc.property(anyRegions, fc.constantFrom(...forms), (regions, [, form]) => {
      const { text } = regionSource(regions, form);
      const read = readBack(text ?? '', form);
      const byDevice = (a: Region, b: Region) => (a.device < b.device ? -1 : 1);
      expect(read.regions.map(({ region: each }) => each).sort(byDevice)).toEqual(regions.map(asRead).sort(byDevice));
    }),
    { numRuns: 300 },
  );
});

test('any regions in any plan: what it expects afterwards is what the tree says, and the rest of its text is as it was', () => {
  fc.assert(
    fc.property(anyRegions, anyRegions, (before, after) => {
      const start = 'version: 1\n# Mine.\nregions: []\n';
      const planOf = (text: string, regions: readonly Region[]) => {
        const { plan } = readPlan(text);
        if (plan === undefined) throw new Error('no plan');
        return applyEdits(text, planEdits(plan, regions));
      };
      const text = planOf(start, before.map(asRead));
      expect(readPlan(text).plan?.regions).toEqual(before.map(asRead));
      const changed = planOf(text, after.map(asRead));
      const { plan, findings } = readPlan(changed);
      expect(findings).toEqual([]);
      for (const wanted of after.map(asRead)) {
        const found = plan?.regions.find(({ device }) => device === wanted.device);
        const kept = before.map(asRead).find(({ device }) => device === wanted.device)?.about;
        const { sync, ...rest } = found ?? region('', 0n);
        expect({ ...rest, ...(sync !== undefined && Object.keys(sync).length > 0 && { sync }) }).toEqual(
          wanted.about === undefined && kept !== undefined ? { ...wanted, about: kept } : wanted,
        );
      }
      expect(changed).toContain('# Mine.\n');
      // A second time there is nothing to be changed.
      expect(planOf(changed, after.map(asRead))).toBe(changed);
    }),
    { numRuns: 30 },
  );
});

describe('a node by hand', () => {
  const read = (body: string) => {
    const text = `/dts-v1/;\n/ {\n#address-cells = <1>;\n#size-cells = <1>;\n${body}\n};\n`;
    const source = readSource('by-hand', text, () => undefined);
    return readRegions({ tree: source.tree, source });
  };
  const node = 'uiomem@30000000 { compatible = "ikwzm,uiomem"; reg = <0x30000000 0x1000>; };';

  it('has the name that the kernel gives it, and the comments before it', () => {
    expect(read(`// Of the\n// camera.\n${node}`).regions).toEqual([
      {
        path: '/uiomem@30000000',
        becomes: '/uiomem@30000000',
        region: region('30000000.uiomem', 0x3000_0000n, { size: 0x1000n, about: 'Of the camera.' }),
      },
    ]);
    expect(read(`// SPDX-License-Identifier: MIT\n${node}`).regions[0]?.region.about).toBeUndefined();
    const long = '/*\n * Of the\n * camera.\n */\n';
    expect(read(`${long}label: ${node}`).regions[0]?.region.about).toBe('Of the camera.');
  });
  it('that is switched off makes no region, and is told', () => {
    const { regions, findings } = read(node.replace('};', 'status = "disabled"; };'));
    expect(regions).toEqual([]);
    expect(findings).toMatchObject([{ id: 'device-tree.uiomem-disabled', severity: 'info', path: '/uiomem@30000000' }]);
  });
  it('that has the name of another is told, and the first one stays', () => {
    const named = (at: string) => node.replaceAll('30000000', at).replace('};', 'device-name = "frames"; };');
    const { regions, findings } = read(`${named('30000000')}\n${named('40000000')}`);
    expect(regions.map(({ path }) => path)).toEqual(['/uiomem@30000000']);
    expect(findings).toMatchObject([
      {
        id: 'device-tree.no-region',
        path: '/uiomem@40000000',
        message: '/uiomem@40000000 becomes no region of a plan: /uiomem@30000000 has its name already.',
      },
    ]);
  });
  it('of which too little is known is told', () => {
    const { regions, findings } = read('u { compatible = "ikwzm,uiomem"; memory-region = <5>; };');
    expect([regions, findings.map(({ id, path }) => [id, path])]).toEqual([[], [['device-tree.no-region', '/u']]]);
  });
});
