/**
 * What a tree carries for overlays: `__symbols__` (labels as paths), `__fixups__` (references to labels of the tree that an
 * overlay is put on) and `__local_fixups__` (where an overlay's own phandles stand). The layout is that of dtc, read by
 * drivers/of/resolver.c.
 */
import { addProperty, type LiveMarker, type LiveNode, liveProperty, livePropertyOf } from './live-tree.ts';
import type { Reading } from './reading.ts';
import { bytesOf, type Phandles } from './resolve.ts';

const encoder = new TextEncoder();

/** A node with a label gets a phandle, so that an overlay can refer to it. */
export function addSymbols(reading: Reading, nodes: readonly LiveNode[], phandles: Phandles): void {
  const labelled = nodes.filter((node) => !node.deleted && node.labels.length > 0);
  if (labelled.length === 0) return;
  const symbols = reading.childOf(reading.root, '__symbols__');
  const known = new Set(symbols.properties.filter(({ deleted }) => !deleted).map(({ name }) => name));
  for (const node of labelled) {
    for (const { name, deleted } of node.labels) {
      if (deleted || known.has(name)) continue;
      known.add(name);
      addProperty(symbols, liveProperty(name, pathBytes(node.path)));
    }
    phandles.of(node);
  }
}

export function addFixups(reading: Reading, nodes: readonly LiveNode[]): void {
  const outside: { readonly node: LiveNode; readonly property: string; readonly marker: LiveMarker }[] = [];
  const inside: typeof outside = [];
  for (const node of nodes) {
    if (node.deleted) continue;
    for (const property of node.properties) {
      if (property.deleted) continue;
      for (const marker of property.markers ?? []) {
        if (marker.kind !== 'phandle') continue;
        (reading.find(marker.to) === undefined ? outside : inside).push({ node, property: property.name, marker });
      }
    }
  }
  if (outside.length > 0) {
    const texts = new Map<string, string>();
    for (const { node, property, marker } of outside) {
      texts.set(marker.to, `${texts.get(marker.to) ?? ''}${node.path}:${property}:${marker.offset}\0`);
    }
    const fixups = reading.childOf(reading.root, '__fixups__');
    for (const [label, text] of texts) append(fixups, label, encoder.encode(text));
  }
  if (inside.length > 0) {
    const root = reading.childOf(reading.root, '__local_fixups__');
    const offsets = new Map<LiveNode, Map<string, number[]>>();
    for (const { node, property, marker } of inside) {
      let at = root;
      for (const name of node.path.split('/')) if (name !== '') at = reading.childOf(at, name);
      const ofNode = offsets.get(at) ?? new Map<string, number[]>();
      offsets.set(at, ofNode);
      const list = ofNode.get(property) ?? [];
      ofNode.set(property, list);
      list.push(marker.offset);
    }
    for (const [node, ofNode] of offsets) {
      for (const [property, list] of ofNode) append(node, property, joined(list.map(bytesOf)));
    }
  }
}

/** Names of a text are of letters of 7 bits; an encoder takes ten times as long for them. */
function pathBytes(path: string): Uint8Array {
  const bytes = new Uint8Array(path.length + 1);
  for (let at = 0; at < path.length; at += 1) bytes[at] = path.charCodeAt(at);
  return bytes;
}

/** Behind what is there already: the text may bring such nodes itself. */
function append(node: LiveNode, name: string, bytes: Uint8Array): void {
  const there = livePropertyOf(node, name);
  if (there === undefined) addProperty(node, liveProperty(name, bytes));
  else there.bytes = joined([there.bytes, bytes]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
