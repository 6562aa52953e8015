/** Writes a flattened tree of version 17 (Devicetree Specification 0.4, chapter 5): header, reservations, structure, strings. */
import type { DeviceTree, TreeNode } from '../tree.ts';
import { asByteText } from './byte-text.ts';
import { beginNode, end, endNode, field, headerSize, magic, property, reservationSize } from './format.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { StringTable } from './string-table.ts';

/** Byte by byte what dtc writes for the same tree when no room is asked for. */
export function writeFdt({ reservations, bootCpu, root }: DeviceTree): Uint8Array {
  const start = headerSize + (reservations.length + 1) * reservationSize;
  const out = new GrowingBytes(start);
  const strings = new StringTable();
  putNodes(out, strings, root);
  out.number(end);
  const stringsStart = out.size;

  const bytes = out.take(stringsStart + strings.size);
  strings.put(bytes, stringsStart);
  const view = new DataView(bytes.buffer);
  view.setUint32(field.magic, magic);
  view.setUint32(field.totalSize, bytes.length);
  view.setUint32(field.structure, start);
  view.setUint32(field.strings, stringsStart);
  view.setUint32(field.reservations, headerSize);
  view.setUint32(field.version, 17);
  view.setUint32(field.lastCompatible, 16);
  view.setUint32(field.bootCpu, bootCpu);
  view.setUint32(field.stringsSize, strings.size);
  view.setUint32(field.structureSize, stringsStart - start);
  reservations.forEach(({ address, size }, index) => {
    view.setBigUint64(headerSize + index * reservationSize, address);
    view.setBigUint64(headerSize + index * reservationSize + 8, size);
  });
  return bytes;
}

/** Not by recursion: a tree may be deeper than the stack. */
function putNodes(out: GrowingBytes, strings: StringTable, root: TreeNode): void {
  const begin = (node: TreeNode) => {
    out.number(beginNode);
    out.text(asByteText(node.name));
    for (const [name, value] of node.properties) {
      out.number(property);
      out.number(value.length);
      out.number(strings.offsetOf(name));
      out.value(value);
    }
    return { children: node.children, next: 0 };
  };
  const open = [begin(root)];
  for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
    const child = node.children[node.next];
    node.next += 1;
    if (child !== undefined) open.push(begin(child));
    else {
      out.number(endNode);
      open.pop();
    }
  }
}
