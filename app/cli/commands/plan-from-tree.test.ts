/** `plan from-device-tree`: the plan that is written, what becomes of one that is there, and what is refused before it is touched. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JudgedBy } from '../../contract/plan.ts';
import { readPlan } from '../../plan/document.ts';
import { lint } from '../../plan/lint.ts';
import { savedFacts } from '../../plan/saved-facts.ts';
import { type Answer, play } from '../testing/played-command.ts';

const board = `/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	compatible = "linux,dummy-virt";
	memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
	logic: bus@10000000 {
		compatible = "simple-bus";
		#address-cells = <1>;
		#size-cells = <1>;
		ranges = <0x0 0x0 0x10000000 0x10000000>;
	};
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		plmem: plmem@78000000 { reg = <0 0x78000000 0 0x1000000>; no-map; };
	};
};
`;
const overlay = `/dts-v1/;
/plugin/;

&{/} {
	/* Of the camera. */
	frames: frames {
		compatible = "ikwzm,uiomem";
		device-name = "frames";
		memory-region = <&plmem>;
		sync-direction = <2>;
	};
};

&logic {
	#address-cells = <1>;
	#size-cells = <1>;
	uiomem@20000 {
		compatible = "ikwzm,uiomem";
		reg = <0x20000 0x1000>;
		cache-off;
		minor-number = <5>;
	};
};
`;
/** What the tree says stands there in other words, or not at all; and what it does not say. */
const plan = `# mine
version: 1
regions:
  - device: frames   # of the camera
    load: device-tree
    address: "0x70000000"
    size: 16384 KiB   # as it came
    content: memory
  - { device: other, load: device-tree, address: "0x79000000", size: 4096 }
`;

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-from-tree-'));
  await writeFile(at('board.dts'), board);
  await writeFile(at('overlay.dtso'), overlay);
  for (const [text, compiled] of [
    ['board.dts', 'board.dtb'],
    ['overlay.dtso', 'overlay.dtbo'],
  ] as const) {
    execFileSync('dtc', ['-q', '-@', '-I', 'dts', '-O', 'dtb', '-o', at(compiled), at(text)]);
  }
  execFileSync('fdtoverlay', ['-i', at('board.dtb'), '-o', at('merged.dtb'), at('overlay.dtbo')]);
  const facts = savedFacts(
    await readFile(join(import.meta.dirname, '../../plan/facts/emulated-arm64-6.1.json'), 'utf8'),
  );
  const json = (_: string, value: unknown) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value);
  const fdt = (await readFile(at('merged.dtb'))).toString('base64');
  await writeFile(at('facts.json'), JSON.stringify({ ok: true, result: { ...facts, fdt } }, json));
  await writeFile(at('no-tree.json'), JSON.stringify({ ...facts, fdt: undefined }, json));
});
afterAll(() => rm(folder, { recursive: true }));

const answers: Readonly<Record<string, Answer>> = {
  'board.list': () => ({ boards: [] }),
  'plan.lint': ({ text, by }: { text: string; by: JudgedBy }) => {
    const facts = by.kind === 'file' ? savedFacts(by.json) : undefined;
    return lint(readPlan(text), facts && { board: facts });
  },
};

/** `@` stands for the folder. */
const fromTree = (...words: string[]) =>
  play(['plan', 'from-device-tree', ...words.map((word) => word.replace(/^@/, `${folder}/`))], { answers });

const fromOverlay = ['@overlay.dtso', '--base', '@board.dts'];

describe('a new plan', () => {
  const head = (what: string) => `# The uiomem nodes of ${what}.
# Check it with \`plan lint\`, see what would be done with \`plan steps\`, do it with \`plan apply\`.
version: 1

module:
  from: built-in

regions:
`;
  const regions = (from: string, about = '') => `  - device: frames
    load: device-tree
    address: "0x78000000"
    size: 16 MiB
    cache: noncoherent
${about}    source: "${from}: /frames"
    sync: { direction: device-writes }
  - device: uiomem5
    load: device-tree
    address: "0x10020000"
    size: 4 KiB
    cache: off
    source: "${from}: /bus@10000000/uiomem@20000"
    minor: 5
