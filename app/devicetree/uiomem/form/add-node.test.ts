/** Nodes put into texts: dtc and fdtoverlay take what comes of it, and the lint has nothing to say against it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFdt } from '../../fdt/read-fdt.ts';
import { lintTree } from '../../lint/lint-tree.ts';
import { applyTextEdits } from '../../mend.ts';
import { built } from '../../testing/built.ts';
import { compiledByDtc } from '../../testing/dtc.ts';
import { indexTree, type TreeIndex } from '../../tree-index.ts';
import { readRegions } from '../read-regions.ts';
import { addNode, type NewNode } from './add-node.ts';
import { board, fieldValues, formOf, overlay, read } from './testing/form-samples.ts';

const device = { kind: 'uiomem', device: 'bank1', address: 0xa010_0000n, size: 0x1_0000n, cache: 'off' } as const;
const kept = { kind: 'reservation', name: 'kept', address: 0x7800_0000n, size: 0x10_0000n, noMap: true } as const;

function added(text: string, node: NewNode, base?: TreeIndex) {
  const { edits, refusal, ...rest } = addNode(read(text), node, base);
  if (edits === undefined) throw new Error(refusal.message);
  const after = applyTextEdits(text, edits);
  const source = read(after);
  const findings = [...source.findings, ...lintTree({ tree: source.tree, source, base }).findings];
  return {
    text: after,
    path: 'path' in rest ? rest.path : undefined,
    errors: findings.filter(({ severity }) => severity === 'error').map(({ id }) => id),
  };
}

/** The board’s tree with the overlay, merged by libfdt. */
function merged(base: string, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-form-'));
  try {
    const file = (name: string) => join(folder, name);
    writeFileSync(file('base.dtb'), compiledByDtc(base, '-@'));
    writeFileSync(file('over.dtbo'), compiledByDtc(text, '-@'));
    execFileSync('fdtoverlay', ['-i', file('base.dtb'), '-o', file('all.dtb'), file('over.dtbo')], { stdio: 'pipe' });
    const { tree } = readFdt(new Uint8Array(readFileSync(file('all.dtb'))));
    if (tree === undefined) throw new Error('no tree');
    return tree;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const regionsOf = (base: string, text: string) =>
  readRegions({ tree: merged(base, text) }).regions.map(({ path, region }) => [
    path,
    region.device,
    region.address,
    region.size,
    region.cache,
  ]);

test('a device stands beside those that the text has, as far as addresses there are the CPU’s', () => {
  const { text, path, errors } = added(board, device);
  expect([path, errors]).toEqual(['/bank1@a0100000', []]);
  expect(text).toBe(
    board.replace(
      /\n\};\n$/,
      `

	bank1@a0100000 {
		compatible = "ikwzm,uiomem";
		device-name = "bank1";
		reg = <0x0 0xa0100000 0x0 0x10000>;
		cache-off;
	};
};
`,
    ),
  );
  built(text);
  expect(fieldValues(formOf(text, '/bank1@a0100000'))).toEqual({
    'device-name': 'bank1',
    address: '0xa0100000',
    size: '64 KiB',
    cache: 'off',
  });
});

test('a device on a reservation names it by its label, and a reservation without one gets one', () => {
  const pool = '/reserved-memory/pool';
  const { text, path, errors } = added(board, {
    kind: 'for-reservation',
    device: 'mine',
    cache: 'noncoherent',
    reservation: pool,
  });
  // The pool is Linux’s own: that is said, and it is what was asked for.
  expect([path, errors]).toEqual(['/soc/mine', ['device-tree.memory-region-mapped']]);
  expect(text).toContain('\t\tpool: pool {\n');
  expect(formOf(text, '/soc/mine').fields.find(({ name }) => name === 'memory-region')).toMatchObject({
    value: pool,
    written: '<&pool>',
  });
  built(text);
});

test('an overlay without a device gets a bus for it, beside what it has', () => {
  const text = '/dts-v1/;\n/plugin/;\n\n&soc {\n\tstatus = "okay";\n};\n';
  const base = board.replace('soc {', 'soc: soc {');
  const result = added(text, device, indexTree(built(base, '-@')));
  expect([result.path, result.errors]).toEqual([undefined, []]);
  expect(result.text.startsWith(text)).toBe(true);
  expect(regionsOf(base, result.text)).toContainEqual([
    '/uiomem-bus/bank1@a0100000',
    'bank1',
    0xa010_0000n,
    0x1_0000n,
    'off',
  ]);
  // The next one stands beside it.
  const second = added(result.text, { ...device, device: 'bank2', address: 0xa020_0000n });
  expect(second.path).toBe('/fragment@1/__overlay__/uiomem-bus/bank2@a0200000');
  expect(regionsOf(base, second.text).map(([path]) => path)).toContain('/uiomem-bus/bank2@a0200000');
});

test('a reservation stands in reserved-memory, of the text, of the board, or made for it', () => {
  const first = added(board, kept);
  expect([first.path, first.errors]).toEqual(['/reserved-memory/kept@78000000', []]);
  built(first.text);
  const base = indexTree(built(board, '-@'));
  const over = added(overlay, kept, base);
  expect(over.text).toContain(`
&{/reserved-memory} {
	kept: kept@78000000 {
		reg = <0x0 0x78000000 0x0 0x100000>;
		no-map;
	};
};
`);
  const reserved = merged(board, over.text).root.children.find(({ name }) => name === 'reserved-memory');
  expect(reserved?.children.map(({ name }) => name)).toContain('kept@78000000');
  const plain = '/dts-v1/;\n/ {\n\t#address-cells = <1>;\n\t#size-cells = <1>;\n};';
  const made = added(plain, kept);
  expect([made.path, made.errors]).toEqual(['/reserved-memory/kept@78000000', []]);
  expect(made.text).toBe(`${plain}

/ {
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;

		kept: kept@78000000 {
			reg = <0x78000000 0x100000>;
			no-map;
		};
	};
};
`);
  built(made.text);
});

test('a reservation whose place the kernel finds has a size alone', () => {
  const { text, errors } = added(board, { kind: 'found-reservation', name: 'kept', size: 0x10_0000n, noMap: true });
  expect(errors).toEqual([]);
  expect(fieldValues(formOf(text, '/reserved-memory/kept'))).toEqual({
    label: 'kept',
    size: '1 MiB',
    'no-map': 'true',
  });
});

test('names and labels that are there already are not taken again', () => {
  const once = added(board, { ...kept, address: 0x7000_0000n, name: 'frames' });
  expect(once.path).toBe('/reserved-memory/frames-2@70000000');
  const twice = added(once.text, { ...kept, name: 'frames', address: 0x7a00_0000n });
  expect(twice.text).toMatch(/\tframes: frames-2@70000000 \{/);
  expect(twice.text).toMatch(/\tframes_2: frames@7a000000 \{/);
  built(twice.text);
});

test('what does not go into the cells, or into a text that is wrong, is refused', () => {
  const small = board.replaceAll('<2>', '<1>').replaceAll('<0x0 ', '<').replaceAll(' 0x0 ', ' ');
  const id = (text: string, node: NewNode) => addNode(read(text), node).refusal?.id;
  expect(id(small, { ...kept, address: 0x8_0000_0000n })).toBe('device-tree.beyond-cells');
  expect(id(board.replace('ranges;', 'ranges'), kept)).toBe('device-tree.syntax');
  expect(id(board, { kind: 'for-reservation', device: 'x', cache: 'off', reservation: '/none' })).toBe(
    'device-tree.edit-choice',
  );
});

test('a name stands in the text as it was given, or is refused', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.stringMatching(/^[A-Za-z0-9_,.:+ !@/-]{0,40}$/),
    fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,35}$/),
  );
  fc.assert(
    fc.property(text, fc.boolean(), (name, isDevice) => {
      const { edits, refusal } = addNode(read(board), isDevice ? { ...device, device: name } : { ...kept, name });
      const isName = isDevice
        ? /^[A-Za-z0-9_][A-Za-z0-9_.,:+-]{0,62}$/.test(name)
        : /^[A-Za-z][A-Za-z0-9,._+-]{0,30}$/.test(name);
      expect(refusal?.id).toBe(isName ? undefined : 'device-tree.edit-name');
      const written = isDevice ? `device-name = "${name}";` : `: ${name}@78000000 {`;
      if (edits !== undefined) expect(applyTextEdits(board, edits)).toContain(written);
    }),
  );
});
