/**
 * An overlay merged into a flattened tree before a kernel is booted with it, as U-Boot and fdtoverlay do it with libfdt
 * (fdt_overlay_apply): one fragment after the other, and what is there is overwritten. The kernel refuses more (apply-overlay.ts).
 */
import { textBytes } from '../property.ts';
import type { DeviceTree, NodePath } from '../tree.ts';
import { indexTree } from '../tree-index.ts';
import { type AppliedOverlay, type OverlayOptions, refused, resolveReferences } from './applied-overlay.ts';
import { changed } from './apply-overlay.ts';
import { findNodeLoosely } from './find-node.ts';
import { contentsOf, noFragments, targetOf } from './fragments.ts';
import { changesOf, labelPath, type OverlayOrigin } from './merge.ts';
import { newestFirst } from './newest-first.ts';
import { highestPhandle } from './phandles.ts';
import type { Refusal } from './refusal.ts';

/** `base` and `overlay` stay as they are. A boot loader that refuses an overlay usually boots without it, or not at all. */
export function mergeBeforeBoot(base: DeviceTree, overlay: DeviceTree, options: OverlayOptions = {}): AppliedOverlay {
  let index = options.index ?? indexTree(base);
  const resolved = resolveReferences(index, overlay, highestPhandle(index), options);
  const { values, places, refusals } = resolved;
  const warnings = [...resolved.warnings];
  // What the kernel would log, nobody logs here.
  const refuse = (all: readonly Refusal[]) =>
    refused(
      all.map((each) => ({ ...each, line: undefined })),
      warnings,
    );
  if (refusals.length > 0) return refuse(refusals);

  const nodes = new Map<NodePath, OverlayOrigin>();
  const properties = new Map<NodePath, Map<string, OverlayOrigin>>();
  const merged: { content: ReturnType<typeof contentsOf>[number]['content']; target: { path: NodePath } }[] = [];
  for (const { path, content } of contentsOf(values)) {
    const target = targetOf(index, path, values, places, findNodeLoosely);
    if ('finding' in target) return refuse([target]);
    const changes = changesOf(index, [{ path, content, target }], values, places, true);
    for (const [at, origin] of changes.nodeOrigins) nodes.set(at, origin);
    for (const [at, own] of changes.propertyOrigins)
      properties.set(at, new Map([...(properties.get(at) ?? []), ...own]));
    merged.push({ content, target });
    index = indexTree({
      ...index.tree,
      root: newestFirst(index, indexTree({ ...index.tree, root: changed(index, changes) })),
    });
  }
  if (merged.length === 0) warnings.push({ ...noFragments(places).finding, severity: 'warning' });

  const symbols = new Map<string, Uint8Array>();
  for (const [label, value] of values.of('/__symbols__')) {
    const path = labelPath(value, merged);
    // Of a node that does not come to be.
    if (path === undefined || label === 'phandle') continue;
    symbols.set(label, textBytes(path));
  }
  if (symbols.size > 0) {
    const path = '/__symbols__';
    const origin = { fragment: path, node: path };
    properties.set(path, new Map([...symbols.keys()].map((label) => [label, origin])));
    const has = index.byPath.has(path);
    const made = { name: '__symbols__', properties: symbols, children: [] };
    const root = changed(index, {
      properties: new Map(has ? [[path, symbols]] : []),
      children: new Map(has ? [] : [['/', [made]]]),
    });
    index = indexTree({ ...index.tree, root });
  }
  return { tree: index.tree, findings: warnings, nodes, properties };
}