`;

  test('of a text, with the comments before its nodes', async () => {
    const { status, out, err } = await fromTree(...fromOverlay);
    const file = at('overlay.dtso');
    expect([status, err]).toEqual([0, '']);
    expect(out).toBe(head(file) + regions(file, '    about: Of the camera.\n'));
    expect(readPlan(out).findings).toEqual([]);
  });

  test.each(['merged.dtb', 'overlay.dtbo'])('of a compiled tree: %s', async (name) => {
    const { status, out } = await fromTree(`@${name}`, '--base', '@board.dtb', '--out', `@${name}.yaml`);
    expect([status, out]).toEqual([0, `wrote ${at(name)}.yaml, 2 regions\n`]);
    expect(await readFile(at(`${name}.yaml`), 'utf8')).toBe(head(at(name)) + regions(at(name)));
  });

  test('of the tree that a board was booted with', async () => {
    const { status, out } = await fromTree('--facts', '@facts.json', '--offline');
    expect([status, out]).toEqual([0, head('the board') + regions('device tree')]);
  });

  test.each([
    ['&frames', ['frames']],
    ['/bus@10000000', ['uiomem5']],
    ['/fragment@1/__overlay__', ['uiomem5']],
    ['/fragment@0', ['frames']],
    ['/', ['frames', 'uiomem5']],
  ])('of one node and what is in it: %s', async (node, devices) => {
    const { out } = await fromTree(...fromOverlay, '--node', node, '--json');
    expect(JSON.parse(out).result.regions.map(({ device }: { device: string }) => device)).toEqual(devices);
  });

  test('a file’s name is one line of the plan, and does nothing to a terminal', async () => {
    const name = 'a\nregions: 1\u001b[2J.dts';
    await writeFile(
      at(name),
      board.replace(
        'reserved-memory {',
        'u@70000000 { compatible = "ikwzm,uiomem"; reg = <0 0x70000000 0 0x1000>; };\n\treserved-memory {',
      ),
    );
    const { status, out } = await fromTree(`@${name}`);
    expect(status).toBe(0);
    expect(out).not.toContain('\u001b');
    expect(readPlan(out).plan?.regions).toMatchObject([{ device: '70000000.u', address: 0x7000_0000n }]);
  });

  test('nodes that it could not take are told, with why', async () => {
    const more = 'known: known { compatible = "ikwzm,uiomem"; reg = <0 0x70000000 0 0x1000>; device-name = "known"; };';
    const cells = '#address-cells = <2>;\n\t#size-cells = <2>;';
    await writeFile(at('part.dtso'), overlay.replace('&{/} {', `&{/} {\n\t${cells}\n\t${more}`));
    const { status, out, err } = await fromTree('@part.dtso', '--offline', '--json');
    const { regions, findings } = JSON.parse(out).result;
    expect([status, regions]).toEqual([
      0,
      [{ device: 'known', node: '/known', address: '0x70000000', size: '0x1000' }],
    ]);
    const left = ['/fragment@0/__overlay__/frames', '/fragment@1/__overlay__/uiomem@20000'];
    expect(findings.map(({ id, path }: { id: string; path: string }) => [id, path])).toEqual(
      left.map((path) => ['device-tree.no-region', path]),
    );
    const first = await fromTree('@part.dtso', '--offline', '--json', '--node', '/fragment@0');
    expect(JSON.parse(first.out).result.findings.map(({ path }: { path: string }) => path)).toEqual([left[0]]);
    expect(err).toMatch(/part\.dtso:9:10: warning: \/frames .*\[device-tree\.no-region\]/);
    expect(err).toMatch(/part\.dtso:20:2: warning: .*\/uiomem@20000 .*\[device-tree\.no-region\]/);
  });
});

describe('a plan that is there', () => {
  async function into(text: string, ...words: string[]) {
    await writeFile(at('bringup.yaml'), text);
    const played = await fromTree(...fromOverlay, '--into', '@bringup.yaml', ...words);
    return { ...played, text: await readFile(at('bringup.yaml'), 'utf8') };
  }

  test('gets the lines that must be other ones, and keeps all else as it is', async () => {
    const { status, out, text } = await into(plan);
    expect(status).toBe(0);
    expect(text).toBe(
      plan
        .replace('"0x70000000"', '"0x78000000"')
        .replace(
          '    content: memory\n',
          '    content: memory\n    about: Of the camera.\n    sync: { direction: device-writes }\n',
        )
        .concat(`  - device: uiomem5
    load: device-tree
    address: "0x10020000"
    size: 4 KiB
    cache: off
    source: "${at('overlay.dtso')}: /bus@10000000/uiomem@20000"
    minor: 5
`),
    );
    expect(out).toContain('note: of other nothing was read, and the plan says it as before\n');
    expect(out).toContain('+    address: "0x78000000"\n');
    const again = await into(text);
    expect([again.status, again.text]).toEqual([0, text]);
    expect(again.out).toContain('says the same already, and is as it was');
  });

  test('is changed when its errors are those that it had', async () => {
    const wrong = `${plan}  - device: uiomem0\n    address: "0x30000000"\n    size: 100\n`;
    const { status, out, text } = await into(wrong);
    expect([status, text]).toEqual([0, expect.stringContaining('about: Of the camera.')]);
    expect(out).not.toContain('[region.unaligned]');
    expect(out).toContain('note: of other nothing was read');
  });

  test('is not changed where it would have errors by it, unless by force', async () => {
    const twice = `${plan}  - device: mine\n    address: "0x78000000"\n    size: 16 MiB\n`;
    const refused = await into(twice);
    expect([refused.status, refused.text]).toEqual([3, twice]);
    expect(refused.err).toMatch(/\[region\.overlap/);
    expect(refused.err).toContain('--force writes them all the same.');
    const forced = await into(twice, '--force');
    expect([forced.status, forced.out]).toEqual([0, expect.stringMatching(/\[region\.overlap/)]);
    expect(forced.text).toContain('about: Of the camera.');
  });

  test('stays as it is when it cannot be read', async () => {
    const { status, err, text } = await into('version: [');
    expect([status, err, text]).toEqual([3, expect.stringContaining('cannot be read as a plan'), 'version: [']);
  });
});

describe('refused, with nothing written', () => {
  const nodes = (inside: string) => `/dts-v1/;\n/ {\n#address-cells = <1>;\n#size-cells = <1>;\n${inside}\n};\n`;
  const taken = 'u@30000000 { compatible = "ikwzm,uiomem"; reg = <0x30000000 0x1000>; };';
  const files: Readonly<Record<string, string>> = {
    'none.dts': nodes('serial { };'),
    'off.dts': nodes(taken.replace('};', 'status = "disabled"; };')),
    'nowhere.dts': nodes('u { compatible = "ikwzm,uiomem"; memory-region = <5>; };'),
    'broken.dts': nodes(taken.replace('>;', ';')),
    'long-name.dts': nodes(taken.replace('};', `device-name = "${'x'.repeat(64)}"; };`)),
    'good.dts': nodes(taken),
    'cut.dtb': 'd00dfeed',
  };
  beforeAll(async () => {
    for (const [name, text] of Object.entries(files)) await writeFile(at(name), text);
  });

  test.each<[id: string, status: number, words: string[], way: string]>([
    ['device-tree.file-missing', 1, ['@nowhere.dtb'], 'A .dts'],
    ['device-tree.not-a-file', 1, ['@'], ''],
    ['device-tree.unreadable', 1, ['@broken.dts'], ''],
    ['device-tree.unreadable', 1, ['@cut.dtb'], ''],
    ['device-tree.unreadable', 1, ['@overlay.dtso', '--base', '@broken.dts'], ''],
    ['device-tree.file-missing', 1, ['@overlay.dtso', '--base', '@absent.dts'], 'A .dts'],
    ['device-tree.no-uiomem-node', 1, ['@none.dts'], 'compatible = "ikwzm,uiomem"'],
    ['device-tree.no-uiomem-node', 1, ['@board.dts', '--node', '&logic'], '&logic of'],
    ['device-tree.no-region', 1, ['@off.dts'], 'status = "okay"'],
    ['device-tree.no-region', 1, ['@nowhere.dts'], 'which addresses of the CPU it has'],
    ['device-tree.no-region', 1, ['@long-name.dts'], 'a name of up to 63 letters'],
    ['device-tree.no-node', 1, ['@good.dts', '--node', '/u@3000000'], 'Is /u@30000000 meant?'],
    ['device-tree.no-node', 1, ['@good.dts', '--node', '&u'], ''],
    ['device-tree.no-tree', 1, ['--facts', '@no-tree.json'], ''],
    ['plan.facts-missing', 1, ['--facts', '@none.json'], 'board facts --json'],
    ['usage.conflict', 2, ['@good.dts', '--out', '@new.yaml', '--into', '@old.yaml'], 'Say whether'],
    ['usage.conflict', 2, ['--offline'], 'Name a file'],
    ['plan.file-missing', 1, ['@good.dts', '--into', '@none.yaml'], 'plan new'],
    ['output.exists', 1, ['@good.dts', '--out', '@good.dts'], '--force'],
  ])('%s (%d): %j', async (id, status, words, way) => {
    const found = await fromTree(...words);
    expect([found.status, found.out]).toEqual([status, '']);
    expect(found.err).toContain(`[${id}]`);
    expect(found.err).toContain(way);
    expect(await readFile(at('good.dts'), 'utf8')).toBe(files['good.dts']);
    await expect(stat(at('new.yaml'))).rejects.toThrow('ENOENT');
  });
});
