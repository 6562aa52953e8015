/** `dt …` on files: what is printed and written, judged by dtc, and what is refused. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { savedFacts } from '../../plan/saved-facts.ts';
import { type Answer, play } from '../testing/played-command.ts';

/** As the board of the facts has it: RAM of 768 MiB from 1 GiB on, the rest kept from Linux by mem=. */
const boardSource = `/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	compatible = "linux,dummy-virt";
	aliases { serial0 = &uart; };
	memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		plmem: plmem@78000000 { reg = <0 0x78000000 0 0x1000000>; no-map; };
	};
	uart: serial@9000000 { compatible = "arm,pl011"; reg = <0 0x9000000 0 0x1000>; };
};
`;
const overlay = (properties: string) => `/dts-v1/;
/plugin/;

&{/} {
	uiomem@70000000 {
		compatible = "ikwzm,uiomem";
		${properties}
	};
};
`;
const good = overlay('reg = <0x0 0x70000000 0x0 0x40000>;\n\t\tdevice-name = "frames";');
/** The example in circulation of uiomem-interface: the sync range is larger than the device. */
const wrong = overlay('reg = <0x0 0x70000000 0x0 0x40000>;\n\t\tsync-offset = <0x10000>;\n\t\tsync-size = <0xf0000>;');

let folder: string;
const at = (name: string) => join(folder, name);
const dtc = (...words: string[]) => execFileSync('dtc', ['-q', ...words]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uiomem-studio-dt-'));
  await writeFile(at('board.dts'), boardSource);
  await writeFile(at('good.dtso'), good);
  dtc('-@', '-o', at('board.dtb'), at('board.dts'));
  const facts = savedFacts(
    await readFile(join(import.meta.dirname, '../../plan/facts/emulated-arm64-6.1.json'), 'utf8'),
  );
  const fdt = (await readFile(at('board.dtb'))).toString('base64');
  const json = (_: string, value: unknown) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value);
  await writeFile(at('facts.json'), JSON.stringify({ ok: true, result: { ...facts, fdt } }, json));
  await writeFile(at('no-tree.json'), JSON.stringify({ ...facts, fdt: undefined }, json));
});
afterAll(() => rm(folder, { recursive: true }));

const answers: Readonly<Record<string, Answer>> = { 'board.list': () => ({ boards: [] }) };
const dt = (...words: string[]) => play(['dt', ...words.map((word) => word.replace(/^@/, `${folder}/`))], { answers });

