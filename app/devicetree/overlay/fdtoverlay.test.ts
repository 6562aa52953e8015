/** Merges compared with those of fdtoverlay, on generated pairs: before boot all, at run time those that the kernel takes too. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFdt } from '../fdt/read-fdt.ts';
import { writeFdt } from '../fdt/write-fdt.ts';
import { baseOf, built, overlayOf, sortedTree } from '../testing/built.ts';
import type { DeviceTree } from '../tree.ts';
import { indexTree } from '../tree-index.ts';
import { applyOverlay } from './apply-overlay.ts';
import { mergeBeforeBoot } from './merge-before-boot.ts';
import { phandleDelta } from './phandles.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uiomem-studio-fdtoverlay-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Undefined when it refuses. */
function mergedByFdtoverlay(base: DeviceTree, overlay: DeviceTree): DeviceTree | undefined {
  const at = (name: string) => join(folder, name);
  writeFileSync(at('base.dtb'), writeFdt(base));
  writeFileSync(at('overlay.dtbo'), writeFdt(overlay));
  try {
    execFileSync('fdtoverlay', ['-i', at('base.dtb'), '-o', at('merged.dtb'), at('overlay.dtbo')], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return readFdt(new Uint8Array(readFileSync(at('merged.dtb')))).tree;
}

function mergedAsTheKernelCounts(base: DeviceTree, overlay: DeviceTree): DeviceTree | undefined {
  const tree = mergedByFdtoverlay(withHighest(base), overlay);
  return (
    tree && { ...tree, root: { ...tree.root, children: tree.root.children.filter(({ name }) => name !== 'one-more') } }
  );
}

/** libfdt counts on from the highest phandle, the kernel from the next one: a node of its own makes them agree. */
function withHighest(tree: DeviceTree): DeviceTree {
  const value = new Uint8Array(4);
  new DataView(value.buffer).setUint32(0, phandleDelta(indexTree(tree)));
  const node = { name: 'one-more', properties: new Map([['phandle', value]]), children: [] };
  return { ...tree, root: { ...tree.root, children: [...tree.root.children, node] } };
}

/** Index of a node's parent among those before it (0: the root), by a number of any size. */
const shape = fc.array(fc.nat(), { minLength: 1, maxLength: 12 });

const contentProperty = fc.oneof(
  fc.record({ kind: fc.constant('cells' as const), value: fc.nat() }),
  fc.record({ kind: fc.constant('base' as const), value: fc.nat() }),
  fc.record({ kind: fc.constant('own' as const), value: fc.nat() }),
  fc.record({ kind: fc.constant('mixed' as const), value: fc.nat() }),
  fc.record({ kind: fc.constant('text' as const), value: fc.nat() }),
);
const fragment = fc.record({
  target: fc.nat(),
  spelled: fc.constantFrom('label', 'path', 'property'),
  nodes: fc.array(
    fc.record({
      parent: fc.nat(),
      properties: fc.array(contentProperty, { maxLength: 3 }),
      /** Of the target's children. */
      existing: fc.option(fc.nat(), { nil: undefined }),
      labelled: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
type FragmentModel = typeof fragment extends fc.Arbitrary<infer T> ? T : never;

interface BaseNode {
  readonly path: string;
  readonly children: number[];
}

function baseText(parents: readonly number[]): { readonly text: string; readonly nodes: readonly BaseNode[] } {
  const nodes: BaseNode[] = [{ path: '', children: [] }];
  parents.forEach((number, index) => {
    const parent = nodes[number % nodes.length] as BaseNode;
    parent.children.push(nodes.length);
    nodes.push({ path: `${parent.path}/n${index + 1}@${index + 1}`, children: [] });
  });
  const say = (index: number): string => {
    const name = index === 0 ? '/' : `l${index}: n${index}@${index}`;
    const other = ((parents[index - 1] ?? 0) % (nodes.length - 1)) + 1;
    return `${name} { p0 = <${index}>; p1 = "text"; p2 = <&l${other} 3>; ${(nodes[index]?.children ?? []).map(say).join(' ')} };`;
  };
  return { text: say(0), nodes };
}

function overlayText(nodes: readonly BaseNode[], fragments: readonly FragmentModel[]): string {
  // A label of each fragment's first node, so that there is one to refer to.
  const own = fragments.flatMap(({ nodes: inner }, f) =>
    inner.flatMap(({ labelled, existing }, n) => (labelled && existing === undefined ? [`o${f}x${n}`] : [])),
  );
  const say = (properties: FragmentModel['nodes'][number]['properties']): string =>
    properties
      .map(({ kind, value }, index) => {
        const label = `l${(value % (nodes.length - 1)) + 1}`;
        const inner = own.length === 0 ? label : own[value % own.length];
        const text = {
          cells: `<${value}>`,
          base: `<&${label}>`,
          own: `<&${inner}>`,
          mixed: `"${label}", [00], <1 &${inner} &${label}>`,
          text: '"other"',
        }[kind];
        return `p${(value + index) % 5}x${index} = ${text};`;
      })
      .join(' ');
  return fragments
    .map(({ target, spelled, nodes: inner }, f) => {
      const index = target % nodes.length;
      const { path, children } = nodes[index] as BaseNode;
      const texts = inner.map(({ properties }) => [say(properties)]);
      const taken = new Set<number>();
      const heads = inner.map(({ existing, labelled }, n) => {
        const child = existing === undefined ? undefined : children[existing % Math.max(children.length, 1)];
        if (child !== undefined && !taken.has(child) && taken.add(child))
          return nodes[child]?.path.split('/').at(-1) ?? '';
        return labelled && existing === undefined ? `o${f}x${n}: f${f}@${n}` : `f${f}@${n}`;
      });
      // Each but the first may lie in one of those before it; a node that is there lies in the target.
      const top: string[] = [];
      for (let n = inner.length - 1; n >= 0; n -= 1) {
        const whole = `${heads[n]} { ${texts[n]?.join(' ')} };`;
        const parent = (inner[n]?.parent ?? 0) % (n + 1);
        if (parent === n || heads[n]?.startsWith('n')) top.unshift(whole);
        else texts[parent]?.push(whole);
      }
      const content = `p9x${f}; ${top.join(' ')}`;
      if (index === 0 || spelled === 'path') return `&{${path === '' ? '/' : path}} { ${content} };`;
      if (spelled === 'label') return `&l${index} { ${content} };`;
      return `/ { own@${f} { target = <&l${index}>; __overlay__ { ${content} }; }; };`;
    })
    .join('\n');
}

test('fdtoverlay merges the same, phandles included', { timeout: 120_000 }, () => {
  let both = 0;
  fc.assert(
    fc.property(shape, fc.array(fragment, { minLength: 1, maxLength: 4 }), (parents, fragments) => {
      const { text, nodes } = baseText(parents);
      const base = baseOf(text);
      const overlay = overlayOf(overlayText(nodes, fragments));
      const { tree, findings } = applyOverlay(base, overlay);
      const judge = mergedAsTheKernelCounts(base, overlay);
      if (tree === undefined) {
        // Only what the kernel alone refuses.
        const ids = findings.filter(({ severity }) => severity === 'error').map(({ id }) => id);
        expect(['device-tree.overlay-node-twice', 'device-tree.overlay-property-twice']).toEqual(
          expect.arrayContaining(ids),
        );
        return;
      }
      both += 1;
      expect(judge).toBeDefined();
      if (judge !== undefined) expect(sortedTree(tree)).toEqual(sortedTree(judge));
    }),
    { numRuns: 60 },
  );
  expect(both).toBeGreaterThan(20);
});

test('fdtoverlay merges the same before a boot, whatever the kernel would refuse, and refuses the same', {
  timeout: 120_000,
}, () => {
  let refused = 0;
  fc.assert(
    fc.property(
      shape,
      fc.array(fragment, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('symbols', 'symbols', 'symbols', 'none'),
      (parents, fragments, has) => {
        const { text, nodes } = baseText(parents);
        const whole = baseOf(text);
        const children = whole.root.children.filter(({ name }) => has === 'symbols' || name !== '__symbols__');
        const base = { ...whole, root: { ...whole.root, children } };
        const overlay = overlayOf(overlayText(nodes, fragments));
        const { tree } = mergeBeforeBoot(base, overlay);
        const judge = mergedByFdtoverlay(base, overlay);
        expect(tree && sortedTree(tree)).toEqual(judge && sortedTree(judge));
        if (tree === undefined) refused += 1;
      },
    ),
    { numRuns: 60 },
  );
  expect(refused, 'refused').toBeGreaterThan(0);
});

const board = `/ { #address-cells = <1>; #size-cells = <1>; soc: soc@0 { #address-cells = <1>; uart: serial@9 { reg = <9>; }; }; };`;

test.each([
  ['a label and a phandle on a node that has them', '&soc { to = <&mine>; mine: serial@9 { x; }; };'],
  ['other cells', '&soc { #address-cells = <2>; };'],
  [
    'a node that an earlier fragment added',
    '/ { f@0 { target = <&soc>; __overlay__ { own: own { }; }; }; f@1 { target = <&own>; __overlay__ { x; }; }; };',
  ],
  ['a node by its path without a unit address', '/ { f { target-path = "/soc/serial"; __overlay__ { x; }; }; };'],
  ['a path of the root', '&{/} { own: own { in: in@1 { }; }; };'],
  ['a label again', '&soc { uart: other { }; };'],
  ['two fragments for one property', '&soc { a = <1>; }; &{/soc@0} { a = <2>; n { b; }; };'],
  ['a label that leads out of it', '/ { l: f { target-path = "/"; __overlay__ { x; }; }; };'],
  ['a target that is not there', '&{/soc@0/none} { x; };'],
  ['an unknown label', '&none { x; };'],
  ['nothing', '/ { f { x; }; };'],
])('fdtoverlay does the same before a boot with %s', (_, body) => {
  for (const base of [baseOf(board), built(`/dts-v1/; ${board}`)]) {
    const overlay = overlayOf(body);
    const { tree } = mergeBeforeBoot(base, overlay);
    const judge = mergedByFdtoverlay(base, overlay);
    expect(tree && plain(tree)).toEqual(judge && plain(judge));
  }
});

/** Each property by path, as hex digits. */
function plain(tree: DeviceTree): Record<string, string> {
  return Object.fromEntries(
    indexTree(tree).nodes.flatMap(({ path, node }) =>
      [...node.properties].map(([name, value]) => [`${path} ${name}`, Buffer.from(value).toString('hex')]),
    ),
  );
}

test('nodes that are added come in the order in which libfdt leaves them, which is that of their devices', () => {
  const base = built('/dts-v1/; / { a { }; bus: b { c { }; }; };', '-@');
  const text = '&{/} { d { e { }; f { }; }; a { g { }; }; }; &bus { h { }; i { }; }; &{/} { j { }; d { k { }; }; };';
  const overlay = built(`/dts-v1/; /plugin/; ${text}`, '-@');
  const order = (tree: DeviceTree | undefined) => tree && indexTree(tree).nodes.map(({ path }) => path);
  const ours = order(mergeBeforeBoot(base, overlay).tree);
  expect(ours).toEqual(order(mergedByFdtoverlay(base, overlay)));
  expect(ours?.filter((path) => path.startsWith('/d/'))).toEqual(['/d/k', '/d/f', '/d/e']);
});
