/** References become numbers and paths: phandles are given in the order in which dtc gives them. */
import {
  addProperty,
  deleteNode,
  type LiveNode,
  type LiveProperty,
  liveProperty,
  livePropertyOf,
} from './live-tree.ts';
import type { Reading } from './reading.ts';
import { reportUnknown } from './unknown-reference.ts';

/** Numbers from 1 up, without those that the text gives itself. */
export class Phandles {
  private next = 1;
  private readonly owners = new Map<number, LiveNode>();

  owner(phandle: number): LiveNode | undefined {
    const owner = this.owners.get(phandle);
    return owner?.deleted === true ? undefined : owner;
  }

  own(phandle: number, node: LiveNode): void {
    node.phandle = phandle;
    this.owners.set(phandle, node);
  }

  /** The node's phandle, made with its property when it has none. */
  of(node: LiveNode): number {
    if (node.phandle !== 0) return node.phandle;
    while (this.owner(this.next) !== undefined) this.next += 1;
    this.own(this.next, node);
    if (livePropertyOf(node, 'phandle') === undefined) addProperty(node, liveProperty('phandle', bytesOf(this.next)));
    return this.next;
  }
}

/** Fills in all references of the nodes and deletes what `/omit-if-no-ref/` leaves out. `nodes` as checkTree gives them. */
export function resolve(reading: Reading, nodes: readonly LiveNode[], symbols: boolean): Phandles {
  const phandles = new Phandles();
  for (const node of nodes) readExplicit(reading, node, phandles);
  const paths: { readonly node: LiveNode; readonly property: LiveProperty }[] = [];
  for (const node of nodes) {
    for (const property of node.properties) {
      if (property.deleted || property.markers === undefined) continue;
      fillPhandles(reading, property, phandles);
      if (property.markers.some(({ kind }) => kind === 'path')) paths.push({ node, property });
    }
  }
  for (const { property } of paths) fillPaths(reading, property);
  for (const node of nodes) {
    if (node.deleted || !node.omit || node.referenced) continue;
    if (!symbols || node.labels.length === 0) deleteNode(node);
  }
  return phandles;
}

/** `phandle` and the older `linux,phandle` of the text. */
function readExplicit(reading: Reading, node: LiveNode, phandles: Phandles): void {
  let said: number | undefined;
  for (const name of ['phandle', 'linux,phandle']) {
    const property = livePropertyOf(node, name);
    if (property === undefined) continue;
    const marker = property.markers?.[0];
    // A phandle that refers to its own node asks for a free number.
    if (marker?.kind === 'phandle' && reading.find(marker.to) === node) continue;
    const value = property.bytes.length === 4 ? numberOf(property.bytes) : 0;
    const wrong =
      marker !== undefined
        ? 'refers to another node'
        : property.bytes.length !== 4
          ? `has ${property.bytes.length} bytes instead of 4`
          : value === 0 || value === 0xffff_ffff
            ? `is 0x${value.toString(16)}, which is no phandle`
            : said !== undefined && said !== value
              ? `differs from its other one, 0x${said.toString(16)}`
              : undefined;
    if (wrong !== undefined) {
      report(reading, property, node, `The ${name} of ${node.path} ${wrong}.`);
      continue;
    }
    if (said !== undefined) continue;
    said = value;
    const owner = phandles.owner(value);
    if (owner !== undefined && owner !== node) {
      report(
        reading,
        property,
        node,
        `The phandle 0x${value.toString(16)} of ${node.path} is that of ${owner.path} too.`,
      );
      continue;
    }
    phandles.own(value, node);
  }
}

function report(reading: Reading, property: LiveProperty, { path }: LiveNode, message: string): void {
  const place = reading.nameOf(property);
  reading.scanner.findings.push({
    id: 'device-tree.phandle',
    severity: 'error',
    message,
    why: 'A phandle is a number of 32 bits that one node has, neither 0 nor 0xffffffff (Devicetree Specification 0.4, 2.3.3).',
    hint: 'Leave it out: a label and &label get a number by themselves.',
    path,
    property: property.name,
    ...(place === undefined ? {} : { place }),
  });
}

function fillPhandles(reading: Reading, property: LiveProperty, phandles: Phandles): void {
  for (const { kind, to, offset, start, end } of property.markers ?? []) {
    if (kind !== 'phandle') continue;
    const node = reading.find(to);
    if (node !== undefined) {
      node.referenced = true;
      // What was read may be read from again.
      if (property.bytes === property.parsed?.bytes) property.bytes = property.bytes.slice();
      property.bytes.set(bytesOf(phandles.of(node)), offset);
    } else if (!reading.plugin) {
      reportUnknown(reading, to, start, 'The reference can not become a phandle; dtc refuses it.', end);
    } else if (to.startsWith('/')) {
      reading.scanner.report({
        id: 'device-tree.path-of-base',
        message: `The overlay refers to ${to} of the tree that it is put on by its path.`,
        why: 'What is looked up when the overlay is applied is looked up by label (__fixups__); dtc of today refuses a path.',
        hint: 'Refer to it by a label that the base has in its __symbols__.',
        start,
        end,
      });
    }
  }
}

function fillPaths(reading: Reading, property: LiveProperty): void {
  const markers = property.markers ?? [];
  markers.forEach((marker, index) => {
    if (marker.kind !== 'path') return;
    const node = reading.find(marker.to);
    if (node === undefined) {
      reportUnknown(
        reading,
        marker.to,
        marker.start,
        reading.plugin
          ? 'A path has to be known when the overlay is compiled; only <&label> is looked up when it is applied.'
          : 'The reference can not become a path; dtc refuses it.',
        marker.end,
      );
      return;
    }
    node.referenced = true;
    const path = new TextEncoder().encode(`${node.path}\0`);
    const bytes = new Uint8Array(property.bytes.length + path.length);
    bytes.set(property.bytes.subarray(0, marker.offset));
    bytes.set(path, marker.offset);
    bytes.set(property.bytes.subarray(marker.offset), marker.offset + path.length);
    property.bytes = bytes;
    if (property.parsed !== undefined) {
      const inserted = reading.inserted.get(property.parsed) ?? [];
      reading.inserted.set(property.parsed, inserted);
      inserted.push({ at: marker.offset, length: path.length });
    }
    for (const later of markers.slice(index + 1)) later.offset += path.length;
  });
}

function numberOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}

export function bytesOf(cell: number): Uint8Array {
  return Uint8Array.of(cell >>> 24, (cell >>> 16) & 0xff, (cell >>> 8) & 0xff, cell & 0xff);
}
