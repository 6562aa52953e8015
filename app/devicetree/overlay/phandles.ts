/** Phandles of an overlay made free of those of the tree it comes to (drivers/of/resolver.c, Linux 6.1 and 6.12). */
import type { TreeFinding } from '../finding.ts';
import { childPath, type NodePath } from '../tree.ts';
import { type IndexedNode, phandleOf, type TreeIndex } from '../tree-index.ts';
import type { OverlayValues } from './overlay-values.ts';
import { type OverlayPlaces, type Refusal, refusal } from './refusal.ts';

/** No node's: the kernel leaves it alone (include/linux/of.h, OF_PHANDLE_ILLEGAL). */
const illegal = 0xdeadbeef;

/** What is added to each phandle of an overlay: the highest of the tree and one more. */
export function phandleDelta(base: TreeIndex): number {
  return (highestPhandle(base) + 1) % 2 ** 32;
}

/** 0 where there is none; what libfdt adds to each of an overlay. */
export function highestPhandle(base: TreeIndex): number {
  let highest = 0;
  for (const { node } of base.nodes) {
    const handle = phandleOf(node) ?? 0;
    if (handle !== illegal && handle > highest) highest = handle;
  }
  return highest;
}

/** Gives each of the overlay's nodes its new phandle. A warning where the numbers do not suffice. */
export function renumber(values: OverlayValues, delta: number, places: OverlayPlaces): TreeFinding[] {
  const beyond: NodePath[] = [];
  for (const { path, node } of values.index.nodes) {
    const handle = phandleOf(node) ?? 0;
    if (handle === 0 || handle === illegal) continue;
    const renumbered = (handle + delta) % 2 ** 32;
    if (handle + delta >= 2 ** 32 || delta === 0) beyond.push(path);
    for (const name of ['phandle', 'linux,phandle'])
      if (values.cell(path, name, 0) !== illegal) values.writeCell(path, name, 0, renumbered);
  }
  const [first] = beyond;
  if (first === undefined) return [];
  return [
    {
      id: 'device-tree.overlay-phandles-used-up',
      severity: 'warning',
      path: first,
      place: places.node(first),
      message: `The tree's highest phandle leaves no numbers for those of the overlay (${beyond.length} of its nodes).`,
      why: 'The kernel adds the highest phandle and one to each of the overlay’s in 32 bits, so that they begin again at 0 and may be those of other nodes (drivers/of/resolver.c).',
      hint: 'Let the tree have small phandles: build it with dtc, which counts from 1.',
    },
  ];
}

/** References inside of the overlay, as `__local_fixups__` lists them, to the new numbers. */
export function fixLocalReferences(values: OverlayValues, delta: number, places: OverlayPlaces): Refusal[] {
  const { byPath } = values.index;
  const lists = byPath.get('/__local_fixups__');
  if (lists === undefined) return [];
  const refusals: Refusal[] = [];
  const refuse = (path: NodePath, property: string | undefined, message: string) => {
    refusals.push(
      refusal({
        id: 'device-tree.overlay-local-fixup',
        path,
        property,
        place: property === undefined ? places.node(path) : places.property(path, property),
        message,
        why: 'The kernel follows __local_fixups__ and refuses an overlay whose entries lead nowhere (drivers/of/resolver.c, adjust_local_phandle_references).',
        hint: 'Build the overlay anew from its text with dtc -@; __local_fixups__ is not written by hand.',
      }),
    );
  };
  const waiting: { readonly list: IndexedNode; readonly of: IndexedNode }[] = [];
  const root = byPath.get('/');
  if (root !== undefined) waiting.push({ list: lists, of: root });
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    const { list, of } = each;
    for (const [name, offsets] of list.node.properties) {
      if (name === 'name' || name === 'phandle' || name === 'linux,phandle') continue;
      if (offsets.length === 0 || offsets.length % 4 !== 0) {
        refuse(list.path, name, `${list.path} says of ${name} ${offsets.length} bytes, which are no list of offsets.`);
        continue;
      }
      if (!of.node.properties.has(name)) {
        refuse(of.path, name, `${list.path} speaks of a property ${name} that ${of.path} does not have.`);
        continue;
      }
      for (let at = 0; at < offsets.length; at += 4) {
        const offset = new DataView(offsets.buffer, offsets.byteOffset).getUint32(at);
        const cell = values.cell(of.path, name, offset);
        if (cell === undefined)
          refuse(of.path, name, `${list.path} speaks of the cell ${offset} bytes into ${name}, which ends before.`);
        else values.writeCell(of.path, name, offset, (cell + delta) % 2 ** 32);
      }
    }
    for (const child of list.node.children) {
      const lower = child.name.toLowerCase();
      const same = of.node.children.find(({ name }) => name.toLowerCase() === lower);
      const childList = byPath.get(childPath(list.path, child.name));
      const childOf = same === undefined ? undefined : byPath.get(childPath(of.path, same.name));
      if (childOf === undefined || childList === undefined)
        refuse(childPath(list.path, child.name), undefined, `${of.path} has no node ${child.name}.`);
      else waiting.push({ list: childList, of: childOf });
    }
  }
  return refusals;
}
