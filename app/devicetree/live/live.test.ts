/** A board's tree as rows: what is seen of it, and what came after it had booted, by trees that dtc makes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentsOf } from '../../plan/memory-map/segments.ts';
import { textBytes } from '../property.ts';
import { anyTree } from '../testing/any-tree.ts';
import { built } from '../testing/built.ts';
import type { TreeNode } from '../tree.ts';
import { indexTree } from '../tree-index.ts';
import { liveNodes } from './live-nodes.ts';
import { nodeDetails } from './node-details.ts';
import { shownNodes } from './shown-nodes.ts';

const booted = built(
  `/dts-v1/; / {
	compatible = "maker,board";
	soc: soc {
		compatible = "simple-bus";
		uart0: serial@9000000 { compatible = "arm,pl011", "arm,primecell"; status = "okay"; };
		serial@9040000 { compatible = "arm,pl011"; status = "disabled"; };
	};
	reserved-memory { pool@70000000 { no-map; }; };
};`,
  '-@',
);
const later = built(
  `/dts-v1/; / {
	compatible = "maker,board";
	soc: soc {
		compatible = "simple-bus";
		uart0: serial@9000000 { compatible = "arm,pl011", "arm,primecell"; status = "okay"; };
		serial@9040000 { compatible = "arm,pl011"; status = "okay"; };
		plmem@a0000000 { compatible = "ikwzm,uiomem"; child { }; };
	};
	reserved-memory { pool@70000000 { no-map; }; };
};`,
  '-@',
);

/** As /proc/device-tree has it; dtc leaves such a property out. */
function named(node: TreeNode): TreeNode {
  const properties = new Map([...node.properties, ['name', textBytes(node.name)]]);
  return { ...node, properties, children: node.children.map(named) };
}

const nodes = liveNodes(indexTree({ ...later, root: named(later.root) }), booted);
const shown = (filter: string, ...unfolded: string[]) =>
  shownNodes(nodes, { unfolded: new Set(unfolded), filter }).map(
    ({ node: { path }, meant, place, siblings }) => `${meant ? '' : '… '}${path} ${place}/${siblings}`,
  );

test('rows tell label, compatible, status and what came since the boot', () => {
  const told = Object.fromEntries(nodes.map(({ path, ...rest }) => [path, rest]));
  expect(told['/soc/serial@9000000']).toEqual({
    name: 'serial@9000000',
    depth: 2,
    parent: false,
    label: 'uart0',
    compatible: ['arm,pl011', 'arm,primecell'],
  });
  expect(told['/soc/serial@9040000']).toMatchObject({ since: 'changed' });
  expect(told['/soc/plmem@a0000000']).toMatchObject({ since: 'added', parent: true });
  expect(told['/soc/plmem@a0000000/child']).toMatchObject({ since: 'added' });
  // The kernel's own properties are no change.
  expect(told['/soc']).not.toHaveProperty('since');
  expect(liveNodes(indexTree(booted), undefined).filter(({ status }) => status !== undefined)).toMatchObject([
    { path: '/soc/serial@9040000', status: 'disabled' },
  ]);
});

test('what is folded is not seen', () => {
  expect(shown('')).toEqual(['/ 1/1']);
  expect(shown('', '/')).toEqual(['/ 1/1', '/soc 1/3', '/reserved-memory 2/3', '/__symbols__ 3/3']);
  // Below one that is folded nothing is seen, unfolded or not.
  expect(shown('', '/soc')).toEqual(['/ 1/1']);
});

test('a filter shows what it finds, and the way there', () => {
  expect(shown('pl011')).toEqual(['… / 1/1', '… /soc 1/1', '/soc/serial@9000000 1/2', '/soc/serial@9040000 2/2']);
  expect(shown('UART0')).toEqual(['… / 1/1', '… /soc 1/1', '/soc/serial@9000000 1/1']);
  expect(shown('serial 9040')).toEqual(['… / 1/1', '… /soc 1/1', '/soc/serial@9040000 1/1']);
  expect(shown('/soc/pl')).toEqual([
    '… / 1/1',
    '… /soc 1/1',
    '/soc/plmem@a0000000 1/1',
    '/soc/plmem@a0000000/child 1/1',
  ]);
  expect(shown('nothing like it')).toEqual([]);
});

test('of any tree: with all unfolded each node is seen once, in the order of the tree', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const all = liveNodes(indexTree(tree), tree);
      const unfolded = new Set(all.map(({ path }) => path));
      expect(shownNodes(all, { unfolded, filter: '' }).map(({ node }) => node)).toEqual(all);
      expect(all.filter(({ since }) => since !== undefined)).toEqual([]);
    }),
  );
});

test('a node’s numbers are told for the CPU, with what lies there', () => {
  const index = indexTree(
    built(
      `/dts-v1/; / {
	#address-cells = <2>; #size-cells = <2>;
	gic: interrupt-controller { interrupt-controller; #interrupt-cells = <3>; };
	bus@80000000 {
		compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>;
		ranges = <0x0 0x0 0x80000000 0x100000>;
		ram@1000 { reg = <0x1000 0x2000>; interrupt-parent = <&gic>; };
		i2c { #address-cells = <1>; #size-cells = <0>; chip@50 { reg = <0x50>; }; };
	};
	island { #address-cells = <1>; #size-cells = <1>; thing@0 { reg = <0x0 0x10 0x5>; }; };
};`,
    ),
  );
  const segments = segmentsOf([
    { kind: 'region', name: 'uiomem0', from: '', address: 0x8000_1000n, size: 0x1000n },
    { kind: 'no-map', name: 'pool', from: '', address: 0x8000_0000n, size: 0x10_0000n },
  ]);
  const details = (path: string) => {
    const node = index.byPath.get(path);
    if (node === undefined) throw new Error(path);
    return nodeDetails(node, index, segments);
  };
  const ram = details('/bus@80000000/ram@1000');
  expect(ram.ranges).toEqual([{ address: 0x8000_1000n, size: 0x2000n }]);
  expect(Object.fromEntries(ram.properties.map(({ name, means }) => [name, means]))).toEqual({
    reg: ['0x1000 to 0x2fff (8 KiB) of its bus, 0x80001000 to 0x80002fff (8 KiB) for the CPU: uiomem0, pool'],
    'interrupt-parent': ['/interrupt-controller'],
  });
  expect(details('/interrupt-controller').usedBy).toEqual(['/bus@80000000/ram@1000']);
  const meansOf = (path: string, property: string) =>
    details(path).properties.find(({ name }) => name === property)?.means;
  expect(meansOf('/bus@80000000', 'ranges')).toEqual(['0x0 to 0xfffff (1 MiB) here is 0x80000000 above']);
  expect(meansOf('/bus@80000000', '#address-cells')).toEqual(['1 cell']);
  expect(meansOf('/bus@80000000/i2c/chip@50', 'reg')).toEqual(['Number 80 of its bus']);
  expect(meansOf('/island/thing@0', 'reg')).toEqual([
    '0x0 to 0xf (16 bytes) of its bus, which the CPU does not reach',
    '1 cell is left over',
  ]);
  expect(details('/island/thing@0').properties[0]?.text).toBe('reg = <0 0x10>, <5>;');
});
