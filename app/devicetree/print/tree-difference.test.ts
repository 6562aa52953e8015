import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyTree } from '../testing/any-tree.ts';
import { built, sortedTree } from '../testing/built.ts';
import { type DeviceTree, parentPath, type TreeNode } from '../tree.ts';
import { differenceText } from './difference-text.ts';
import { type TreeChange, treeDifference } from './tree-difference.ts';

/** The tree that the changes make of another. */
function changed(tree: DeviceTree, changes: readonly TreeChange[]): DeviceTree {
  let { bootCpu, reservations } = tree;
  const at = (node: TreeNode, path: string): TreeNode => {
    const mine = changes.filter(
      (change) => 'path' in change && (change.kind === 'property' ? change.path : parentPath(change.path)) === path,
    );
    const properties = new Map(node.properties);
    const children = new Map(node.children.map((child) => [child.name, child]));
    for (const change of mine) {
      if (change.kind === 'property') {
        expect(properties.get(change.property)).toEqual(change.before);
        if (change.after === undefined) properties.delete(change.property);
        else properties.set(change.property, change.after);
      }
      if (change.kind === 'node-removed') children.delete(change.node.name);
    }
    const kept = [...children.values()].map((child) =>
      at(child, path === '/' ? `/${child.name}` : `${path}/${child.name}`),
    );
    const added = mine.flatMap((change) => (change.kind === 'node-added' ? [change.node] : []));
    return { name: node.name, properties, children: [...kept, ...added] };
  };
  for (const change of changes) {
    if (change.kind === 'boot-cpu') bootCpu = change.after;
    if (change.kind === 'reservations') reservations = change.after;
  }
  return { bootCpu, reservations, root: at(tree.root, '/') };
}

test('the difference makes the one tree of the other', () => {
  fc.assert(
    fc.property(anyTree, anyTree, (before, after) => {
      const changes = treeDifference(before, after);
      const made = changed(before, changes);
      expect(sortedTree(made)).toEqual(sortedTree(after));
      expect([made.bootCpu, made.reservations]).toEqual([after.bootCpu, after.reservations]);
      expect(treeDifference(made, after)).toEqual([]);
      expect(changes.length === 0).toBe(differenceText(before, after, { before: 'a', after: 'b' }) === '');
    }),
  );
});

test('order is no difference', () => {
  const before = built('/dts-v1/; / { a; b; x { }; y { }; };');
  const after = built('/dts-v1/; / { b; a; y { }; x { }; };');
  expect(treeDifference(before, after)).toEqual([]);
});

test('a list that reads as that of two texts', () => {
  const base = `soc { #address-cells = <1>; #size-cells = <1>;
    clk: clock { #clock-cells = <0>; };
    serial@1000 { status = "disabled"; reg = <0x1000 0x100>; clocks = <&clk>; };
    timer@2000 { reg = <0x2000 0x100>; n { }; }; };`;
  const before = built(`/dts-v1/; /memreserve/ 0x1000 0x10; / { model = "a"; ${base} };`, '-@');
  const after = built(
    `/dts-v1/; / { model = "b"; extra; other: first { phandle = <1>; }; ${base.replace('disabled', 'okay').replace(/timer@2000.*;/, 'uiomem@3000 { reg = <0x3000 0x1000>; n { a = "x"; }; }; };')} };`,
    '-@',
    '-b',
    '1',
  );
  expect(differenceText(before, after, { before: 'board.dtb', after: 'merged.dtb' })).toBe(`--- board.dtb
+++ merged.dtb
@@ before the nodes @@
-boots on CPU 0
+boots on CPU 1
-/memreserve/ 0x1000 0x10;
@@ / @@
-	model = "a";
+	model = "b";
+	extra;
+	other: first {
+		phandle = <1>;
+	};
@@ /soc @@
-	timer@2000 {
-		reg = <0x2000 0x100>;
-
-		n {
-		};
-	};
+	uiomem@3000 {
+		reg = <0x3000 0x1000>;
+
+		n {
+			a = "x";
+		};
+	};
@@ /soc/clock @@
-	phandle = <1>;
+	phandle = <2>;
@@ /soc/serial@1000 @@
-	status = "disabled";
+	status = "okay";
-	clocks = <1>;
+	clocks = <2>;
@@ /__symbols__ @@
+	other = "/first";
`);
});

test('20,000 levels', () => {
  const chain = (end: string): DeviceTree => {
    let node: TreeNode = { name: 'n', properties: new Map([[end, new Uint8Array()]]), children: [] };
    for (let level = 0; level < 20_000; level += 1) node = { name: 'n', properties: new Map(), children: [node] };
    return { reservations: [], bootCpu: 0, root: { ...node, name: '' } };
  };
  expect(treeDifference(chain('a'), chain('b')).length).toBe(2);
});