describe('dt show', () => {
  test('prints what dtc makes the same tree of', async () => {
    const { status, out } = await dt('show', '@board.dtb');
    await writeFile(at('shown.dts'), out);
    dtc('-o', at('again.dtb'), at('shown.dts'));
    expect([status, await readFile(at('again.dtb'))]).toEqual([0, await readFile(at('board.dtb'))]);
  });

  test.each(['/serial@9000000', 'serial0', '&uart'])('one node, by %s', async (node) => {
    const { out } = await dt('show', '--facts', '@facts.json', '--node', node);
    expect(out).toMatch(/^uart: serial@9000000 \{\n\tcompatible = "arm,pl011";\n\treg = <0 0x9000000 0 0x1000>;\n/);
  });

  test('device-tree.no-node names the nearest', async () => {
    const { status, err } = await dt('show', '@board.dts', '--node', '/serial@900000');
    expect(status).toBe(1);
    expect(err).toContain('[device-tree.no-node]');
    expect(err).toContain('Is /serial@9000000 meant?');
  });
});

test('dt diff tells what another tree has, by node and property', async () => {
  await writeFile(at('other.dts'), boardSource.replace('0x1000>;', '0x2000>;').replace('no-map;', ''));
  const { status, out } = await dt('diff', '@board.dts', '@other.dts');
  expect(status).toBe(0);
  expect(out).toMatch(/serial@9000000[\s\S]*0x1000[\s\S]*0x2000|plmem[\s\S]*no-map[\s\S]*0x2000/);
  expect(out).toContain('no-map');
  expect(out).not.toContain('linux,dummy-virt');
  const same = await dt('diff', '@board.dts', '@board.dts');
  expect(same.out).toMatch(/says the same as/);
});

describe('dt compile', () => {
  test('writes what dtc writes', async () => {
    const { status, out } = await dt('compile', '@good.dtso');
    expect([status, out]).toEqual([0, expect.stringMatching(/^wrote .*good\.dtbo, \d+ bytes\n$/)]);
    dtc('-@', '-o', at('judge.dtbo'), at('good.dtso'));
    expect(await readFile(at('good.dtbo'))).toEqual(await readFile(at('judge.dtbo')));
  });

  test('with symbols where they are wanted, and never over a file that is there', async () => {
    await dt('compile', '@board.dts', '--symbols', '--out', '@made.dtb');
    expect(await readFile(at('made.dtb'))).toEqual(await readFile(at('board.dtb')));
    const { status, err } = await dt('compile', '@board.dts', '--out', '@made.dtb');
    expect([status, err]).toEqual([1, expect.stringContaining('[output.exists]')]);
  });

  test('device-tree.unreadable: a text with errors makes no file', async () => {
    await writeFile(at('broken.dts'), '/dts-v1/;\n/ {\n\ta = <1>\n\tb = <2>;\n};\n');
    const { status, err } = await dt('compile', '@broken.dts', '--out', '@broken.dtb');
    expect(status).toBe(1);
    expect(err).toMatch(/broken\.dts:3:\d+: error: /);
    expect(err).toContain('[device-tree.unreadable]');
    await expect(readFile(at('broken.dtb'))).rejects.toThrow('ENOENT');
  });
});

describe('dt format', () => {
  test('writes the style of the kernel, and only when asked to', async () => {
    const text = '/dts-v1/;\n/ {\n  a=<1   2>;\n    n@1{reg=<1>;};\n};\n';
    await writeFile(at('messy.dts'), text);
    const { out } = await dt('format', '@messy.dts');
    expect(out).toContain('\n\ta = <1 2>;\n');
    expect(await readFile(at('messy.dts'), 'utf8')).toBe(text);
    const check = await dt('format', '@messy.dts', '--check');
    expect([check.status, check.err]).toEqual([1, expect.stringContaining('[device-tree.not-formatted]')]);
    await dt('format', '@messy.dts', '--write');
    expect(await readFile(at('messy.dts'), 'utf8')).toBe(out);
    expect((await dt('format', '@messy.dts', '--check')).status).toBe(0);
  });

  test('device-tree.not-closed: a text that is not whole stays as it is', async () => {
    await writeFile(at('open.dts'), '/dts-v1/;\n/ {\n  a=<1>;\n');
    const { status, err } = await dt('format', '@open.dts', '--write');
    expect([status, err]).toEqual([1, expect.stringContaining('[device-tree.not-closed]')]);
    expect(await readFile(at('open.dts'), 'utf8')).toBe('/dts-v1/;\n/ {\n  a=<1>;\n');
  });
});

describe('dt lint', () => {
  test('tells each finding at its place, and takes the fixes', async () => {
    await writeFile(at('wrong.dtso'), wrong);
    const { status, err } = await dt('lint', '@wrong.dtso', '--facts', '@facts.json');
    expect(status).toBe(3);
    expect(err).toMatch(/wrong\.dtso:9:\d+: error: .*\[device-tree\.sync-range\]\n {4}.*EINVAL/);
    const mended = await dt('lint', '@wrong.dtso', '--facts', '@facts.json', '--fix');
    expect(mended.status).toBe(0);
    expect(mended.err).toContain('mended');
    expect(await readFile(at('wrong.dtso'), 'utf8')).toContain('sync-size = <0x30000>;');
  });

  test('says what was not judged without a board', async () => {
    const { status, out } = await dt('lint', '@good.dtso', '--offline');
    expect([status, out]).toEqual([0, expect.stringMatching(/not judged: .*\n.*good\.dtso: no findings\n$/s)]);
  });
});

describe('included files', () => {
  const uses = (what: string) => `/dts-v1/;\n${what}\n/ { size = <FRAME>; };\n`;

  test('are looked for beside the text, and with <> in the folders of --include alone', async () => {
    await mkdir(at('inc/dt-bindings'), { recursive: true });
    await writeFile(at('inc/dt-bindings/frame.h'), '#ifndef F\n#define F\n#define FRAME (0x10 << 4)\n#endif\n');
    await writeFile(at('uses.dts'), uses('#include <dt-bindings/frame.h>'));
    const { out } = await dt('show', '@uses.dts', '--include', `/none:${at('inc')}`);
    expect(out).toContain('size = <0x100>;');
    const without = await dt('show', '@uses.dts');
    expect(without.err).toMatch(/uses\.dts:2:\d+: error: .*\[device-tree\.include-missing\]/);
    await writeFile(at('beside.dts'), uses('#include "inc/dt-bindings/frame.h"'));
    expect((await dt('compile', '@beside.dts')).status).toBe(0);
  });

  test('by an absolute name, too', async () => {
    await writeFile(at('absolute.dts'), uses(`#include "${at('inc/dt-bindings/frame.h')}"`));
    expect((await dt('compile', '@absolute.dts')).status).toBe(0);
  });

  test('bytes of files are looked for beside the text and in the folders, as dtc -i does', async () => {
    await writeFile(at('beside.bin'), 'beside');
    await writeFile(at('inc/other.bin'), 'of the folder');
    const value = `/incbin/("beside.bin"), /incbin/("other.bin", 3, 4), /incbin/("${at('beside.bin')}")`;
    await writeFile(at('bytes.dts'), `/dts-v1/;\n/ {\n\tfirmware = ${value};\n};\n`);
    expect((await dt('compile', '@bytes.dts', '--include', at('inc'))).status).toBe(0);
    dtc('-i', at('inc'), '-o', at('judge.dtb'), at('bytes.dts'));
    expect(await readFile(at('bytes.dtb'))).toEqual(await readFile(at('judge.dtb')));
  });

  test('device-tree.incbin-missing: a pipe is not waited for, and nothing is written', async () => {
    execFileSync('sh', ['-c', `mkfifo ${at('pipe.bin')}`]);
    await writeFile(at('pipe.dts'), '/dts-v1/;\n/ {\n\tfirmware = /incbin/("pipe.bin");\n};\n');
    const { status, err } = await dt('compile', '@pipe.dts');
    expect(status).not.toBe(0);
    expect(err).toMatch(/pipe\.dts:3:13: error: .*\[device-tree\.incbin-missing\]/);
    await expect(stat(at('pipe.dtb'))).rejects.toThrow('ENOENT');
  });

  test('device-tree.include-cycle', async () => {
    await writeFile(at('a.dtsi'), '#include "b.dtsi"\n');
    await writeFile(at('b.dtsi'), '#include "a.dtsi"\n');
    await writeFile(at('cycle.dts'), uses('#include "a.dtsi"\n#define FRAME 1'));
    const { status, err } = await dt('lint', '@cycle.dts', '--offline');
    expect([status, err]).toEqual([3, expect.stringMatching(/b\.dtsi:1:\d+: error: .*\[device-tree\.include-cycle\]/)]);
  });
});

describe('dt rehearse', () => {
  test('tells the difference and what the driver would make of it, now and at the next boot', async () => {
    const { status, out } = await dt('rehearse', '@good.dtso', '--facts', '@facts.json', '--at', 'boot');
    expect(status).toBe(0);
    expect(out).toContain('uiomem@70000000');
    expect(out).toMatch(
      /^\/uiomem@70000000: becomes \/dev\/frames, 0x70000000 to 0x7003ffff \(256 KiB\), cached, not coherent/m,
    );
    expect(out).not.toContain('Put onto the running kernel');
  });

  test('device-tree.rehearsal: RAM is refused in the words of the driver', async () => {
    await writeFile(at('ram.dtso'), good.replaceAll('70000000', '50000000'));
    const { status, err } = await dt('rehearse', '@ram.dtso', '--facts', '@facts.json');
    expect(status).toBe(3);
    expect(err).toMatch(/\/uiomem@50000000: is refused with EINVAL; the log says: .*ram/);
    expect(err).toContain('[device-tree.rehearsal]');
  });

  test('tells each mistake once, at its place in the text, and nothing that the board’s tree has already', async () => {
    await writeFile(at('odd.dts'), boardSource.replace('serial@9000000', 'serial@0x9000000'));
    const tree = overlay(
      'reg = <0x0 0x70000000 0x0 0x40000>;\n\t\tsync-offset = <0x10000>;\n\t\tsync-size = <0xf0000>;\n\t\tcache-of;',
    );
    await writeFile(at('twice.dtso'), tree);
    const { err } = await dt('rehearse', '@twice.dtso', '--base', '@odd.dts', '--at', 'boot');
    const told = [...err.matchAll(/^(.*?): (?:error|warning): .*\[(device-tree\.[a-z-]+)\]$/gm)];
    expect(told.map(([, where = '', id]) => [where.replace(/.*\//, ''), id])).toEqual([
      ['twice.dtso:9:15', 'device-tree.sync-range'],
      ['twice.dtso:10:3', 'device-tree.uiomem-unknown'],
      ['twice.dtso:7:3', 'device-tree.overlaps-memory-node'],
    ]);
  });

  test('device-tree.rehearsal: an overlay for another board is refused as the kernel refuses it', async () => {
    await writeFile(at('label.dtso'), good.replace('&{/}', '&amba_pl'));
    const { status, err } = await dt('rehearse', '@label.dtso', '--base', '@board.dtb');
    expect(status).toBe(3);
    expect(err).toMatch(/label\.dtso:4:\d+: error: .*amba_pl/);
  });

  test('device-tree.no-base and device-tree.no-tree', async () => {
    const alone = await dt('rehearse', '@good.dtso');
    expect([alone.status, alone.err]).toEqual([1, expect.stringContaining('[device-tree.no-base]')]);
    const none = await dt('show', '--facts', '@no-tree.json');
    expect([none.status, none.err]).toEqual([1, expect.stringContaining('[device-tree.no-tree]')]);
  });
});

describe('dt export', () => {
  const plan = `version: 1
regions:
  - { device: frames, load: device-tree, address: 0x70000000, size: 256K, cache: off, about: camera }
  - { device: uiomem1, address: 0x71000000, size: 1M }
`;
  const exported = async (...words: string[]) => {
    await writeFile(at('bringup.yaml'), plan);
    return await dt('export', '@bringup.yaml', ...words);
  };

  test('.dtso and .dtbo say the same, with the regions that load by device tree', async () => {
    const { status, out } = await exported();
    expect(status).toBe(0);
    expect(out).toMatch(/\/\* camera \*\/\n\t+frames@70000000 \{/);
    expect(out).not.toContain('uiomem1');
    await writeFile(at('frames.dtso'), out);
    dtc('-@', '-o', at('judge.dtbo'), at('frames.dtso'));
    const made = await exported('--out', '@frames.dtbo');
    expect([made.status, await readFile(at('frames.dtbo'))]).toEqual([0, await readFile(at('judge.dtbo'))]);
  });

  test('the whole .dts is what fdtoverlay makes of the board’s tree', async () => {
    await exported('--as', 'dtbo', '--reserve', '--all', '--out', '@all.dtbo', '--force');
    const { status, out } = await exported('--as', 'dts', '--reserve', '--all', '--base', '@board.dtb');
    await writeFile(at('whole.dts'), out);
    dtc('-o', at('whole.dtb'), at('whole.dts'));
    execFileSync('fdtoverlay', ['-i', at('board.dtb'), '-o', at('judge.dtb'), at('all.dtbo')]);
    const sorted = (file: string) => dtc('-I', 'dtb', '-O', 'dts', '-s', at(file)).toString();
    expect([status, sorted('whole.dtb')]).toEqual([0, sorted('judge.dtb')]);
    expect(out).toContain('no-map;');
  });

  test('system-user.dtsi is what PetaLinux includes behind its own', async () => {
    const { out } = await exported('--as', 'system-user.dtsi', '--all');
    expect(out).toMatch(/^\/include\/ "system-conf\.dtsi"\n/);
    await writeFile(at('system-conf.dtsi'), boardSource);
    await writeFile(at('system-user.dtsi'), out);
    dtc('-o', at('peta.dtb'), at('system-user.dtsi'));
    expect((await dt('show', '@peta.dtb')).out).toMatch(/uiomem1@71000000/);
    const ofOverlay = await dt('export', '@good.dtso', '--as', 'system-user.dtsi');
    await writeFile(at('system-user.dtsi'), ofOverlay.out);
    dtc('-o', at('peta.dtb'), at('system-user.dtsi'));
    expect((await dt('show', '@peta.dtb', '--node', '/uiomem@70000000')).out).toContain('device-name = "frames"');
  });

  test.each([
    ['device-tree.no-output', ['--as', 'dtbo']],
    ['device-tree.no-base', ['--as', 'dts']],
    ['output.exists', ['--as', 'dtbo', '--out', '@board.dtb']],
  ])('%s', async (id, words) => {
    const { status, err } = await exported(...words);
    expect([status, err]).toEqual([1, expect.stringContaining(`[${id}]`)]);
  });

  test('device-tree.no-regions, and a plan that is none', async () => {
    await writeFile(at('other.yaml'), plan.replace('load: device-tree, ', ''));
    expect((await dt('export', '@other.yaml')).err).toContain('[device-tree.no-regions]');
    await writeFile(at('other.yaml'), 'version: [');
    expect(await dt('export', '@other.yaml')).toMatchObject({ status: 3, err: expect.stringContaining('[plan.lint]') });
  });

  test('device-tree.beyond-cells: a reservation is written in the cells of the root', async () => {
    await writeFile(at('narrow.dts'), '/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; };');
    await writeFile(at('high.yaml'), plan.replace('0x70000000', '0x870000000'));
    const { err } = await dt('export', '@high.yaml', '--reserve', '--base', '@narrow.dts');
    expect(err).toContain('[device-tree.beyond-cells]');
  });
});

test('--board takes the tree of a board that is connected to, and --json has all of it', async () => {
  const facts = savedFacts(await readFile(at('facts.json'), 'utf8'));
  const asked: unknown[] = [];
  const ofBoard: Readonly<Record<string, Answer>> = {
    'board.facts': (input: unknown) => {
      asked.push(input);
      return facts;
    },
  };
  const line = ['dt', 'rehearse', at('good.dtso'), '--board', 'zynq', '--at', 'boot', '--json'];
  const { status, out } = await play(line, { answers: ofBoard });
  const [{ good: isGood, predictions, changes }] = JSON.parse(out).result.rehearsals;
  expect([status, asked, isGood]).toEqual([0, [{ board: 'zynq' }], true]);
  expect(predictions).toMatchObject([
    { path: '/uiomem@70000000', outcome: { kind: 'device', device: { name: 'frames', address: '0x70000000' } } },
  ]);
  expect(changes).toEqual([{ kind: 'node-added', path: '/uiomem@70000000' }]);
});

describe('a file that cannot be', () => {
  test.each([
    ['device-tree.file-missing', '@none.dts'],
    ['device-tree.not-a-file', '@.'],
    ['device-tree.file-too-large', '@huge.dtb'],
    ['device-tree.unreadable', '@short.dtb'],
  ])('%s', async (id, file) => {
    await writeFile(at('huge.dtb'), '');
    await truncate(at('huge.dtb'), (64 << 20) + 1);
    await writeFile(at('short.dtb'), Buffer.from('d00dfeed0000', 'hex'));
    const { status, err } = await dt('show', file);
    expect([status, err]).toEqual([1, expect.stringContaining(`[${id}]`)]);
  });

  test('a text that is something else: the first mistakes are told, and how many more there are', async () => {
    await writeFile(at('notes.md'), `/dts-v1/;\n/ { };\n${'Some words.\n'.repeat(100)}`);
    const { status, err } = await dt('lint', '@notes.md', '--offline');
    expect(status).toBe(3);
    expect(err.match(/: error: /g)).toHaveLength(20);
    const { findings } = JSON.parse((await dt('lint', '@notes.md', '--offline', '--json')).out).problem.data;
    expect(err).toContain(`notes.md: and ${findings.length - 20} more, which --json has`);
    expect(findings.length).toBeGreaterThanOrEqual(100);
  });

  test('device-tree.not-text', async () => {
    const { status, err } = await dt('format', '@board.dtb');
    expect([status, err]).toEqual([1, expect.stringContaining('[device-tree.not-text]')]);
  });
});
